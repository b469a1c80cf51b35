import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect, vi } from "vitest";
import type { ImportJob } from "../../src/contract/index.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { drag, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const first = buildBallSeries({ name: "Thirty slices", seriesNumber: 1, slices: 30 });
const second = buildBallSeries({ name: "Thirty more", seriesNumber: 2, slices: 30 });

/** A study of two series in one viewport, for what hands do with it. */
export interface Desk {
  readonly workstation: ServedWorkstation;
  readonly browser: Browser;
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly study: string;
  /** However the study hangs: one viewport with the first series. */
  openStudy(): Promise<void>;
  /** Lays a length, and takes the window tool again. */
  measure(): Promise<void>;
  language(chosen: "en" | "zh-CN"): Promise<void>;
  /** Another patient's study comes in while a reader is at work. */
  arrive(): Promise<void>;
  /** Files come in as a folder would. */
  takeIn(files: readonly Uint8Array[]): Promise<void>;
  /** What has the focus, by its test id. */
  focused(): Promise<string>;
  blur(): Promise<void>;
  /** The tool in the hand, by the test id of its button. */
  tool(): Promise<string | null>;
  stop(): Promise<void>;
}

export async function openDesk(size?: { readonly width: number; readonly height: number }): Promise<Desk> {
  const workstation = await serveFiles([...first.files, ...second.files]);
  await sayLanguage(workstation, "en");
  const browser = await openBrowser("software");
  const { page, complaints } = await openPage(browser, workstation.url, size);
  await page.getByTestId("study-row").first().waitFor();
  const blur = () => page.evaluate(() => (document.activeElement as HTMLElement).blur());
  return {
    workstation,
    browser,
    page,
    complaints,
    study: first.studyInstanceUid,
    blur,
    async openStudy() {
      await page.goto(`${workstation.origin}/#/study/${first.studyInstanceUid}`);
      await page.locator('.viewport-picture[data-state="ready"]').first().waitFor();
      await page.getByTestId("layout-menu").click();
      await page.getByTestId("layout-1x1").click();
      await page.getByTestId("series-card").first().dblclick();
      await waitReady(page, "cell-0");
      await blur();
    },
    async measure() {
      await blur();
      await page.keyboard.press("d");
      await drag(page, picture(page, "cell-0"), [300, 300], [360, 340]);
      await page.getByTestId("finding").first().waitFor();
      await page.keyboard.press("w");
    },
    language: (chosen) => sayLanguage(workstation, chosen),
    arrive: () => takeIn(workstation, buildRulerPhantom().files.slice(0, 4)),
    takeIn: (files) => takeIn(workstation, files),
    focused: () => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? ""),
    tool: () => page.locator('[data-testid="toolbar"] [aria-pressed="true"][data-testid^="tool-"]').getAttribute("data-testid"),
    async stop() {
      await browser.close();
      await workstation.stop();
    },
  };
}

async function sayLanguage(workstation: ServedWorkstation, chosen: "en" | "zh-CN"): Promise<void> {
  const settings = { language: chosen, readerName: "", destination: { kind: "embedded" } };
  await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
}

async function takeIn(workstation: ServedWorkstation, files: readonly Uint8Array[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-arriving-"));
  for (const [at, file] of files.entries()) writeFileSync(join(folder, `${at}.dcm`), file);
  const { id } = await workstation.ask<ImportJob>("/api/imports", { method: "POST", body: JSON.stringify({ path: folder }) });
  await vi.waitFor(async () => expect((await workstation.ask<ImportJob>(`/api/imports/${id}`)).state).toBe("done"), 20_000);
  rmSync(folder, { recursive: true, force: true });
}
