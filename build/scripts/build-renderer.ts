import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, run, tool } from "./shell.ts";

const sources = ["renderer", "src", "assets", "build/vite.config.ts", "package.json"];
const built = join(root, "dist", "renderer", "index.html");

/** Builds the renderer unless what lies in dist is newer than everything it is made of. @returns the exit status of the build */
export async function buildRenderer({ force = false } = {}): Promise<number> {
  if (!force && existsSync(built) && statSync(built).mtimeMs > newest(sources)) return 0;
  return run(process.execPath, [
    tool("vite", "bin", "vite.js"),
    "build",
    "--config",
    "build/vite.config.ts",
    "--logLevel",
    "warn",
  ]);
}

function newest(paths: readonly string[]): number {
  return Math.max(0, ...paths.map((path) => newestUnder(join(root, path))));
}

function newestUnder(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestUnder(join(path, name))));
}

if (import.meta.main) process.exitCode = await buildRenderer({ force: true });
