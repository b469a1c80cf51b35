import { buildElectron } from "./build-electron.ts";
import { buildRenderer } from "./build-renderer.ts";
import { root, run, tool } from "./shell.ts";

/** Builds everything and hands it to electron-builder with the arguments given (`--linux`, `--win`, `--mac`, `--dir`, ...). */
export async function buildPackage(args: readonly string[]): Promise<number> {
  const status = (await buildRenderer()) || (await buildElectron());
  if (status !== 0) return status;
  return run(
    process.execPath,
    [tool("electron-builder", "cli.js"), "--config", "electron-builder.yml", "--publish", "never", ...args],
    {
      cwd: root,
    },
  );
}

if (import.meta.main) process.exitCode = await buildPackage(process.argv.slice(2));
