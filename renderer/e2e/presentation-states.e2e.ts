import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { KeyImagesAnswer, OutboxItem, PresentationSummary } from "../../src/contract/index.ts";
import { buildPart10, Dataset, parsePart10, sopClasses, uidFromText } from "../../src/dicom/index.ts";
import { indexToPatientMm } from "../../src/geometry/index.ts";
import { buildTestImage, words } from "../../src/testing/dicom-image.ts";
import { buildTestPresentation, buildTestStructureSet, circlePatient } from "../../src/testing/drawn-objects.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { codeOf, contentItem, startTestObject } from "../../src/testing/objects.ts";
import { pictureOf } from "./picture.ts";
import { drag, numberOf, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const ball = buildBallSeries({ name: "Presented", seriesNumber: 1, slices: 9 });
const image = (k: number) => uidFromText(`Presented instance ${k}`);
const space = uidFromText("Presented frame of reference");
const object = (number: number) => ({
  studyInstanceUid: ball.studyInstanceUid,
  seriesInstanceUid: `2.25.75${number}`,
  sopInstanceUid: `2.25.85${number}`,
  patientId: "BALL-1",
});
const [state, structures, report] = [object(1), object(2), object(3)];
const [columns, rows] = ball.grid.dimensions;
/** Pixels from 1. */
const area = { left: 21, top: 11, right: 100, bottom: 70 };
const shutter = { left: 31, right: 90, upper: 16, lower: 65 };

function stateFile(): Uint8Array {
  const words = new Dataset()
    .set("AnchorPointAnnotationUnits", "PIXEL")
    .set("AnchorPoint", [60, 40])
    .set("AnchorPointVisibility", "N")
    .set("UnformattedTextValue", "Seen so");
  const line = new Dataset()
    .set("GraphicAnnotationUnits", "DISPLAY")
    .set("GraphicDimensions", 2)
    .set("NumberOfGraphicPoints", 2)
    .set("GraphicData", [0.25, 0.5, 0.75, 0.5])
    .set("GraphicType", "POLYLINE")
    .set("LineStyleSequence", [
      new Dataset()
        .set("LineThickness", 2)
        .set("LineDashingStyle", "DASHED")
        .set("LinePattern", 0xf0f0)
        .set("PatternOnColorCIELabValue", [65_535, 32_896, 32_896])
        .set("ShadowStyle", "NORMAL"),
    ]);
  return buildTestPresentation(state, { seriesInstanceUid: ball.seriesInstanceUid, sopInstanceUid: image(4) }, (dataset) =>
    dataset
      .set("RescaleSlope", 1)
      .set("RescaleIntercept", 0)
      .set("RescaleType", "HU")
      .set("SoftcopyVOILUTSequence", [new Dataset().set("WindowCenter", [-100]).set("WindowWidth", [1000])])
      .set("PresentationLUTShape", "INVERSE")
      .set("ImageRotation", 90)
      .set("ImageHorizontalFlip", "Y")
      .set("DisplayedAreaSelectionSequence", [
        new Dataset()
          .set("DisplayedAreaTopLeftHandCorner", [area.left, area.top])
          .set("DisplayedAreaBottomRightHandCorner", [area.right, area.bottom])
          .set("PresentationSizeMode", "SCALE TO FIT")
          .set("PresentationPixelAspectRatio", [1, 1]),
      ])
      .set("ShutterShape", "RECTANGULAR")
      .set("ShutterLeftVerticalEdge", shutter.left)
      .set("ShutterRightVerticalEdge", shutter.right)
      .set("ShutterUpperHorizontalEdge", shutter.upper)
      .set("ShutterLowerHorizontalEdge", shutter.lower)
      .set("ShutterPresentationValue", 0x8000)
      .set("GraphicLayerSequence", [
        new Dataset().set("GraphicLayer", "WORDS").set("GraphicLayerOrder", 1),
        new Dataset().set("GraphicLayer", "LINES").set("GraphicLayerOrder", 2),
      ])
      .set("GraphicAnnotationSequence", [
        new Dataset().set("GraphicLayer", "WORDS").set("TextObjectSequence", [words]),
        new Dataset().set("GraphicLayer", "LINES").set("GraphicObjectSequence", [line]),
      ]),
  );
}

function structureFile(): Uint8Array {
  const contours = [2, 3, 4, 5].map((k) => ({
    type: "CLOSED_PLANAR",
    points: circlePatient(indexToPatientMm(ball.grid, [columns / 2, rows / 2, k]), 15),
    image: image(k),
  }));
  return buildTestStructureSet(structures, space, ball.seriesInstanceUid, [
    { number: 1, name: "Target", color: [0, 255, 0], contours },
  ]);
}

/** Two images of a stack, the second with another rescale. */
const mixed = { studyInstanceUid: "2.25.7591", seriesInstanceUid: "2.25.7592" };
const mixedFile = (number: number) =>
  buildTestImage({
    ...{ rows: 64, columns: 64, bitsStored: 12, pixels: words(Array.from({ length: 4096 }, (_, at) => at)) },
    more: (dataset) =>
      dataset
        .set("SOPClassUID", sopClasses.ComputedRadiographyImageStorage)
        .set("SOPInstanceUID", `2.25.7593${number}`)
        .set("StudyInstanceUID", mixed.studyInstanceUid)
        .set("SeriesInstanceUID", mixed.seriesInstanceUid)
        .set("Modality", "CR")
        .set("PatientID", "MIXED-1")
        .set("InstanceNumber", number)
        .set("RescaleSlope", number)
        .set("RescaleIntercept", 0)
        .set("RescaleType", "US"),
  });

/** A report whose number was measured along a line of an image. */
function reportFile(): Uint8Array {
  const source = contentItem("CONTAINS", "IMAGE", codeOf("121324", "DCM", "Source Image"))
    .set("RelationshipType", "SELECTED FROM")
    .set("ReferencedSOPSequence", [
      new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", image(6)),
    ]);
  const shape = contentItem("CONTAINS", "SCOORD", codeOf("121055", "DCM", "Path"), [source])
    .set("RelationshipType", "INFERRED FROM")
    .set("GraphicType", "POLYLINE")
    .set("GraphicData", [40.5, 50.5, 100.5, 50.5]);
  const length = contentItem("CONTAINS", "NUM", codeOf("103339001", "SCT", "Long Axis"), [shape]).set("MeasuredValueSequence", [
    new Dataset().set("NumericValue", 60).set("MeasurementUnitsCodeSequence", [codeOf("mm", "UCUM", "millimeter")]),
  ]);
  return buildPart10(
    startTestObject(report, sopClasses.ComprehensiveSRStorage, "SR")
      .set("ValueType", "CONTAINER")
      .set("ConceptNameCodeSequence", [codeOf("126000", "DCM", "Imaging Measurement Report")])
      .set("ContinuityOfContent", "SEPARATE")
      .set("CompletionFlag", "COMPLETE")
      .set("VerificationFlag", "UNVERIFIED")
      .set("ContentSequence", [length]),
  );
}

/** A state is applied as a whole, taken off, kept from the screen; images are marked, listed, written. */
describe.skipIf(!hasTool("chromium"))("presentation states and key images", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles([...ball.files, stateFile(), structureFile(), reportFile(), mixedFile(1), mixedFile(2)]);
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url, { width: 1501, height: 950 }));
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    cell = await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const place = async () => {
    const numbers = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number);
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    return (column: number, row: number) => [a * column + c * row + e, b * column + d * row + f] as const;
  };
  const stateIs = (expected: string | null) =>
    vi.waitFor(async () => expect(await cell.getAttribute("data-presentation-state")).toBe(expected), { timeout: 10_000 });
  const imageIs = async (sop: RegExp) => {
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sop-instance-uid")).toMatch(sop), { timeout: 20_000 });
    await waitReady(page, "cell-0");
  };
  const shoot = async (name: string) => {
    if (process.env.HOUNSFIELD_SHOTS !== undefined)
      await page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, `${name}.png`) });
  };
  const choose = async (testId: string) => {
    await cell.getByTestId("presentation-menu").click();
    await page.getByTestId(testId).click();
  };

  it("offers the state quietly and applies none unasked", async () => {
    await cell.getByTestId("presentation-menu").waitFor();
    expect(await cell.getByTestId("presentation-switch").getAttribute("data-presentation-count")).toBe("1");
    expect(await cell.getAttribute("data-presentation")).toBeNull();
    await shoot("presentation-offered");
  });

  it("applies it as a whole: window, inversion, turn, area, shutter, drawings", async () => {
    await choose(`presentation-${state.sopInstanceUid}`);
    await stateIs("applied");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-drawn")).toBe("ready"));
    expect(await numberOf(cell, "data-window-center")).toBe(-100);
    expect(await numberOf(cell, "data-window-width")).toBe(1000);
    expect(await cell.getAttribute("data-inverted")).toBe("true");
    expect(await cell.getAttribute("data-shuttered")).toBe("true");
    const at = await place();
    const box = (await cell.boundingBox())!;
    // Turned clockwise by a quarter and then flipped: columns of the image go down, rows go right.
    const [x, y] = at(0, 0);
    expect(at(10, 0)[1] - y).toBeGreaterThan(5);
    expect(at(10, 0)[0]).toBeCloseTo(x, 3);
    expect(at(0, 10)[0] - x).toBeGreaterThan(5);
    // The area's middle is the view's, and its longer side just fits.
    const middle = at((area.left + area.right) / 2 - 1, (area.top + area.bottom) / 2 - 1);
    expect(middle[0]).toBeCloseTo(box.width / 2, 0);
    expect(middle[1]).toBeCloseTo(box.height / 2, 0);
    const [, top] = at(area.left - 1.5, 0);
    const [, bottom] = at(area.right - 0.5, 0);
    expect(top).toBeCloseTo(0, 0);
    expect(bottom).toBeCloseTo(box.height, 0);
    const shot = await pictureOf(cell);
    expect(shot.rgbAt(...at(shutter.left - 4, (shutter.upper + shutter.lower) / 2))).toEqual([128, 128, 128]);
    expect(await cell.locator(".drawn-text").textContent()).toContain("Seen so");
    // DISPLAY: a share of the area as it is displayed.
    const stroke = (await cell.locator('.drawn-line[data-part="1"]').boundingBox())!;
    expect(stroke.y + stroke.height / 2 - box.y).toBeCloseTo(box.height / 2, 0);
    const line = cell.locator('.drawn-line[data-part="1"]');
    const style = await line.evaluate((path) => [getComputedStyle(path).strokeDasharray, getComputedStyle(path).stroke]);
    expect(style).toEqual(["8px, 8px, 8px, 8px", "rgb(255, 255, 255)"]);
    // What is drawn otherwise than it is written is named.
    expect(await cell.locator('[data-note^="drawn-not-applied"]').innerText()).toContain("shadows");
    await shoot("presentation-applied");
  });

  it("hides a layer, says what was changed, and comes off", async () => {
    await choose("presentation-layer-0");
    await vi.waitFor(async () => expect(await cell.locator(".drawn-text").count()).toBe(0));
    await page.keyboard.press("Escape");
    await drag(page, cell, [300, 300], [340, 320]);
    await stateIs("changed");
    expect(await cell.locator('[data-note="presentation"]').innerText()).toContain("changed");
    await choose("presentation-none");
    await stateIs(null);
    expect(await cell.getAttribute("data-inverted")).toBe("false");
  });

  it("keeps what is on the screen as a state that reads back as the same screen", async () => {
    await cell.click({ position: { x: 400, y: 300 } });
    await page.keyboard.press("h");
    await page.keyboard.press("r");
    await page.keyboard.press("+");
    await drag(page, cell, [300, 300], [360, 340]);
    await vi.waitFor(async () => expect(await numberOf(cell, "data-zoom")).toBeGreaterThan(1.1));
    const before = {
      place: (await place())(50, 40),
      center: await numberOf(cell, "data-window-center"),
      width: await numberOf(cell, "data-window-width"),
    };
    await page.keyboard.press("Control+s");
    await page.getByTestId("presentation-label").fill("AS READ");
    await page.getByTestId("presentation-description").fill("As read");
    await shoot("presentation-save");
    await page.getByTestId("presentation-keep-send").click();
    await page.getByTestId("save-presentation").waitFor({ state: "detached" });
    const { presentations } = await workstation.ask<{ presentations: PresentationSummary[] }>(
      `/api/series/${ball.seriesInstanceUid}/presentations`,
    );
    const kept = presentations.find(({ label }) => label === "AS READ")!;
    const { items } = await workstation.ask<{ items: OutboxItem[] }>("/api/outbox");
    expect(items.map(({ sopInstanceUid }) => sopInstanceUid)).toContain(kept.sopInstanceUid);
    expect(verified(await instance(kept.sopInstanceUid))).toEqual([]);
    await choose("presentation-none").catch(() => undefined);
    await page.keyboard.press("Space");
    await choose(`presentation-${kept.sopInstanceUid}`);
    await stateIs("applied");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-center")).toBe(before.center));
    expect(await numberOf(cell, "data-window-width")).toBe(before.width);
    const after = (await place())(50, 40);
    // Whole pixels bound the area (PS3.3 C.10.4): half a pixel of the image at either side.
    const pixel = await numberOf(cell, "data-magnification");
    expect(Math.abs(after[0] - before.place[0])).toBeLessThan(1.5 * pixel);
    expect(Math.abs(after[1] - before.place[1])).toBeLessThan(1.5 * pixel);
    await choose("presentation-none");
  });

  it("says that a free turn cannot be kept, and turns to the nearest quarter where that is wished", async () => {
    await cell.click({ position: { x: 400, y: 300 } });
    await page.keyboard.press("Shift+T");
    const box = await cell.boundingBox();
    const [x, y] = [(box?.width ?? 0) / 2, (box?.height ?? 0) / 2];
    await drag(page, cell, [x + 150, y], [x + 150 * Math.cos(1.3), y + 150 * Math.sin(1.3)]);
    await vi.waitFor(async () => expect(await cell.locator('[data-line="zoom"]').innerText()).toMatch(/7[3456]°/));
    await page.keyboard.press("Control+s");
    await page.getByTestId("presentation-cannot-turn").waitFor();
    expect(await page.getByTestId("presentation-keep").getAttribute("aria-disabled")).toBe("true");
    await shoot("presentation-turned");
    await page.getByTestId("presentation-turn").click();
    await page.getByTestId("presentation-cannot-turn").waitFor({ state: "detached" });
    await page.getByTestId("presentation-label").fill("TURNED");
    await page.getByTestId("presentation-keep").click();
    await page.getByTestId("save-presentation").waitFor({ state: "detached" });
    expect(await cell.locator('[data-line="zoom"]').innerText()).toContain("90°");
    await page.keyboard.press("w");
    await page.keyboard.press("Space");
  });

  it("names the images of the stack that one state cannot be for", async () => {
    await page.goto(`${workstation.origin}/#/study/${mixed.studyInstanceUid}`);
    await imageIs(/^2\.25\.7593/);
    await cell.click({ position: { x: 400, y: 300 } });
    await page.keyboard.press("Control+s");
    expect(await page.getByTestId("presentation-left-out").innerText()).toContain("(2)");
    await shoot("presentation-left-out");
    await page.getByTestId("presentation-scope").selectOption("image");
    await page.getByTestId("presentation-left-out").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByTestId("save-presentation").waitFor({ state: "detached" });
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    await imageIs(new RegExp(`^(?:${Array.from({ length: 9 }, (_, k) => image(k)).join("|")})$`));
  });

  it("marks the image on screen, lists it, and writes it as a Key Object Selection", async () => {
    await cell.click({ position: { x: 400, y: 300 } });
    const sop = await cell.getAttribute("data-sop-instance-uid");
    await page.keyboard.press("k");
    await cell.getByTestId("key-image-mark").waitFor();
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await cell.getByTestId("key-image-mark").count()).toBe(0));
    await page.getByRole("tab", { name: /Key images/ }).click();
    await page.getByTestId("key-image").waitFor();
    await page.getByTestId("key-image-title").selectOption("113004");
    await page.getByTestId("key-image-note").fill("Classic sign");
    await page.getByTestId("key-image-note").press("Enter");
    await vi.waitFor(async () => expect((await marked()).keyImages[0]).toMatchObject({ title: "113004", note: "Classic sign" }));
    await page.getByTestId("key-image-open").click();
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sop-instance-uid")).toBe(sop));
    await shoot("key-images");
    // Marked under a title that rejects, the image says so as long as it is.
    await page.getByTestId("key-image-title").selectOption("113001");
    await cell.locator('[data-note="rejected"]').waitFor();
    await shoot("key-image-rejected");
    await page.getByTestId("key-image-title").selectOption("113004");
    await cell.locator('[data-note="rejected"]').waitFor({ state: "detached" });
    await vi.waitFor(async () => expect((await marked()).keyImages[0]).toMatchObject({ title: "113004", note: "Classic sign" }));
    await page.getByTestId("key-images-write").click();
    await vi.waitFor(async () => expect((await marked()).keyImages[0]?.writtenAt).not.toBeNull());
    const { items } = await workstation.ask<{ items: OutboxItem[] }>("/api/outbox");
    const ko = items.find(({ sopClassUid }) => sopClassUid === "1.2.840.10008.5.1.4.1.1.88.59")!;
    const bytes = await instance(ko.sopInstanceUid);
    const { dataset } = parsePart10(bytes);
    expect(dataset.get("ConceptNameCodeSequence")?.[0]?.first("CodeValue")).toBe("113004");
    const images = (dataset.get("ContentSequence") ?? []).filter((item) => item.first("ValueType") === "IMAGE");
    expect(images.map((item) => item.get("ReferencedSOPSequence")?.[0]?.first("ReferencedSOPInstanceUID"))).toEqual([sop]);
    expect(verified(bytes)).toEqual([]);
    await page.getByTestId("switch-language").click();
    await shoot("key-images-zh");
    await page.getByTestId("switch-language").click();
  });

  it("shows the shape that a report's link names, on its image", async () => {
    await page.locator(`[data-testid="series-card"][data-series-uid="${report.seriesInstanceUid}"]`).dblclick();
    await page.getByTestId("document-shape").first().click();
    const stack = await waitReady(page, "cell-1");
    await vi.waitFor(async () => expect(await stack.getAttribute("data-sop-instance-uid")).toBe(image(6)));
    const shown = (await stack.getByTestId("pointed").locator(".drawn-line").boundingBox())!;
    const magnification = await numberOf(stack, "data-magnification");
    expect(Math.abs(shown.width - 60 * magnification)).toBeLessThan(3);
    await shoot("report-shape");
    await page.locator('[data-cell-id="cell-0"]').click({ position: { x: 300, y: 20 } });
  });

  it("cuts a structure by the planes of the volume", async () => {
    await page.locator(`[data-testid="series-card"][data-series-uid="${structures.seriesInstanceUid}"]`).dblclick();
    await page.getByTestId("show-on-image").click();
    await waitReady(page, "cell-1");
    await page.locator('[data-cell-id="cell-1"]').click({ position: { x: 300, y: 300 } });
    await page.getByTestId("mpr").click();
    const coronal = page.locator('.viewport-picture[data-plane="CORONAL"][data-drawn="ready"]');
    await coronal.waitFor();
    await vi.waitFor(async () => expect(await coronal.locator('.drawn-line[data-part="1"]').count()).toBe(1));
    await shoot("structure-cut");
    expect(complaints).toEqual([]);
  });

  const marked = () => workstation.ask<KeyImagesAnswer>(`/api/studies/${ball.studyInstanceUid}/key-images`);

  async function instance(sopInstanceUid: string): Promise<Uint8Array> {
    const list = await workstation.ask<Record<string, { Value?: string[] }>[]>(
      `/dicom-web/studies/${ball.studyInstanceUid}/instances?SOPInstanceUID=${sopInstanceUid}`,
    );
    const series = list[0]?.["0020000E"]?.Value?.[0];
    const response = await fetch(
      `${workstation.origin}/dicom-web/studies/${ball.studyInstanceUid}/series/${series}/instances/${sopInstanceUid}`,
      { headers: { authorization: `Bearer ${workstation.bearer}`, accept: 'multipart/related; type="application/dicom"' } },
    );
    const body = Buffer.from(await response.arrayBuffer());
    const start = body.indexOf("\r\n\r\n") + 4;
    const boundary = body.subarray(0, body.indexOf("\r\n"));
    return new Uint8Array(body.subarray(start, body.indexOf(boundary, start) - 2));
  }
});

function verified(bytes: Uint8Array): string[] {
  if (!hasTool("dciodvfy")) return [];
  const folder = mkdtempSync(join(tmpdir(), "presented-"));
  const path = join(folder, "object.dcm");
  writeFileSync(path, bytes);
  const { stdout, stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return `${stdout}\n${stderr}`.split("\n").filter((line) => line.startsWith("Error"));
}
