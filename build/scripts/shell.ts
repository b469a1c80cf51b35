import { spawn, spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

/** Local tools first, so that every script runs on the Node and the versions of the lock file. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`,
};

/** Runs a command with its output shown; resolves to its exit status (1 when killed by a signal). */
export function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { stdio: "inherit", cwd: options.cwd ?? root, env: options.env ?? environment });
    child.on("exit", (code) => resolve(code ?? 1));
    child.on("error", (error) => {
      process.stderr.write(`${command}: ${error.message}\n`);
      resolve(1);
    });
  });
}

/** Whether a program is on the PATH. */
export function hasProgram(name: string): boolean {
  const probe = process.platform === "win32" ? spawnSync("where", [name]) : spawnSync("sh", ["-c", `command -v ${name}`]);
  return probe.status === 0;
}

/** Path of a tool's script in node_modules, to run under this Node on every system. */
export function tool(...parts: readonly string[]): string {
  return join(root, "node_modules", ...parts);
}
