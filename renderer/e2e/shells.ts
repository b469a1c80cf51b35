import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, type Page } from "playwright-core";
import { buildElectron } from "../../build/scripts/build-electron.ts";
import { electronExecutable } from "../../build/scripts/electron-runtime.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { openBrowser, openPage, serveWorkstation } from "./workstation.ts";

export type ShellKind = "browser" | "electron";

/** A running workstation with its window, whichever shell is around it. */
export interface OpenedShell {
  readonly page: Page;
  /** Everything the page complained of: a clean run leaves it empty. */
  readonly complaints: readonly string[];
  /** Asks the host as the screen does. */
  ask<T>(path: string, init?: { method?: string; body?: string }): Promise<T>;
  /** Goes to a place within the program, "#/study/...". */
  goTo(hash: string): Promise<void>;
  close(): Promise<void>;
}

export interface ShellOptions {
  readonly demo: boolean;
}

/** The shells that can run here; for one that cannot, a line says why and how to get it. */
export function availableShells(): readonly ShellKind[] {
  const shells: ShellKind[] = hasTool("chromium") ? ["browser"] : [];
  if (electronExecutable() !== undefined) return [...shells, "electron"];
  process.stderr.write(
    "skipped: tests in Electron's window; to run them: node node_modules/electron/install.js, or name a runtime by ELECTRON_OVERRIDE_DIST_PATH\n",
  );
  return shells;
}

export function openShell(kind: ShellKind, options: ShellOptions): Promise<OpenedShell> {
  return kind === "browser" ? openInBrowser(options) : openInElectron(options);
}

async function openInBrowser({ demo }: ShellOptions): Promise<OpenedShell> {
  const workstation = await serveWorkstation({ demo });
  const browser = await openBrowser();
  const { page, complaints } = await openPage(browser, workstation.url);
  return {
    page,
    complaints,
    ask: workstation.ask,
    goTo: async (hash) => void (await page.goto(`${workstation.origin}/${hash}`)),
    async close() {
      await browser.close();
      await workstation.stop();
    },
  };
}

async function openInElectron({ demo }: ShellOptions): Promise<OpenedShell> {
  if ((await buildElectron()) !== 0) throw new Error("The Electron side could not be built.");
  const home = mkdtempSync(join(tmpdir(), "hounsfield-electron-"));
  const root = join(import.meta.dirname, "..", "..");
  const env = { ...process.env, HOUNSFIELD_HOME: home, HOUNSFIELD_NO_DEMO: demo ? "0" : "1" } as Record<string, string>;
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const app = await _electron.launch({ executablePath: electronExecutable() as string, args: [root, ...asRoot], env });
  const page = await app.firstWindow();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  const opened: OpenedShell = {
    page,
    complaints,
    ask: async <T>(path: string, init: { method?: string; body?: string } = {}) =>
      (await page.evaluate(
        async ([where, how]) => {
          const response = await fetch(where, { ...how, headers: { "content-type": "application/json" } });
          if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
          return response.json();
        },
        [path, init] as const,
      )) as T,
    goTo: async (hash) => void (await page.goto(`app://hounsfield/${hash}`)),
    async close() {
      await app.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
  // As `serveWorkstation` does: the largest series fills the first cell.
  const body = JSON.stringify({ automatic: false, own: [] });
  await opened.ask("/api/preferences/hanging-protocols", { method: "PUT", body });
  return opened;
}
