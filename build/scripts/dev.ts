import { spawn } from "node:child_process";
import { buildRenderer } from "./build-renderer.ts";
import { environment, root, run, tool } from "./shell.ts";

/** Rebuilds the renderer on every change and serves the workstation with the demo patient; reload the page to see it. */
if ((await buildRenderer()) === 0) {
  const watch = [tool("vite", "bin", "vite.js"), "build", "--watch", "--config", "build/vite.config.ts", "--logLevel", "warn"];
  const watcher = spawn(process.execPath, watch, { cwd: root, env: environment, stdio: "inherit" });
  const serve = [
    "--disable-warning=ExperimentalWarning",
    "src/cli/main.ts",
    "serve",
    "--demo",
    "--verbose",
    ...process.argv.slice(2),
  ];
  process.on("SIGINT", () => undefined);
  process.exitCode = await run(process.execPath, serve);
  watcher.kill();
}
