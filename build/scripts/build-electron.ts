import { run, tool } from "./shell.ts";

/** Bundles main, preload and the task worker for Electron into dist/electron. @returns the exit status of the build */
export async function buildElectron(): Promise<number> {
  for (const part of ["main", "preload"]) {
    const env = { ...process.env, HOUNSFIELD_PART: part };
    const args = [tool("vite", "bin", "vite.js"), "build", "--config", "build/vite.electron.config.ts", "--logLevel", "warn"];
    const status = await run(process.execPath, args, { env });
    if (status !== 0) return status;
  }
  return 0;
}

if (import.meta.main) process.exitCode = await buildElectron();
