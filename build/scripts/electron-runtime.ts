import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, tool } from "./shell.ts";

const reachableMs = 5_000;
const downloadMs = 300_000;

/** Path of Electron's program where its runtime is installed (or named by ELECTRON_OVERRIDE_DIST_PATH); undefined otherwise. */
export function electronExecutable(): string | undefined {
  const name =
    { win32: "electron.exe", darwin: "Electron.app/Contents/MacOS/Electron" }[process.platform as string] ?? "electron";
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const pathFile = tool("electron", "path.txt");
  const recorded = existsSync(pathFile) ? readFileSync(pathFile, "utf8") : name;
  const executable = override ? join(override, name) : tool("electron", "dist", recorded);
  return existsSync(executable) ? executable : undefined;
}

/** Fetches the runtime as Electron's own installer does; false where its server does not answer (closed networks are normal). */
export async function fetchElectron(): Promise<boolean> {
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror ?? "https://github.com/";
  try {
    await fetch(mirror, { method: "HEAD", signal: AbortSignal.timeout(reachableMs) });
  } catch {
    return false;
  }
  process.stdout.write("Fetching Electron's runtime once ...\n");
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tool("electron", "install.js")], { stdio: "ignore", env: environment });
    const timer = setTimeout(() => child.kill(), downloadMs);
    child.on("error", () => resolve(false));
    child.on("exit", () => {
      clearTimeout(timer);
      resolve(electronExecutable() !== undefined);
    });
  });
}
