import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { keepCompiledCode } from "../../src/cli/code-cache.ts";
import { buildElectron } from "./build-electron.ts";
import { buildRenderer } from "./build-renderer.ts";
import { electronExecutable, fetchElectron } from "./electron-runtime.ts";
import { root, run } from "./shell.ts";
import { findBrowser, openAppWindow } from "./system-browser.ts";

keepCompiledCode();
// Imported after it is known where what they become is kept.
const { createJsonLog, defaultDataDirectory, openHost, productVersion, serveLoopback } = await import("../../src/host/index.ts");

const usage = `npm start [-- OPTIONS]
  --shell electron|browser|none   where to open (default: Electron, else the system's browser, else print the address)
  --port N                        port on 127.0.0.1 for browser and none (default: any free one)
  --data DIR                      data folder (default: the system's place for program data)
  --no-demo                       do not make the demo patient
`;

const shells = ["electron", "browser", "none"];

/** The options of the command line. @throws Error with a sentence */
function readOptions() {
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
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) throw new Error("--port takes a number from 0 to 65535.");
  if (values.shell !== undefined && !shells.includes(values.shell))
    throw new Error(`--shell takes one of: ${shells.join(", ")}.`);
  return { ...values, port };
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

async function startElectron(dataDirectory: string, demo: boolean): Promise<number | undefined> {
  if (electronExecutable() === undefined && !(await fetchElectron())) {
    say("Electron's runtime is not here and could not be fetched; the same workstation opens in this system's browser instead.");
    return undefined;
  }
  if ((await buildElectron()) !== 0) return 1;
  const env = { ...process.env, HOUNSFIELD_HOME: dataDirectory, ...(demo ? {} : { HOUNSFIELD_NO_DEMO: "1" }) };
  return run(electronExecutable() as string, [root], { env });
}

interface LoopbackStart {
  readonly dataDirectory: string;
  readonly port: number;
  readonly demo: boolean;
  readonly verbose: boolean;
  readonly openBrowser: boolean;
}

async function startLoopback({ dataDirectory, port, demo, verbose, openBrowser }: LoopbackStart): Promise<void> {
  const log = createJsonLog((line) => (verbose ? process.stderr.write(line) : undefined));
  const host = openHost({ dataDirectory, log, shell: "browser", version: productVersion, demo });
  const server = await serveLoopback({ handle: host.handle, port, log }).catch(async (error: unknown) => {
    await host.close();
    throw error;
  });
  const stop = async () => {
    await server.close();
    await host.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
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
  const options = readOptions();
  if (options.help) {
    say(usage);
    return;
  }
  if (!existsSync(join(root, "dist", "renderer", "index.html"))) say("Building the screens once ...");
  if ((await buildRenderer()) !== 0) {
    process.exitCode = 1;
    return;
  }
  // Electron runs in another folder: a relative one would be another one there.
  const dataDirectory = resolve(options.data ?? defaultDataDirectory());
  const demo = options["no-demo"] !== true;
  const shell = options.shell ?? (hasDisplay ? "electron" : "none");
  if (shell === "electron") {
    const status = await startElectron(dataDirectory, demo);
    if (status !== undefined) {
      process.exitCode = status;
      return;
    }
  }
  const openBrowser = shell !== "none" && hasDisplay;
  await startLoopback({ dataDirectory, port: options.port, demo, verbose: options.verbose === true, openBrowser });
}

try {
  await main();
} catch (error) {
  // A port that is taken, a data folder of a newer version: a sentence, not a stack.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
