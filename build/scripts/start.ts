import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createJsonLog, defaultDataDirectory, openHost, productVersion, serveLoopback } from "../../src/host/index.ts";
import { buildElectron } from "./build-electron.ts";
import { buildRenderer } from "./build-renderer.ts";
import { electronExecutable, fetchElectron } from "./electron-runtime.ts";
import { root, run } from "./shell.ts";
import { findBrowser, openAppWindow } from "./system-browser.ts";

const usage = `npm start [-- OPTIONS]
  --shell electron|browser|none   where to open (default: Electron, else the system's browser, else print the address)
  --port N                        port on 127.0.0.1 for browser and none (default: any free one)
  --data DIR                      data folder (default: the system's place for program data)
  --no-demo                       do not make the demo patient
`;

const { values } = parseArgs({
  options: {
    shell: { type: "string" },
    port: { type: "string", default: "0" },
    data: { type: "string" },
    "no-demo": { type: "boolean" },
    verbose: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const dataDirectory = values.data ?? defaultDataDirectory();
const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function startElectron(): Promise<number | undefined> {
  if (electronExecutable() === undefined && !(await fetchElectron())) {
    say("Electron's runtime is not here and could not be fetched; the same workstation opens in this system's browser instead.");
    return undefined;
  }
  if ((await buildElectron()) !== 0) return 1;
  const env = { ...process.env, HOUNSFIELD_HOME: dataDirectory, ...(values["no-demo"] ? { HOUNSFIELD_NO_DEMO: "1" } : {}) };
  return run(electronExecutable() as string, [root], { env });
}

async function startLoopback(openBrowser: boolean): Promise<void> {
  const log = createJsonLog((line) => (values.verbose ? process.stderr.write(line) : undefined));
  const host = openHost({ dataDirectory, log, shell: "browser", version: productVersion, demo: values["no-demo"] !== true });
  const server = await serveLoopback({ handle: host.handle, port: Number(values.port), log });
  const stop = async () => {
    await server.close();
    await host.close();
    process.exit(0);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  const browser = openBrowser ? findBrowser() : undefined;
  if (browser) {
    say(`Hounsfield is open in ${browser.name}. Close this with Ctrl+C.`);
    openAppWindow(browser, server.launchUrl(), join(dataDirectory, "browser-profile"));
  } else {
    say(openBrowser ? "No Chromium, Chrome or Edge was found." : "There is no window to open here.");
  }
  say(`Open this address in a browser on this computer (it works once; press Enter for a fresh one):\n  ${server.launchUrl()}`);
  if (process.stdin.isTTY) process.stdin.on("data", () => say(`  ${server.launchUrl()}`));
}

async function main(): Promise<void> {
  if (values.help) {
    say(usage);
    return;
  }
  if (!existsSync(join(root, "dist", "renderer", "index.html"))) say("Building the screens once ...");
  if ((await buildRenderer()) !== 0) {
    process.exitCode = 1;
    return;
  }
  const shell = values.shell ?? (hasDisplay ? "electron" : "none");
  if (shell === "electron") {
    const status = await startElectron();
    if (status !== undefined) {
      process.exitCode = status;
      return;
    }
  }
  await startLoopback(shell !== "none" && hasDisplay);
}

await main();
