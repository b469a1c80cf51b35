import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildShutteredRadiograph, buildUltrasoundClip } from "../../src/testing/display-phantoms.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { pictureOf } from "./picture.ts";
import { changed, drag, numberOf, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const clip = buildUltrasoundClip();
const radiograph = buildShutteredRadiograph();

/** What is on the screen is what the standard's formulas make of the stored values. */
describe.skipIf(!hasTool("chromium"))("values on the screen", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles({ clip: clip.file, radiograph: radiograph.file });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, workstation.url));
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function open(studyInstanceUid: string): Promise<Locator> {
    await page.goto(`${workstation.origin}/#/study/${studyInstanceUid}`);
    return waitReady(page, "cell-0");
  }

  /** Where the centre of an image pixel is in a cell's screenshot. */
  async function placeOf(cell: Locator): Promise<(column: number, row: number) => readonly [number, number]> {
    const [a, b, c, d, e, f] = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as number[];
    return (column, row) => [
      (a as number) * column + (c as number) * row + (e as number),
      (b as number) * column + (d as number) * row + (f as number),
    ];
  }

  it("of a palette colour ultrasound clip are its palette's colours, in every frame that is looked at", async () => {
    const cell = await open(clip.studyInstanceUid);
    expect(await numberOf(cell, "data-frame-count")).toBe(clip.frames);
    await page.keyboard.press("Home");
    for (const frame of [0, 1, 2]) {
      await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBe(frame));
      const at = await placeOf(cell);
      const shot = await pictureOf(cell);
      const { columns, rows } = clip.block;
      for (const [column, row] of [
        [columns[0] + 4, rows[0] + 4],
        [(columns[0] + columns[1]) / 2, (rows[0] + rows[1]) / 2],
        [columns[1] - 5, rows[1] - 5],
      ] as const) {
        expect(shot.rgbAt(...at(column, row))).toEqual(clip.colourOf(frame));
      }
      await page.keyboard.press("ArrowDown");
    }
  });

  it("of the clip change at about its own rate when it is played", async () => {
    const cell = await open(clip.studyInstanceUid);
    await page.keyboard.press("Home");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-frames-loaded")).toBe(clip.frames), { timeout: 10_000 });
    await page.keyboard.press("c");
    await changed(cell, "data-slice-index", "0");
    const framesPerSecond = await cell.evaluate(async (element) => {
      const until = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
      let changes = 0;
      const observer = new MutationObserver((records) => (changes += records.length));
      observer.observe(element, { attributes: true, attributeFilter: ["data-slice-index"] });
      const start = performance.now();
      await until(2000);
      observer.disconnect();
      return changes / ((performance.now() - start) / 1000);
    });
    await page.keyboard.press("c");
    expect(framesPerSecond).toBeGreaterThan(clip.framesPerSecond * 0.8);
    expect(framesPerSecond).toBeLessThan(clip.framesPerSecond * 1.2);
  });

  /** The middle of every block of one value. */
  const middles = () => {
    const { columns, rows, blockPixels } = radiograph;
    const along = (size: number) => Array.from({ length: size / blockPixels }, (_, at) => (at + 0.5) * blockPixels - 0.5);
    return along(rows).flatMap((row) => along(columns).map((column) => ({ column, row })));
  };
  const inCircle = ({ column, row }: { column: number; row: number }, by: number) => {
    const { circle } = radiograph;
    return Math.hypot(column + 1 - circle.column, row + 1 - circle.row) <= circle.radius + by;
  };
  const inOverlay = ({ column, row }: { column: number; row: number }) => {
    const { columns, rows } = radiograph.overlay;
    return column >= columns[0] && column < columns[1] && row >= rows[0] && row < rows[1];
  };
  /** PS3.3 C.11.2.1.3.1, output 0 to 255. */
  const sigmoid = (value: number, { center, width }: { center: number; width: number }) =>
    255 / (1 + Math.exp((-4 * (value - center)) / width));

  it("of a radiograph follow its sigmoid inside its shutter, under its overlay", async () => {
    const cell = await open(radiograph.studyInstanceUid);
    await page.locator('[data-cell-id="cell-0"] [data-layers="ready"]').waitFor();
    expect(await cell.getAttribute("data-voi")).toBe("SIGMOID");
    expect(await cell.getAttribute("data-shuttered")).toBe("true");
    const at = await placeOf(cell);
    const shot = await pictureOf(cell);
    const seen = { image: 0, overlay: 0, shutter: 0 };
    for (const middle of middles()) {
      const [x, y] = at(middle.column, middle.row);
      // Texts stand in the corners.
      if (x < 320 && (y < 120 || y > shot.height - 220)) continue;
      if (x > shot.width - 320 && (y < 120 || y > shot.height - 160)) continue;
      const rgb = shot.rgbAt(x, y);
      if (inOverlay(middle)) {
        expect(rgb).toEqual([255, 210, 79]);
        seen.overlay += 1;
      } else if (inCircle(middle, -2)) {
        const grey = Math.round(sigmoid(radiograph.valueAt(middle.column, middle.row), radiograph.window));
        for (const channel of rgb) expect(Math.abs(channel - grey)).toBeLessThanOrEqual(1);
        seen.image += 1;
      } else if (!inCircle(middle, 2)) {
        const grey = Math.round((radiograph.shutterValue / 0xffff) * 255);
        expect(rgb).toEqual([grey, grey, grey]);
        seen.shutter += 1;
      }
    }
    expect(seen.image).toBeGreaterThan(90);
    expect(seen.overlay).toBe(4);
    expect(seen.shutter).toBeGreaterThan(20);
  });

  it("show what the shutter hid and the overlay covered when both are switched off", async () => {
    const cell = await waitReady(page, "cell-0");
    for (const layer of ["shutter", "overlays"]) {
      await page.getByTestId("layers-menu").click();
      await page.getByTestId(`layer-${layer}`).click();
    }
    await page.locator('[data-cell-id="cell-0"] [data-shuttered="false"]').waitFor();
    await page.mouse.move(0, 0);
    const at = await placeOf(cell);
    const shot = await pictureOf(cell);
    const bare = middles().filter((middle) => inOverlay(middle) || (middle.row > 100 && middle.row < 140));
    for (const middle of bare) {
      const grey = Math.round(sigmoid(radiograph.valueAt(middle.column, middle.row), radiograph.window));
      expect(Math.abs(shot.at(...at(middle.column, middle.row)) - grey)).toBeLessThanOrEqual(1);
    }
  });

  it("stay on a sigmoid when the window is dragged", async () => {
    const cell = await waitReady(page, "cell-0");
    const before = await numberOf(cell, "data-window-width");
    await page.getByTestId("tool-window-level").click();
    await drag(page, cell, [500, 400], [560, 400]);
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBeGreaterThan(before));
    expect(await cell.getAttribute("data-voi")).toBe("SIGMOID");
    const window = { center: await numberOf(cell, "data-window-center"), width: await numberOf(cell, "data-window-width") };
    const at = await placeOf(cell);
    const shot = await pictureOf(cell);
    for (const middle of middles().filter(({ row }) => row > 100 && row < 140)) {
      const grey = Math.round(sigmoid(radiograph.valueAt(middle.column, middle.row), window));
      expect(Math.abs(shot.at(...at(middle.column, middle.row)) - grey)).toBeLessThanOrEqual(1);
    }
  });

  it("made the page complain of nothing", () => {
    expect(complaints).toEqual([]);
  });
});
