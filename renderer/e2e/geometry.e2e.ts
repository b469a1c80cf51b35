import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { SeriesDetail } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { drag, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const tilted = buildBallSeries({ name: "Tilted gantry", seriesNumber: 1, tiltDegrees: 15 });
const phases = buildBallSeries({
  name: "Two phases",
  seriesNumber: 2,
  slices: 30,
  phasesHu: [-400, 400],
  more: (dataset) => dataset.set("Laterality", "R").set("BodyPartExamined", "KNEE").set("ProtocolName", "KNEE LEFT"),
});
const patient = { timeout: 10_000 };
const shots = process.env.E2E_SHOTS;

/** A ball of known size in slices that lean by 15 degrees, and another in two phases. */
describe.skipIf(!hasTool("chromium"))("the geometry of a series on the screen", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  const lengths = async () => {
    const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${tilted.studyInstanceUid}/findings`);
    return findings.flatMap(({ geometry, measurements }) =>
      geometry.kind === "length" ? [measurements.find(({ unit }) => unit === "mm")?.value as number] : [],
    );
  };
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };

  beforeAll(async () => {
    workstation = await serveFiles([...tilted.files, ...phases.files]);
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${tilted.studyInstanceUid}`);
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const card = (seriesInstanceUid: string) => page.locator(`[data-series-uid="${seriesInstanceUid}"]`);
  const noteOf = (cell: Locator, id: string) => cell.locator(`[data-note="${id}"]`).innerText();

  /**
   * Lays the ruler across the ball and holds it against the chord that lies there, to 0.6 of a screen pixel.
   *
   * @param shot the cell before anything was drawn: the marks of other measurements lie over edges
   */
  async function measure(cell: Locator, shot: Picture, direction: "across" | "down"): Promise<void> {
    const before = (await lengths()).length;
    // Off the crosshair, the letters at the edges and the notes at the left.
    const [x, y] = [Math.round(shot.width / 2) + 24, Math.round(shot.height / 2) + 9];
    const [horizontal, vertical] = [edgesFromMiddle(shot, y), edgesFromMiddle(turned(shot), x)];
    const [first, last] = direction === "across" ? horizontal : vertical;
    const beside = (direction === "across" ? y - mean(vertical) : x - mean(horizontal)) + 0.5;
    await page.keyboard.press("Escape");
    await page.getByTestId("tool-length").click();
    const place = (along: number): [number, number] => (direction === "across" ? [along, y] : [x, along]);
    await drag(page, cell, place(first), place(last));
    await vi.waitFor(async () => expect(await lengths()).toHaveLength(before + 1), { timeout: 10_000 });
    const millimetres = (await lengths()).at(-1) as number;
    const pixelMm = millimetres / (last - first);
    const chordMm = 2 * Math.sqrt(tilted.radiusMm ** 2 - (beside * pixelMm) ** 2);
    expect(last - first).toBeGreaterThan(100);
    expect(Math.abs(millimetres - chordMm)).toBeLessThanOrEqual(0.6 * pixelMm);
  }

  it("shows a tilted gantry's slices as they are, with the angle", async () => {
    await card(tilted.seriesInstanceUid).dblclick();
    const cell = await waitReady(page, "cell-0");
    expect(await noteOf(cell, "tilt")).toContain("15°");
    await shoot("tilt-stack");
  });

  it("puts it right in planes, where the ball is as wide and as high as it is", async () => {
    await page.getByTestId("mpr").click();
    const drawn: { cell: Locator; shot: Picture }[] = [];
    for (const cellId of ["cell-1", "cell-2"]) {
      const cell = await waitReady(page, cellId);
      await vi.waitFor(async () => expect(await numberOf(cell, "data-frames-loaded")).toBe(tilted.files.length), {
        timeout: 20_000,
      });
      await vi.waitFor(async () => expect(await noteOf(cell, "tilt")).toMatch(/15°/), patient);
      drawn.push({ cell, shot: await pictureOf(cell) });
    }
    for (const { cell, shot } of drawn) {
      await measure(cell, shot, "across");
      await measure(cell, shot, "down");
    }
    await waitReady(page, "cell-3");
    await shoot("tilt-mpr");
  });

  it("says so in the other language too", async () => {
    const cell = picture(page, "cell-1");
    const before = await noteOf(cell, "tilt");
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await noteOf(cell, "tilt")).not.toBe(before), patient);
    const said = [before, await noteOf(cell, "tilt")].sort();
    expect(said[0]).toMatch(/^Gantry tilt 15° corrected/);
    expect(said[1]).toMatch(/已校正机架倾斜 15°/);
    await shoot("tilt-mpr-other");
  });

  it("steps through the phases of a series at the same slice, and warns of a side that is said in two ways", async () => {
    await page.reload();
    // It comes back as it was left, with its planes.
    await waitReady(page, "cell-0");
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    await card(phases.seriesInstanceUid).dblclick();
    const cell = await waitReady(page, "cell-0");
    const split = () => page.locator('[data-cell-id="cell-0"] .split-switch').getAttribute("data-split");
    await vi.waitFor(async () => expect(await split()).toBe("0"), patient);
    expect(await page.getByTestId("series-parts").innerText()).toContain("2");
    expect(await numberOf(cell, "data-slice-count")).toBe(30);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBe(16), patient);
    const dark = await middleOf(cell);
    await page.keyboard.press("Control+ArrowDown");
    await vi.waitFor(async () => expect(await middleOf(await waitReady(page, "cell-0"))).toBeGreaterThan(dark + 60), patient);
    expect(await numberOf(cell, "data-slice-index")).toBe(16);
    const shown = await cell.getAttribute("data-sop-instance-uid");
    const second = await workstation.ask<SeriesDetail>(`/api/series/${phases.seriesInstanceUid}?split=1`);
    expect(second.frames.map(({ sopInstanceUid }) => sopInstanceUid)).toContain(shown);
    await page.getByTestId("split-menu").click();
    await shoot("phases");
    await page.getByTestId("split-0").click();
    await vi.waitFor(async () => expect(await split()).toBe("0"), patient);
    expect(await cell.locator('[data-note="laterality-conflict"]').count()).toBe(1);
    await page.getByTestId("switch-language").click();
    await shoot("phases-other");
  });
});

/**
 * Where the ball ends to both sides of the middle of row y, to a part of a pixel: half way between the greys of its inside and outside.
 * Three dark pixels on end, so that a thin line over it is no end.
 */
function edgesFromMiddle({ width, at }: Picture, y: number): readonly [number, number] {
  const isDark = (x: number) => at(x, y) <= 128;
  const ends = (from: number, by: 1 | -1): number => {
    let x = from;
    while (x > 2 && x < width - 3 && !(isDark(x) && isDark(x + by) && isDark(x + 2 * by))) x += by;
    const [inside, outside] = [at(x - by, y), at(x, y)];
    return x - by + (by * (inside - 127.5)) / (inside - outside);
  };
  const middle = Math.round(width / 2) + 5;
  // From the middles of pixels to places on the screen.
  return [ends(middle, -1) + 0.5, ends(middle, 1) + 0.5];
}

function mean([a, b]: readonly [number, number]): number {
  return (a + b) / 2;
}

function turned({ width, height, at }: Picture): Picture {
  return { width: height, height: width, at: (x, y) => at(y, x) };
}

/** Grey of what lies in the middle of the cell. */
async function middleOf(cell: Locator): Promise<number> {
  const shot = await pictureOf(cell);
  return shot.at(shot.width / 2 + 20, shot.height / 2 + 20);
}
