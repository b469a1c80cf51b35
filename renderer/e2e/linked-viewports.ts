import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { type ImagePlane, patientMmToPixel, pixelToPatientMm, type Vec3 } from "../../src/geometry/index.ts";
import { buildLinkedSeries } from "../../src/testing/linked-phantom.ts";
import { numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const x: Vec3 = [1, 0, 0];
const y: Vec3 = [0, 1, 0];
const down: Vec3 = [0, 0, -1];
export const tilt = (25 * Math.PI) / 180;
const leaning: Vec3 = [0, Math.cos(tilt), Math.sin(tilt)];
const here = "Patient";

/** What each cell of the 2 x 3 layout shows: one frame of reference but for `prior`, all of one ball. */
export const series = {
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
export type Name = keyof typeof series;
export const names = Object.keys(series) as Name[];

const shots = process.env.E2E_SHOTS;

/** How to ask a window that shows `series` in its cells, one after the other, what is in them. */
export function viewportsOf(page: Page) {
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
  /** Makes a cell the active one by a click where nothing lies; the only cell of a window always is. */
  const activate = async (name: Name) => {
    await cellOf(name).click({ position: { x: 20, y: 120 } });
    if ((await page.locator("[data-cell-id]").count()) === 1) return;
    const cell = page.locator(`[data-cell-id="cell-${names.indexOf(name)}"]`);
    await vi.waitFor(async () => expect(await cell.getAttribute("data-active")).toBe("true"));
  };
  const scrollTo = async (name: Name, index: number) => {
    await activate(name);
    const cell = cellOf(name);
    for (let now = await numberOf(cell, "data-slice-index"); now !== index; ) {
      await page.keyboard.press(now < index ? "ArrowDown" : "ArrowUp");
      const before = now;
      await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).not.toBe(before));
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
  return { cellOf, marksOf, shownOn, zOf, toView, scaleOf, middleOf, activate, scrollTo, shoot, lineIn };
}

/** A workstation with all of `series`, and a window that shows them in a layout of 2 x 3. */
export async function openLinked(): Promise<{
  readonly workstation: ServedWorkstation;
  readonly browser: Browser;
  readonly page: Page;
  readonly complaints: readonly string[];
}> {
  const workstation = await serveFiles(Object.values(series).flatMap(({ files }) => files));
  const browser = await openBrowser();
  const { page, complaints } = await openPage(browser, workstation.url);
  await page.goto(`${workstation.origin}/#/study/${series.thin.studyInstanceUid}`);
  await waitReady(page, "cell-0");
  await page.getByTestId("layout-menu").click();
  await page.getByTestId("layout-2x3").click();
  for (const [at, name] of names.entries()) await showIn(page, at, name);
  return { workstation, browser, page, complaints };
}

/** Puts a series into a cell, by hand. */
export async function showIn(page: Page, at: number, name: Name): Promise<void> {
  await page.locator(`[data-cell-id="cell-${at}"]`).click({ position: { x: 20, y: 120 } });
  await page.locator(`[data-series-uid="${series[name].seriesInstanceUid}"]`).dblclick();
  await vi.waitFor(async () => {
    const shown = await page.locator(`[data-cell-id="cell-${at}"]`).getAttribute("data-series-instance-uid");
    expect(shown).toBe(series[name].seriesInstanceUid);
  });
  await waitReady(page, `cell-${at}`);
}

/** Holds a place on the screen against another. */
export function near(found: readonly [number, number] | undefined, wanted: readonly [number, number], within: number): void {
  expect(Math.abs((found?.[0] ?? Number.NaN) - wanted[0])).toBeLessThan(within);
  expect(Math.abs((found?.[1] ?? Number.NaN) - wanted[1])).toBeLessThan(within);
}

/** Millimetres from a point to a plane. */
export function distanceOf(plane: ImagePlane, point: Vec3): number {
  const [column, row] = patientMmToPixel(plane, point);
  const foot = pixelToPatientMm(plane, column, row);
  return Math.hypot(point[0] - foot[0], point[1] - foot[1], point[2] - foot[2]);
}
