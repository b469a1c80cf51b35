import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Dataset, uidFromText } from "../../src/dicom/index.ts";
import { indexToPatientMm, type Vec3 } from "../../src/geometry/index.ts";
import {
  buildTestPresentation,
  buildTestSegmentation,
  buildTestStructureSet,
  circlePatient,
} from "../../src/testing/drawn-objects.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { type ColourPicture, pictureOf } from "./picture.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const ball = buildBallSeries({ name: "Drawn over", seriesNumber: 1, slices: 9 });
const space = uidFromText("Drawn over frame of reference");
const image = (k: number) => uidFromText(`Drawn over instance ${k}`);
const object = (number: number) => ({
  studyInstanceUid: ball.studyInstanceUid,
  seriesInstanceUid: `2.25.71${number}`,
  sopInstanceUid: `2.25.81${number}`,
  patientId: "BALL-1",
});
const [structures, segments, marks] = [object(1), object(2), object(3)];
/** Not the slice that a stack opens with. */
const drawnAt = 3;
/** Column and row of the image. */
const circle = { column: 110, row: 60, radiusMm: 25 };
/** Twice as coarse as the image and half a pixel aside; the set pixels are these of its own. */
const box = { left: 6, top: 8, columns: 20, rows: 11 };
const boxCorner = { column: 30, row: 24 };
/** Pure red as a CIELab value of PS3.3 C.10.7.1.1. */
const redLab = [35_579, 53_662, 50_857] as const;

function at(column: number, row: number, k: number): Vec3 {
  return indexToPatientMm(ball.grid, [column, row, k]);
}

function files(): Uint8Array[] {
  const contour = {
    type: "CLOSED_PLANAR",
    points: circlePatient(at(circle.column, circle.row, drawnAt), circle.radiusMm),
    image: image(drawnAt),
  };
  const [betweenColumns, betweenRows] = ball.grid.spacingMm;
  const isSet = (column: number, row: number) =>
    Number(column >= box.left && column < box.left + box.columns && row >= box.top && row < box.top + box.rows);
  const words = new Dataset()
    .set("BoundingBoxAnnotationUnits", "PIXEL")
    .set("BoundingBoxTopLeftHandCorner", [100, 20])
    .set("BoundingBoxBottomRightHandCorner", [150, 30])
    .set("BoundingBoxTextHorizontalJustification", "LEFT")
    .set("AnchorPointAnnotationUnits", "PIXEL")
    .set("AnchorPoint", [80, 60])
    .set("AnchorPointVisibility", "Y")
    .set("UnformattedTextValue", "Seen here");
  return [
    ...ball.files,
    buildTestStructureSet(structures, space, ball.seriesInstanceUid, [
      { number: 1, name: "Target", color: [0, 255, 0], contours: [contour] },
    ]),
    buildTestSegmentation(segments, {
      type: "BINARY",
      frameOfReferenceUid: space,
      seriesInstanceUid: ball.seriesInstanceUid,
      columns: 40,
      rows: 30,
      spacingMm: [2 * betweenRows, 2 * betweenColumns],
      thicknessMm: ball.grid.spacingMm[2],
      segments: [{ number: 1, label: "Organ", lab: redLab }],
      frames: [{ segment: 1, position: at(boxCorner.column, boxCorner.row, drawnAt), images: [image(drawnAt)], values: isSet }],
    }),
    buildTestPresentation(marks, { seriesInstanceUid: ball.seriesInstanceUid, sopInstanceUid: image(drawnAt) }, (state) =>
      state
        .set("GraphicLayerSequence", [new Dataset().set("GraphicLayer", "NOTES").set("GraphicLayerOrder", 1)])
        .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", [40]).set("WindowWidth", [400])])
        .set("GraphicAnnotationSequence", [new Dataset().set("GraphicLayer", "NOTES").set("TextObjectSequence", [words])]),
    ),
  ];
}

