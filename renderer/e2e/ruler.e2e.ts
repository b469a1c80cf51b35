import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { edgesAlongRow, pictureOf } from "./picture.ts";
import { drag, numberOf, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const phantom = buildRulerPhantom();

/** A block of known size: its edges are found in the screenshot, the ruler is laid from edge to edge, and must say its millimetres. */
describe.skipIf(!hasTool("chromium"))("a ruler on the screen", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  const lengths = async () => {
    const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${phantom.studyInstanceUid}/findings`);
    return findings.flatMap(({ geometry, measurements }) =>
      geometry.kind === "length" ? [measurements.find(({ unit }) => unit === "mm")?.value as number] : [],
    );
  };

  beforeAll(async () => {
    workstation = await serveFiles(phantom.files);
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${phantom.studyInstanceUid}`);
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  /** Lays the ruler across the block in a cell and gives its length in screen pixels and what was stored. */
  async function measureAcross(cellId: string, below = 7): Promise<{ pixels: number; millimetres: number }> {
    const cell = await waitReady(page, cellId);
    const before = (await lengths()).length;
    const shot = await pictureOf(cell);
    // A row of its own: the marks of an earlier ruler are bright too.
    const y = Math.round(shot.height / 2) + below;
    const [left, right] = edgesAlongRow(shot, y);
    await page.keyboard.press("Escape");
    await page.getByTestId("tool-length").click();
    await drag(page, cell, [left, y], [right, y]);
    await vi.waitFor(async () => expect(await lengths()).toHaveLength(before + 1), { timeout: 10_000 });
    return { pixels: right - left, millimetres: (await lengths()).at(-1) as number };
  }

  it("says the block's width in the stack, to a screen pixel", async () => {
    const { pixels, millimetres } = await measureAcross("cell-0");
    expect(Math.abs(millimetres - phantom.blockMm[0])).toBeLessThanOrEqual(1.01 * (phantom.blockMm[0] / pixels));
  });

  it("says the same after zoom and flip", async () => {
    await page.keyboard.press("h");
    await page.keyboard.press("+");
    const { pixels, millimetres } = await measureAcross("cell-0", -80);
    expect(Math.abs(millimetres - phantom.blockMm[0])).toBeLessThanOrEqual(1.01 * (phantom.blockMm[0] / pixels));
  });

  it("says depth in the sagittal and width in the coronal plane", async () => {
    await page.getByTestId("mpr").click();
    const sagittal = await measureAcross("cell-1");
    expect(Math.abs(sagittal.millimetres - phantom.blockMm[1])).toBeLessThanOrEqual(
      1.01 * (phantom.blockMm[1] / sagittal.pixels),
    );
    const coronal = await measureAcross("cell-2");
    expect(Math.abs(coronal.millimetres - phantom.blockMm[0])).toBeLessThanOrEqual(1.01 * (phantom.blockMm[0] / coronal.pixels));
  });

  it("shows the same numbers after a reload", async () => {
    const before = await lengths();
    await page.reload();
    const cell = await waitReady(page, "cell-0");
    expect(await numberOf(cell, "data-frame-count")).toBe(phantom.files.length);
    expect(await lengths()).toEqual(before);
  });
});
