import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { ImportJob } from "../../src/contract/index.ts";
import { modelsAtRest } from "../../src/testing/models-at-rest.ts";

const root = join(import.meta.dirname, "..", "..");

/** A served workstation of its own: real host, real worker processes, a data folder that goes with it. */
export interface ServedWorkstation {
  readonly url: string;
  readonly origin: string;
  readonly bearer: string;
  readonly dataDirectory: string;
  /** Asks the API as the screen would. */
  ask<T>(path: string, init?: RequestInit): Promise<T>;
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly demo: boolean;
  readonly dataDirectory?: string;
  /** What goes when the test is broken off; without, a data folder that was made here. */
  readonly folder?: string;
  /** Protocols are applied when a study is opened; without, its largest series fills the first cell. */
  readonly hanging?: boolean;
  /** Models run by themselves on what arrives; without, on what a test asks for alone. */
  readonly onArrival?: boolean;
}

export async function serveWorkstation(options: ServeOptions): Promise<ServedWorkstation> {
  const dataDirectory = options.dataDirectory ?? mkdtempSync(join(tmpdir(), "hounsfield-e2e-"));
  const flags = ["serve", "--archive", dataDirectory, "--json", ...(options.demo ? ["--demo"] : [])];
  const leash = ["--import", pathToFileURL(join(import.meta.dirname, "leash.ts")).href];
  const node = ["--disable-warning=ExperimentalWarning", ...leash, join(root, "src/cli/main.ts")];
  const folder = options.folder ?? (options.dataDirectory === undefined ? dataDirectory : "");
  const env = { ...process.env, E2E_FOLDER: folder };
  const child = spawn(process.execPath, [...node, ...flags], { env, stdio: ["pipe", "pipe", "inherit"] });
  const isOver = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  const { url, origin, bearer } = JSON.parse(await firstLine(child)) as { url: string; origin: string; bearer: string };
  const served: ServedWorkstation = {
    url,
    origin,
    bearer,
    dataDirectory,
    async ask<T>(path: string, init: RequestInit = {}) {
      const headers = {
        authorization: `Bearer ${bearer}`,
        "content-type": "application/json",
        ...(init.headers as Record<string, string>),
      };
      const response = await fetch(origin + path, { ...init, headers });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async stop() {
      child.kill("SIGTERM");
      await isOver;
      if (!options.dataDirectory) rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  if (options.hanging !== true) {
    const preference = { automatic: false, own: [] };
    await served.ask("/api/preferences/hanging-protocols", { method: "PUT", body: JSON.stringify(preference) });
  }
  if (options.onArrival !== true)
    await served.ask("/api/preferences/models", { method: "PUT", body: JSON.stringify(modelsAtRest) });
  return served;
}

/** A workstation that has taken in files by name (or by number, as `0.dcm`), each as a person would import a folder. */
export async function serveFiles(
  files: readonly Uint8Array[] | Readonly<Record<string, Uint8Array>>,
  options: Pick<ServeOptions, "hanging"> = {},
): Promise<ServedWorkstation> {
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-e2e-"));
  const incoming = join(directory, "incoming");
  mkdirSync(incoming);
  for (const [name, file] of Object.entries(files)) writeFileSync(join(incoming, `${name}.dcm`), file);
  const workstation = await serveWorkstation({
    demo: false,
    dataDirectory: join(directory, "data"),
    folder: directory,
    ...options,
  });
  const stop = async () => {
    await workstation.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const { id } = await workstation.ask<ImportJob>("/api/imports", { method: "POST", body: JSON.stringify({ path: incoming }) });
  for (const started = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { state } = await workstation.ask<ImportJob>(`/api/imports/${id}`);
    if (state === "done") return { ...workstation, stop };
    if (state === "running" && Date.now() - started < 30_000) continue;
    await stop();
    throw new Error(`The import ended as ${state}.`);
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once("line", resolve);
    child.once("exit", (code) => reject(new Error(`The workstation ended with status ${code} before it served.`)));
  });
}

/** Waits until the demo patient is there and its CTs are analysed. */
export async function demoReady(workstation: Pick<ServedWorkstation, "ask">): Promise<string> {
  for (;;) {
    const session = await workstation.ask<{ demoBuilding: boolean; demoStudyInstanceUid: string | null }>("/api/session");
    if (!session.demoBuilding && session.demoStudyInstanceUid) return session.demoStudyInstanceUid;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

export type GraphicsBackend = "software" | "mesa";

/** Chromium without a window; `mesa` draws through the system's OpenGL, `software` through the browser's own rasteriser. */
export async function openBrowser(graphics: GraphicsBackend = "mesa"): Promise<Browser> {
  const gl =
    graphics === "mesa" ? ["--use-gl=angle", "--use-angle=gl-egl", "--ignore-gpu-blocklist"] : ["--enable-unsafe-swiftshader"];
  const quiet = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  const executablePath = process.env.HOUNSFIELD_CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--headless=new", ...quiet, ...gl] });
}

export interface OpenedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Everything the page complained of: a clean run leaves it empty. */
  readonly complaints: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  size = { width: 1600, height: 1000 },
  locale = "en-GB",
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: size, locale });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(url);
  return { page, context, complaints };
}
