import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { uidFromText } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { buildChestStudy, buildMammography } from "../../src/testing/hanging-phantom.ts";
import { changed, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const chest = buildChestStudy({ date: "20260105" });
const mammography = buildMammography({ date: "20260106", inOneSeries: true });
const shots = process.env.E2E_SHOTS;

const abdomen = (study: string, name: string, at: number) =>
  buildBallSeries({
    name: `${name} ${study}`,
    seriesNumber: at + 1,
    slices: 12,
    more: (dataset) =>
      dataset
        .set("StudyInstanceUID", uidFromText(study))
        .set("PatientID", `HANGING ${study}`)
        .set("StudyDescription", "CT ABDOMEN")
        .set("BodyPartExamined", "ABDOMEN"),
  });

type Series = ReturnType<typeof abdomen>;

/** What stays of a reader's own hand while stages are stepped through, and how mammograms are sized. */
describe.skipIf(!hasTool("chromium"))("stages of a hanging protocol", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles([...chest.files, ...mammography.files], { hanging: true });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${chest.studyInstanceUid}`);
    await page.getByTestId("hanging-bar").waitFor();
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const cells = () => page.locator("[data-cell-id]");
  const seriesIn = () => cells().evaluateAll((all) => all.map((cell) => cell.getAttribute("data-series-instance-uid") ?? ""));
  const stageShown = () => page.locator('[data-testid="hanging-stage"][aria-current="step"]');
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `stages-${name}.png`) });
  };

  it("are come back to as they were left: slice, window and all", async () => {
    const cell = picture(page, "cell-0");
    await cell.click({ position: { x: 20, y: 120 } });
    const before = await cell.getAttribute("data-slice-index");
    await page.keyboard.press("ArrowDown");
    const slice = await changed(cell, "data-slice-index", before);
    await page.keyboard.press("4");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(2500));
    const stage = await stageShown().innerText();
    await page.keyboard.press(".");
    await vi.waitFor(async () => expect(await stageShown().innerText()).not.toBe(stage));
    await page.keyboard.press(",");
    await vi.waitFor(async () => expect(await stageShown().innerText()).toBe(stage));
    await waitReady(page, "cell-0");
    await vi.waitFor(async () => {
      expect(await cell.getAttribute("data-slice-index")).toBe(slice);
      expect(await numberOf(cell, "data-window-width")).toBe(2500);
    });
  });

  it("give a layout that was lost by a slip back, with what was in it", async () => {
    const shown = await seriesIn();
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    await vi.waitFor(async () => expect(await cells().count()).toBe(1));
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await seriesIn()).toEqual(shown));
    await page.keyboard.press("Control+y");
    await vi.waitFor(async () => expect(await cells().count()).toBe(1));
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await seriesIn()).toEqual(shown));
  });

  it("are hung anew by one key where the study is shown as it was left", async () => {
    await vi.waitFor(async () => {
      const { state } = await workstation.ask<{ state: unknown }>(`/api/studies/${chest.studyInstanceUid}/view-state`);
      expect(state).not.toBeNull();
    });
    await page.reload();
    const note = page.getByTestId("view-restored");
    await note.waitFor();
    await vi.waitFor(async () => expect(await numberOf(await waitReady(page, "cell-0"), "data-window-width")).toBe(2500));
    await page.keyboard.press("Control+Shift+h");
    await note.waitFor({ state: "hidden" });
    await vi.waitFor(async () => expect(await numberOf(await waitReady(page, "cell-0"), "data-window-width")).toBe(1500));
  });

  it("change with what arrives while nobody has touched the study, and stay as they are once somebody has", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-arriving-"));
    const send = async ({ files }: Series) => {
      for (const [at, file] of files.entries()) writeFileSync(join(folder, `${at}.dcm`), file);
      await workstation.ask("/api/imports", { method: "POST", body: JSON.stringify({ path: folder }) });
    };
    const bar = page.getByTestId("hanging-bar");
    /** The first series is there and open; the second one makes another protocol the better one. */
    const begin = async (study: string) => {
      const [plain, arterial] = [abdomen(study, "Abdomen plain", 0), abdomen(study, "Abdomen arterial", 1)];
      await send(plain);
      await vi.waitFor(() => workstation.ask(`/api/series/${plain.seriesInstanceUid}`));
      await page.goto(`${workstation.origin}/#/study/${uidFromText(study)}`);
      await page.locator(`[data-testid="study-screen"][data-study-uid="${uidFromText(study)}"]`).waitFor();
      await page.locator(`[data-testid="series-card"][data-series-uid="${plain.seriesInstanceUid}"]`).waitFor();
      await vi.waitFor(async () => expect(await bar.getAttribute("data-protocol")).toBe("ct-abdomen"));
      await waitReady(page, "cell-0");
      return arterial;
    };
    const arterial = await begin("left alone");
    await send(arterial);
    await vi.waitFor(async () => expect(await bar.getAttribute("data-protocol")).toBe("ct-abdomen-phases"));
    await vi.waitFor(async () => expect(await seriesIn()).toContain(arterial.seriesInstanceUid));
    const late = await begin("touched");
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    await vi.waitFor(async () => expect(await cells().count()).toBe(1));
    const [left] = await seriesIn();
    await waitReady(page, "cell-0");
    // Whatever a cell is given from here on, however shortly.
    await page.evaluate(() => {
      const given: string[] = [];
      const look = () => {
        const cells = [...document.querySelectorAll("[data-cell-id]")];
        given.push(cells.map((cell) => cell.getAttribute("data-series-instance-uid") ?? "").join(" "));
      };
      const attributeFilter = ["data-series-instance-uid"];
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributeFilter });
      look();
      Object.assign(window, { givenSeries: given });
    });
    await send(late);
    const card = page.locator(`[data-testid="series-card"][data-series-uid="${late.seriesInstanceUid}"]`);
    await card.getByText(/^12 /).waitFor();
    // Its picture is made after what a protocol would have asked of it.
    await card.locator("img").scrollIntoViewIfNeeded();
    await vi.waitFor(async () =>
      expect(await card.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0),
    );
    const cell = picture(page, "cell-0");
    const before = await cell.getAttribute("data-slice-index");
    await cell.hover();
    await page.mouse.wheel(0, 100);
    await changed(cell, "data-slice-index", before);
    const given = await page.evaluate(() => (window as unknown as { givenSeries: string[] }).givenSeries);
    expect(new Set(given)).toEqual(new Set([left]));
    expect(await bar.getAttribute("data-protocol")).toBe("ct-abdomen");
    rmSync(folder, { recursive: true, force: true });
  });

  it("show mammograms in one scale, as large as the breast allows", async () => {
    await page.goto(`${workstation.origin}/#/study/${mammography.studyInstanceUid}`);
    const ids = ["cell-0", "cell-1", "cell-2", "cell-3"];
    for (const id of ids) await waitReady(page, id);
    await vi.waitFor(async () => {
      const scales = await Promise.all(ids.map((id) => numberOf(picture(page, id), "data-magnification")));
      const zooms = await Promise.all(ids.map((id) => numberOf(picture(page, id), "data-zoom")));
      expect(new Set(scales.map((scale) => scale.toFixed(4))).size).toBe(1);
      // The breast is 140 of the detector's 160 rows high, with some room about it.
      for (const zoom of zooms) {
        expect(zoom).toBeGreaterThan(1.04);
        expect(zoom).toBeLessThan(1.15);
      }
    });
    // One series of both sides: each image says its own, and its view.
    const said = await Promise.all(ids.map((id) => picture(page, id).locator("[data-line=laterality]").innerText()));
    expect(said).toEqual(["Right · CC", "Left · CC", "Right · MLO", "Left · MLO"]);
    await shoot("mammograms");
    // A smaller window: all four become smaller together.
    const before = await numberOf(picture(page, "cell-0"), "data-magnification");
    await page.setViewportSize({ width: 1300, height: 760 });
    await vi.waitFor(async () => {
      const scales = await Promise.all(ids.map((id) => numberOf(picture(page, id), "data-magnification")));
      expect(scales[0]).toBeLessThan(before);
      expect(new Set(scales.map((scale) => scale.toFixed(4))).size).toBe(1);
    });
    expect(complaints).toEqual([]);
  });
});
