import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { hasProgram } from "./shell.ts";

export interface SystemBrowser {
  readonly name: string;
  readonly command: string;
}

const onPath: readonly SystemBrowser[] = [
  { name: "Chromium", command: "chromium" },
  { name: "Chromium", command: "chromium-browser" },
  { name: "Chrome", command: "google-chrome" },
  { name: "Chrome", command: "google-chrome-stable" },
  { name: "Edge", command: "microsoft-edge" },
];

function installed(): readonly SystemBrowser[] {
  if (process.platform === "darwin") {
    return [
      { name: "Chrome", command: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" },
      { name: "Edge", command: "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge" },
      { name: "Chromium", command: "/Applications/Chromium.app/Contents/MacOS/Chromium" },
    ];
  }
  const bases = [process.env.ProgramFiles, process.env["ProgramFiles(x86)"], process.env.LOCALAPPDATA].filter(
    (base) => base !== undefined,
  );
  return bases.flatMap((base) => [
    { name: "Edge", command: join(base, "Microsoft", "Edge", "Application", "msedge.exe") },
    { name: "Chrome", command: join(base, "Google", "Chrome", "Application", "chrome.exe") },
  ]);
}

/** A browser with an app mode that is installed on this system. */
export function findBrowser(): SystemBrowser | undefined {
  return (
    onPath.find(({ command }) => process.platform !== "win32" && hasProgram(command)) ??
    installed().find(({ command }) => existsSync(command))
  );
}

/** Opens an address in a window of its own, with a profile apart from the person's own browsing. */
export function openAppWindow({ command }: SystemBrowser, url: string, profileDirectory: string): void {
  // Chromium refuses its sandbox to root, as containers and live systems are; everyone else keeps it.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const quiet = ["--no-first-run", "--no-default-browser-check", "--disable-background-networking", "--disable-sync"];
  const args = [`--app=${url}`, `--user-data-dir=${profileDirectory}`, "--window-size=1600,1000", ...quiet, ...asRoot];
  const child = spawn(command, args, { stdio: "ignore", detached: true });
  // The address stands on the terminal as well: a browser that does not start must not end the workstation.
  child.on("error", () => undefined);
  child.unref();
}