/** Structures, segments and drawings of known geometry, judged by what is on the screen. */
describe.skipIf(!hasTool("chromium"))("documents over images", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles(files());
    browser = await openBrowser("software");
    // Odd, so that two viewports with their gap start at whole pixels and a screenshot begins where they do.
    ({ page, complaints } = await openPage(browser, workstation.url, { width: 1601, height: 1000 }));
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    await page.getByTestId("study-screen").waitFor();
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  /** Opens an object in the first viewport and shows it; its images come beside it. */
  async function show({ seriesInstanceUid }: { readonly seriesInstanceUid: string }): Promise<Locator> {
    await page.locator('[data-cell-id="cell-0"]').click({ position: { x: 300, y: 20 } });
    await page.locator(`[data-testid="series-card"][data-series-uid="${seriesInstanceUid}"]`).dblclick();
    const document = page.locator(`[data-series-instance-uid="${seriesInstanceUid}"] .viewport-picture[data-state="ready"]`);
    await document.getByTestId("show-on-image").click();
    const stack = await waitReady(page, "cell-1");
    await vi.waitFor(async () => {
      expect(await stack.getAttribute("data-drawn")).toBe("ready");
      expect(await stack.getAttribute("data-sop-instance-uid")).toBe(image(drawnAt));
    });
    return stack;
  }

  async function viewOf(stack: Locator): Promise<(column: number, row: number) => readonly [number, number]> {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = ((await stack.getAttribute("data-view-from-pixel")) ?? "")
      .split(" ")
      .map(Number);
    return (column, row) => [a * column + c * row + e, b * column + d * row + f];
  }

  it("a contour lies on the screen where it lies in the patient", async () => {
    const stack = await show(structures);
    const view = await viewOf(stack);
    const shot = await pictureOf(stack);
    const half = circle.radiusMm / ball.grid.spacingMm[0];
    const green = ([red, g, blue]: readonly [number, number, number]) => g - Math.max(red, blue);
    for (const side of [-1, 1]) {
      const [x, y] = view(circle.column + side * half, circle.row);
      expect(Math.abs(centreAlongRow(shot, green, x, y) - x)).toBeLessThan(0.5);
    }
    const high = circle.radiusMm / ball.grid.spacingMm[1];
    const [x, y] = view(circle.column, circle.row - high);
    expect(Math.abs(centreAlongColumn(shot, green, x, y) - y)).toBeLessThan(0.5);
  });

  it("a segment of half the resolution is outlined and filled where its own plane puts it", async () => {
    const stack = await show(segments);
    const view = await viewOf(stack);
    const shot = await pictureOf(stack);
    const red = ([r, green, blue]: readonly [number, number, number]) => r - Math.max(green, blue);
    // The first pixel of the segmentation has its centre on one of the image: its edges are a whole pixel of the image around it.
    const left = boxCorner.column + 2 * box.left - 1;
    const right = left + 2 * box.columns;
    const top = boxCorner.row + 2 * box.top - 1;
    const bottom = top + 2 * box.rows;
    const [middleColumn, middleRow] = [(left + right) / 2, (top + bottom) / 2];
    for (const column of [left, right]) {
      const [x, y] = view(column, middleRow);
      expect(Math.abs(centreAlongRow(shot, red, x, y) - x)).toBeLessThan(0.5);
    }
    for (const row of [top, bottom]) {
      const [x, y] = view(middleColumn, row);
      expect(Math.abs(centreAlongColumn(shot, red, x, y) - y)).toBeLessThan(0.5);
    }
    const [x, y] = view(middleColumn, middleRow);
    expect(red(shot.rgbAt(x, y))).toBeGreaterThan(25);
    const [outside, level] = view(right + 4, middleRow);
    expect(red(shot.rgbAt(outside, level))).toBeLessThan(10);
  });

  it("a presentation state is applied to its images from its document, and writes its text", async () => {
    await page.locator('[data-cell-id="cell-0"]').click({ position: { x: 300, y: 20 } });
    await page.locator(`[data-testid="series-card"][data-series-uid="${marks.seriesInstanceUid}"]`).dblclick();
    await page.getByTestId("apply-presentation").click();
    const stack = await waitReady(page, "cell-1");
    await vi.waitFor(async () => {
      expect(await stack.getAttribute("data-presentation-state")).toBe("applied");
      expect(await stack.getAttribute("data-drawn")).toBe("ready");
    });
    expect(await stack.locator(".drawn-text").innerHTML()).toContain("Seen here");
    expect(await stack.locator('[data-note="presentation"]').innerText()).toContain("Marks");
    if (process.env.HOUNSFIELD_SHOTS !== undefined)
      await page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, "drawn-en.png") });
  });

  it("another slice has only what lies on it, and parts go away one by one and all together", async () => {
    const stack = page.locator('[data-cell-id="cell-1"] .viewport-picture');
    const legend = stack.getByTestId("drawn-legend");
    expect((await legend.innerText()).split("\n").map((line) => line.trim())).toEqual(["Target", "Organ", "NOTES"]);
    await stack.click({ position: { x: 200, y: 400 } });
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await stack.getAttribute("data-sop-instance-uid")).toBe(image(drawnAt + 1)));
    await vi.waitFor(async () => expect(await stack.locator(".drawn-line").count()).toBe(0));
    await page.keyboard.press("ArrowUp");
    await vi.waitFor(async () => expect(await stack.locator('.drawn-line[data-part="1"]').count()).toBe(2));
    await stack.getByTestId("presentation-menu").click();
    await page.getByTestId("presentation-layer-0").click();
    await vi.waitFor(async () => expect(await stack.locator(".drawn-text").count()).toBe(0));
    await stack.click({ position: { x: 200, y: 400 } });
    await page.getByTestId("layers-menu").click();
    await page.getByTestId("layer-drawn").click();
    await vi.waitFor(async () => expect(await stack.locator('[data-note="drawn-hidden"]').count()).toBe(1));
    expect(await stack.locator(".drawn-line").count()).toBe(0);
    await page.getByTestId("layers-menu").click();
    await page.getByTestId("layer-drawn").click();
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await stack.locator(".drawn-line").count()).toBe(2));
    if (process.env.HOUNSFIELD_SHOTS !== undefined)
      await page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, "drawn-zh.png") });
  });

  it("a plane through the volume cuts them and says so", async () => {
    await page.getByTestId("mpr").click();
    const coronal = page.locator('.viewport-picture[data-plane="CORONAL"][data-drawn="ready"]');
    await coronal.waitFor();
    await vi.waitFor(async () => expect(await page.locator('[data-note="drawn-planes"]').count()).toBeGreaterThan(0));
    expect(await coronal.locator(".drawn-text").count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});

type Of = (rgb: readonly [number, number, number]) => number;

/** Middle of a coloured line that crosses row y near x: pixel n covers n to n + 1. */
function centreAlongRow(shot: ColourPicture, colour: Of, x: number, y: number): number {
  return centreOf(x, (n) => colour(shot.rgbAt(n, Math.floor(y))));
}

function centreAlongColumn(shot: ColourPicture, colour: Of, x: number, y: number): number {
  return centreOf(y, (n) => colour(shot.rgbAt(Math.floor(x), n)));
}

/** Fillings are a quarter as strong as lines: what is weaker than half of the strongest is no line. */
function centreOf(around: number, strengthAt: (n: number) => number): number {
  const places = Array.from({ length: 13 }, (_, n) => Math.floor(around) - 6 + n);
  const least = Math.max(...places.map(strengthAt)) * 0.35;
  let [sum, total] = [0, 0];
  for (const n of places) {
    const weight = Math.max(0, strengthAt(n) - least);
    sum += weight * (n + 0.5);
    total += weight;
  }
  return sum / total;
}
