import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ImagePlane, patientMmToPixel, pixelToPatientMm, type Vec3 } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildLinkedSeries } from "../../src/testing/linked-phantom.ts";
import { drag, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const x: Vec3 = [1, 0, 0];
const y: Vec3 = [0, 1, 0];
const down: Vec3 = [0, 0, -1];
const tilt = (25 * Math.PI) / 180;
const leaning: Vec3 = [0, Math.cos(tilt), Math.sin(tilt)];
const here = "Patient";

/** What each cell of the 2 x 3 layout shows: one frame of reference but for `prior`, all of one ball. */
const series = {
  thin: buildLinkedSeries({
    name: "thin",
    seriesNumber: 1,
    frameOfReference: here,
    rowDirection: x,
    columnDirection: y,
    betweenSlicesMm: 2,
    count: 41,
  }),
  thick: buildLinkedSeries({
    ...{
      name: "thick",
      seriesNumber: 2,
      frameOfReference: here,
      rowDirection: x,
      columnDirection: y,
      betweenSlicesMm: 5,
      count: 17,
    },
    ...{ centre: [12, -6, 1] as Vec3, pixelSpacing: [1.5, 1.5] as const, rows: 90, columns: 100 },
  }),
  sagittal: buildLinkedSeries({
    name: "sagittal",
    seriesNumber: 3,
    frameOfReference: here,
    rowDirection: y,
    columnDirection: down,
    betweenSlicesMm: 3,
    count: 21,
  }),
  oblique: buildLinkedSeries({
    name: "oblique",
    seriesNumber: 4,
    frameOfReference: here,
    rowDirection: x,
    columnDirection: leaning,
    betweenSlicesMm: 4,
    count: 15,
  }),
  prior: buildLinkedSeries({
    ...{
      name: "prior",
      seriesNumber: 5,
      frameOfReference: "Before",
      rowDirection: x,
      columnDirection: y,
      betweenSlicesMm: 2.5,
      count: 21,
    },
    ...{ centre: [0, 0, 300] as Vec3, ballPatient: [0, 0, 300] as Vec3 },
  }),
  coronal: buildLinkedSeries({
    name: "coronal",
    seriesNumber: 6,
    frameOfReference: here,
    rowDirection: x,
    columnDirection: down,
    betweenSlicesMm: 3,
    count: 21,
    modality: "MR",
  }),
} as const;
type Name = keyof typeof series;
const names = Object.keys(series) as Name[];
const patient = { timeout: 15_000 };
const shots = process.env.E2E_SHOTS;

describe.skipIf(!hasTool("chromium"))("viewports that go together", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;

  const cellOf = (name: Name): Locator => picture(page, `cell-${names.indexOf(name)}`);
  const marksOf = (name: Name): Locator => cellOf(name).locator(".link-marks");
  const shownOn = async (name: Name): Promise<ImagePlane> => {
    const uid = (await cellOf(name).getAttribute("data-sop-instance-uid")) ?? "";
    const plane = series[name].planes.get(uid);
    if (plane === undefined) throw new Error(`${name} shows an image that is not its own.`);
    return plane;
  };
  const zOf = async (name: Name) => (await shownOn(name)).imagePositionPatient[2];
  const toView = async (name: Name, pixel: readonly [number, number]): Promise<readonly [number, number]> => {
    const [a, b, c, d, e, f] = ((await cellOf(name).getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return [a * pixel[0] + c * pixel[1] + e, b * pixel[0] + d * pixel[1] + f];
  };
  /** CSS pixels of a millimetre. */
  const scaleOf = async (name: Name) =>
    (await numberOf(cellOf(name), "data-magnification")) / (await shownOn(name)).pixelSpacing[1];
  const middleOf = async (name: Name): Promise<readonly [number, number]> => {
    const box = await cellOf(name).boundingBox();
    return [(box?.width ?? 0) / 2, (box?.height ?? 0) / 2];
  };
  /** Makes a cell the active one by a click where nothing lies. */
  const activate = async (name: Name) => {
    await cellOf(name).click({ position: { x: 20, y: 120 } });
    await vi.waitFor(
      async () =>
        expect(await page.locator(`[data-cell-id="cell-${names.indexOf(name)}"]`).getAttribute("data-active")).toBe("true"),
      patient,
    );
  };
  const scrollTo = async (name: Name, index: number) => {
    await activate(name);
    const cell = cellOf(name);
    for (let now = await numberOf(cell, "data-slice-index"); now !== index; ) {
      await page.keyboard.press(now < index ? "ArrowDown" : "ArrowUp");
      const before = now;
      await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).not.toBe(before), patient);
      now = await numberOf(cell, "data-slice-index");
    }
  };
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const lineIn = async (
    name: Name,
    kind: "current" | "first" | "last" = "current",
  ): Promise<readonly (readonly [number, number])[]> => {
    const line = cellOf(name).locator(`[data-reference="${kind}"] .reference-line`);
    const at = async (attribute: string) => Number(await line.getAttribute(attribute));
    const ends = [[await at("x1"), await at("y1")] as const, [await at("x2"), await at("y2")] as const];
    return ends.sort((one, other) => one[0] - other[0]);
  };
  const near = (found: readonly [number, number] | undefined, wanted: readonly [number, number], within: number) => {
    expect(Math.abs((found?.[0] ?? Number.NaN) - wanted[0])).toBeLessThan(within);
    expect(Math.abs((found?.[1] ?? Number.NaN) - wanted[1])).toBeLessThan(within);
  };

  beforeAll(async () => {
    workstation = await serveFiles(Object.values(series).flatMap(({ files }) => files));
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${series.thin.studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-2x3").click();
    for (const [at, name] of names.entries()) {
      await page.locator(`[data-cell-id="cell-${at}"]`).click({ position: { x: 20, y: 120 } });
      await page.locator(`[data-series-uid="${series[name].seriesInstanceUid}"]`).dblclick();
      await vi.waitFor(async () => {
        const shown = await page.locator(`[data-cell-id="cell-${at}"]`).getAttribute("data-series-instance-uid");
        expect(shown).toBe(series[name].seriesInstanceUid);
      }, patient);
      await waitReady(page, `cell-${at}`);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("draws where the active slice lies in every plane of its frame of reference", async () => {
    await scrollTo("thin", 26);
    const z = await zOf("thin");
    expect(Math.abs(z)).toBe(12);
    // Sagittal: rows run to the feet, the row of z; both images reach 80 mm to the front and back: from the first edge to the last.
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference=current]").count()).toBe(1), patient);
    const row = 39.5 - z / 2;
    await vi.waitFor(async () => {
      const [front, back] = await lineIn("sagittal");
      near(front, await toView("sagittal", [-0.5, row]), 0.01);
      near(back, await toView("sagittal", [79.5, row]), 0.01);
    }, patient);
    // Oblique: the line of x at the row where the leaning slice is as high as the axial one.
    const height = z - (await shownOn("oblique")).imagePositionPatient[2];
    const leaningRow = height / Math.sin(tilt) / 2;
    await vi.waitFor(async () => {
      const [left, right] = await lineIn("oblique");
      near(left, await toView("oblique", [-0.5, leaningRow]), 0.01);
      near(right, await toView("oblique", [79.5, leaningRow]), 0.01);
    }, patient);
    for (const name of ["thick", "prior", "thin"] as const)
      expect(await cellOf(name).locator("[data-reference=current]").count()).toBe(0);
    await shoot("reference-lines");
  });

  it("draws the first and last slice too, and none where they are switched off", async () => {
    await page.keyboard.press("Shift+x");
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(0), patient);
    await page.keyboard.press("Shift+x");
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(1), patient);
    const toggleRange = async () => {
      await page.keyboard.press("Control+k");
      await page.getByTestId("palette-field").fill("first and last slice");
      await page.keyboard.press("Enter");
      await page.getByTestId("palette").waitFor({ state: "hidden" });
    };
    await toggleRange();
    // The outermost slices lie at 40 mm to the head and to the feet.
    const rows = { first: 59.5, last: 19.5 } as const;
    await vi.waitFor(async () => {
      const ends = [await lineIn("sagittal", "first"), await lineIn("sagittal", "last")].map(([front]) => front?.[1] as number);
      const wanted = [(await toView("sagittal", [0, rows.first]))[1], (await toView("sagittal", [0, rows.last]))[1]];
      for (const [at, end] of ends.sort((a, b) => b - a).entries())
        expect(Math.abs(end - (wanted[at] as number))).toBeLessThan(0.01);
    }, patient);
    await shoot("reference-range");
    await toggleRange();
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(1), patient);
  });

  it("scrolls parallel slices of one frame of reference together, to the millimetre, and nothing else", async () => {
    const before = { sagittal: await zOf("sagittal"), oblique: await shownOn("oblique"), prior: await zOf("prior") };
    await page.keyboard.press("Shift+s");
    await scrollTo("thin", 30);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - z)).toBeLessThanOrEqual(2.5), patient);
    await scrollTo("thick", 5);
    const thick = await zOf("thick");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thin")) - thick)).toBeLessThanOrEqual(1), patient);
    expect(await zOf("sagittal")).toBe(before.sagittal);
    expect(await shownOn("oblique")).toEqual(before.oblique);
    expect(await zOf("prior")).toBe(before.prior);
    expect(await marksOf("thick").getByTestId("link-mark").getAttribute("data-linked")).toBe("scroll");
  });

  it("leaves a cell alone that was taken out", async () => {
    await marksOf("thick").getByTestId("link-mark").click();
    const left = await zOf("thick");
    await scrollTo("thin", 12);
    expect(await zOf("thick")).toBe(left);
    expect(await marksOf("thick").getByTestId("link-mark").getAttribute("data-linked")).toBe("");
    await marksOf("thick").getByTestId("link-mark").click();
    await scrollTo("thin", 20);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - z)).toBeLessThanOrEqual(2.5), patient);
  });

  it("links another frame of reference by hand, says so, and goes the same way in both", async () => {
    await scrollTo("prior", 10);
    await scrollTo("thin", 20);
    expect([await zOf("thin"), await zOf("prior")]).toEqual([0, 300]);
    await page.keyboard.press("Shift+l");
    const said = (name: Name) => marksOf(name).locator(".link-by-hand");
    await vi.waitFor(async () => expect(await said("prior").innerText()).toBe("linked by hand, +300.0 mm"), patient);
    expect(await said("thin").innerText()).toBe("linked by hand, −300.0 mm");
    await shoot("linked-by-hand");
    await scrollTo("thin", 25);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(await zOf("prior")).toBe(300 + z), patient);
    await scrollTo("prior", 6);
    const prior = await zOf("prior");
    await vi.waitFor(async () => expect((await zOf("thin")) + 300).toBe(prior), patient);
    await scrollTo("thin", 40);
    const far = Math.abs(await zOf("thin")) - 25;
    await vi.waitFor(
      async () => expect(await numberOf(marksOf("prior").locator(".link-beyond"), "data-link-beyond")).toBeCloseTo(far, 1),
      patient,
    );
    await scrollTo("thin", 20);
    await page.keyboard.press("Shift+u");
    await vi.waitFor(async () => expect(await said("prior").count()).toBe(0), patient);
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await numberOf(cellOf("thin"), "data-slice-index")).toBe(21), patient);
    expect(await zOf("prior")).toBe(300);
    await page.keyboard.press("Shift+s");
  });

  it("shows the point under the pointer in every plane while it is held, to a pixel", async () => {
    await activate("oblique");
    await page.keyboard.press("r");
    await page.keyboard.press("h");
    await activate("sagittal");
    await page.keyboard.press("v");
    await activate("thin");
    const pixel = [31, 47] as const;
    const [atX, atY] = await toView("thin", pixel);
    const wanted = pixelToPatientMm(await shownOn("thin"), pixel[0], pixel[1]);
    const box = await cellOf("thin").boundingBox();
    await page.keyboard.down("Shift");
    await page.mouse.move((box?.x ?? 0) + atX + 40, (box?.y ?? 0) + atY + 20);
    await page.mouse.move((box?.x ?? 0) + atX, (box?.y ?? 0) + atY, { steps: 4 });
    const cursor = (name: Name) => cellOf(name).locator(".cursor-3d");
    for (const name of ["thin", "thick", "sagittal", "oblique", "coronal"] as const) {
      await vi.waitFor(async () => expect(await cursor(name).count()).toBe(1), patient);
      await vi.waitFor(async () => {
        const expected = await toView(name, patientMmToPixel(await shownOn(name), wanted));
        near([await numberOf(cursor(name), "data-x"), await numberOf(cursor(name), "data-y")], expected, 1);
      }, patient);
      // The slice that holds it: none of the series is nearer.
      const away = (plane: ImagePlane) => Math.abs(distanceOf(plane, wanted));
      const least = Math.min(...[...series[name].planes.values()].map(away));
      await vi.waitFor(async () => expect(away(await shownOn(name))).toBeLessThan(least + 1e-6), patient);
    }
    expect(await cursor("prior").count()).toBe(0);
    expect(await cursor("thin").locator("text").first().textContent()).toBe(
      `R ${(-wanted[0]).toFixed(1)}  P ${wanted[1].toFixed(1)}  F 2.0 mm`.replace(
        "F 2.0",
        `${wanted[2] < 0 ? "F" : "H"} ${Math.abs(wanted[2]).toFixed(1)}`,
      ),
    );
    await shoot("cursor-3d");
    await page.keyboard.up("Shift");
    await vi.waitFor(async () => expect(await page.locator(".cursor-3d").count()).toBe(0), patient);
  });

  it("does the same as a tool, while the button is held", async () => {
    await page.keyboard.press("x");
    const box = await cellOf("coronal").boundingBox();
    const [midX, midY] = await middleOf("coronal");
    await page.mouse.move((box?.x ?? 0) + midX + 30, (box?.y ?? 0) + midY - 20);
    await page.mouse.down();
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator(".cursor-3d").count()).toBe(1), patient);
    await page.mouse.up();
    await vi.waitFor(async () => expect(await page.locator(".cursor-3d").count()).toBe(0), patient);
    await page.keyboard.press("w");
  });

  it("windows those of one modality and unit together", async () => {
    await page.keyboard.press("Shift+c");
    const before = await cellOf("coronal").getAttribute("data-window-center");
    await activate("thin");
    await drag(page, cellOf("thin"), [200, 200], [240, 160]);
    const asDragged = () => cellOf("thin").getAttribute("data-window-center");
    await vi.waitFor(async () => expect(await asDragged()).not.toBe(before), patient);
    const center = await asDragged();
    for (const name of ["thick", "sagittal", "oblique", "prior"] as const)
      await vi.waitFor(async () => expect(await cellOf(name).getAttribute("data-window-center")).toBe(center), patient);
    expect(await cellOf("coronal").getAttribute("data-window-center")).toBe(before);
    await page.keyboard.press("Shift+c");
  });

  it("holds the same millimetres for a screen pixel, and the same place in the middle", async () => {
    await activate("thin");
    await page.keyboard.press("Shift+z");
    const isOneScale = async () => {
      const scales = await Promise.all(names.map(scaleOf));
      for (const scale of scales) expect(scale).toBeCloseTo(scales[0] as number, 3);
      return scales[0] as number;
    };
    const before = await vi.waitFor(isOneScale, patient);
    await page.keyboard.press("+");
    await vi.waitFor(async () => expect(await isOneScale()).toBeGreaterThan(before * 1.1), patient);
    await page.keyboard.press("Shift+p");
    await page.keyboard.press("p");
    await drag(page, cellOf("thin"), [200, 200], [235, 170]);
    const inMiddle = async (name: Name): Promise<Vec3> => {
      const [a, b, c, d, e, f] = ((await cellOf(name).getAttribute("data-view-from-pixel")) ?? "")
        .split(" ")
        .map(Number) as number[] as [number, number, number, number, number, number];
      const [midX, midY] = await middleOf(name);
      const determinant = a * d - b * c;
      const column = (d * (midX - e) - c * (midY - f)) / determinant;
      const row = (a * (midY - f) - b * (midX - e)) / determinant;
      return pixelToPatientMm(await shownOn(name), column, row);
    };
    const [atX, atY] = await inMiddle("thin");
    await vi.waitFor(async () => {
      const other = await inMiddle("thick");
      expect(Math.hypot(other[0] - atX, other[1] - atY)).toBeLessThan(0.05);
    }, patient);
    await shoot("linked-view");
    await page.keyboard.press("Shift+p");
    await page.keyboard.press("Shift+z");
    await page.getByTestId("switch-language").click();
    await page.keyboard.press("Shift+s");
    await vi.waitFor(
      async () => expect(await marksOf("thin").getByTestId("link-mark").getAttribute("title")).toContain("联动"),
      patient,
    );
    await shoot("linked-view-other");
  });
});

function distanceOf(plane: ImagePlane, point: Vec3): number {
  const [column, row] = patientMmToPixel(plane, point);
  const foot = pixelToPatientMm(plane, column, row);
  return Math.hypot(point[0] - foot[0], point[1] - foot[1], point[2] - foot[2]);
}
