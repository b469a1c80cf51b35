import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { StudyDetail } from "../../src/contract/index.ts";
import { parsePart10, sopClasses } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildTestEcg, buildTestEncapsulated, buildTestReport, testEcg } from "../../src/testing/objects.ts";
import { buildTestPdf, pdfBar, pdfWords } from "../../src/testing/pdf.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { endGraphics } from "./graphics-death.ts";
import { type Picture, pictureOf, shareAbove } from "./picture.ts";
import { drag, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const phantom = buildRulerPhantom();
const study = phantom.studyInstanceUid;
const object = (number: number) => ({
  studyInstanceUid: study,
  seriesInstanceUid: `2.25.70${number}`,
  sopInstanceUid: `2.25.80${number}`,
  patientId: patientIdOf(phantom.files[0]),
});
const [ecg, letter, report] = [object(1), object(2), object(3)];
/** A slice through the block, away from the middle where a stack opens. */
const keyFrame = 25;

function patientIdOf(file: Uint8Array | undefined): string {
  return file === undefined ? "" : (parsePart10(file).dataset.first("PatientID") ?? "");
}

/** Objects that are no images, made by hand, opened in the real browser and judged by what is on the screen. */
describe.skipIf(!hasTool("chromium"))("documents on the screen", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const target = parsePart10(phantom.files[keyFrame] as Uint8Array).dataset.first("SOPInstanceUID") ?? "";
    const image = { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: target };
    workstation = await serveFiles({
      ...phantom.files,
      ecg: buildTestEcg(ecg),
      letter: buildTestEncapsulated(letter, buildTestPdf(), "Referral letter"),
      report: buildTestReport(report, image),
    });
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${study}`);
    await page.getByTestId("study-screen").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function open({ seriesInstanceUid }: { readonly seriesInstanceUid: string }): Promise<Locator> {
    await page.locator(`[data-testid="series-card"][data-series-uid="${seriesInstanceUid}"]`).dblclick();
    const cell = page.locator(`[data-series-instance-uid="${seriesInstanceUid}"] .viewport-picture[data-state="ready"]`);
    await cell.waitFor();
    return cell;
  }

  it("are listed by their kind", async () => {
    const { series } = await workstation.ask<StudyDetail>(`/api/studies/${study}`);
    expect(series.map(({ kind }) => kind).sort()).toEqual(["document", "image", "report", "waveform"]);
  });

  it("shows an ECG to scale: a pulse of one millivolt is as high as the paper says", async () => {
    await waitReady(page, "cell-0");
    const cell = await open(ecg);
    const paper = cell.getByTestId("ecg-paper");
    await paper.waitFor();
    await page.getByTestId("ecg-12x1").click();
    for (const gain of [10, 20]) {
      await page.getByTestId(`ecg-gain-${gain}`).click();
      await vi.waitFor(async () => expect(await numberOf(paper, "data-mm-per-millivolt")).toBe(gain));
      const pxPerMm = await numberOf(paper, "data-px-per-mm");
      const shot = await pictureOf(paper);
      const at = (seconds: number) => Math.round((14 + 25 * seconds) * pxPerMm);
      const rest = traceMm(shot, at(3.2), pxPerMm);
      const top = traceMm(shot, at(3.5), pxPerMm);
      expect(Math.abs(rest - top - gain * testEcg.pulse.millivolts)).toBeLessThan(0.4);
    }
  });

  it("measures time and voltage by a drag, and shows what the recorder measured", async () => {
    const paper = page.getByTestId("ecg-paper");
    const pxPerMm = await numberOf(paper, "data-px-per-mm");
    await page.getByTestId("ecg-gain-10").click();
    await drag(page, paper, [100, 200], [100 + 25 * pxPerMm, 200 - 10 * pxPerMm]);
    const reading = await page.getByTestId("ecg-caliper").innerText();
    const [milliseconds = 0, , millivolts = 0] = reading.split("·").map((part) => Number.parseFloat(part));
    expect(Math.abs(milliseconds - 1000)).toBeLessThan(25);
    expect(Math.abs(millivolts - 1)).toBeLessThan(0.05);
    const side = await page.getByTestId("waveform-side").innerText();
    expect(side).toContain("Sinus rhythm");
    expect(side.replace(/\s+/g, " ")).toContain("QT interval 400 ms");
  });

  it("shows a PDF: its ink lies where the file puts it, its Chinese is drawn, its script is not run", async () => {
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    const cell = await open(letter);
    expect(await cell.locator("h2").innerText()).toBe("Referral letter");
    const first = cell.locator('[data-page="1"][data-drawn="true"]');
    await first.waitFor({ timeout: 20_000 });
    const shot = await pictureOf(first);
    const scale = shot.width / pdfBar.page.width;
    const at = (x: number, y: number) => shot.at(x * scale, y * scale);
    const [middle, centre] = [pdfBar.left + pdfBar.width / 2, pdfBar.top + pdfBar.height / 2];
    expect(at(middle, centre)).toBeLessThan(20);
    for (const [x, y] of [
      [pdfBar.left - 4, centre],
      [pdfBar.left + pdfBar.width + 4, centre],
      [middle, pdfBar.top - 4],
      [middle, pdfBar.top + pdfBar.height + 4],
    ] as const) {
      expect(at(x, y)).toBeGreaterThan(200);
    }
    // Six Chinese characters of 24 points: as much ink as drawn characters have, not the frames of missing ones.
    const ink = inkIn(shot, [72 * scale, 110 * scale, 216 * scale, 137 * scale]);
    expect(ink).toBeGreaterThan(0.06);
    const words = await first.locator(".pdf-words").innerText();
    expect(words).toContain(pdfWords.latin);
    expect(words).toContain(pdfWords.chinese);
    expect(await page.getByTestId("pdf").getAttribute("data-pages")).toBe("2");
    expect(dialogs).toEqual([]);
  });

  it("zooms a PDF and steps to its next page by key", async () => {
    const before = (await page.locator('[data-page="1"]').boundingBox())?.width ?? 0;
    await page.getByTestId("pdf-zoom-out").click();
    await vi.waitFor(async () =>
      expect((await page.locator('[data-page="1"]').boundingBox())?.width ?? before).toBeLessThan(before),
    );
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await page.getByTestId("pdf-page").innerText()).toContain("2"));
  });

  it("shows a report as text, and its link opens the image beside it at its frame", async () => {
    const cell = await open(report);
    const text = (await cell.innerText()).replace(/\s+/g, " ");
    for (const said of [
      "Imaging Measurement Report",
      "Verified by Chief, Ben, Test hospital, 2026-01-02",
      "A block of known size lies in the middle of the phantom.",
      "Long Axis 42.5 mm",
      "Mass",
      "Reader, Anna",
    ]) {
      expect(text).toContain(said);
    }
    await cell.getByTestId("document-reference").click();
    const stack = await waitReady(page, "cell-1");
    const wanted = parsePart10(phantom.files[keyFrame] as Uint8Array).dataset.first("SOPInstanceUID");
    await vi.waitFor(async () => expect(await stack.getAttribute("data-sop-instance-uid")).toBe(wanted));
    expect(shareAbove(await pictureOf(stack), 60)).toBeGreaterThan(0.01);
    expect(await picture(page, "cell-0").getAttribute("data-document")).toBe("report");
  });

  it("says the same in Chinese", async () => {
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await page.getByTestId("report-document").innerText()).toContain("已审核"));
    const text = await page.getByTestId("report-document").innerText();
    expect(text).toContain("王芳");
    expect(text).toContain("印象");
    expect(text).not.toMatch(/document\./);
  });

  it.each([
    ["an ECG", ecg, '[data-testid="ecg-paper"]'],
    ["a PDF", letter, '[data-page="1"][data-drawn="true"]'],
  ])("draws %s again when the browser's graphics process has died", async (_what, document, sheet) => {
    const drawn = (await open(document)).locator(sheet);
    await drawn.waitFor();
    const share = async () => shareAbove(await pictureOf(drawn), 60);
    const before = await share();
    expect(before).toBeGreaterThan(0.005);
    await endGraphics(browser, drawn.locator("canvas"));
    await vi.waitFor(async () => expect(await share()).toBeCloseTo(before, 3));
  });

  it("made the page complain of nothing", () => {
    expect(complaints).toEqual([]);
  });
});

/**
 * How far down the trace of lead II is, in millimetres of the paper: the first bright pixel of a column down to the foot of its row (the
 * second of twelve, its line of zero at 31 mm), lead I's flat trace at 13 mm left out.
 */
function traceMm(shot: Picture, x: number, pxPerMm: number): number {
  for (let y = Math.round(4 * pxPerMm); y < 36 * pxPerMm; y++) {
    const mm = y / pxPerMm;
    if (Math.abs(mm - 13) > 0.9 && shot.at(x, y) > 105) return mm;
  }
  return Number.NaN;
}

/** Share of dark pixels in a box of the picture: left, top, right, bottom. */
function inkIn(shot: Picture, [left, top, right, bottom]: readonly [number, number, number, number]): number {
  let [dark, all] = [0, 0];
  for (let y = Math.round(top); y < bottom; y++) {
    for (let x = Math.round(left); x < right; x++) {
      all += 1;
      if (shot.at(x, y) < 100) dark += 1;
    }
  }
  return dark / all;
}
