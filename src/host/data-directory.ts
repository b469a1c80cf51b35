import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The workstation's data folder: HOUNSFIELD_HOME where set, else where the system keeps a program's data.
 *
 * Linux $XDG_DATA_HOME/hounsfield or ~/.local/share/hounsfield; macOS ~/Library/Application Support/Hounsfield; Windows %APPDATA%\Hounsfield.
 */
export function defaultDataDirectory(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const { HOUNSFIELD_HOME, XDG_DATA_HOME, APPDATA } = environment;
  if (HOUNSFIELD_HOME) return HOUNSFIELD_HOME;
  if (platform === "win32") return join(APPDATA ?? join(homedir(), "AppData", "Roaming"), "Hounsfield");
  if (platform === "darwin") return join(homedir(), "Library", "Application Support", "Hounsfield");
  return join(XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "hounsfield");
}
