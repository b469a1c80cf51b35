import { decode } from "fast-png";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { buildPlate } from "../../src/testing/plate-phantom.ts";
import { type Picture, pictureOf } from "./picture.ts";
import { savedBy } from "./saved-file.ts";
import { drag, numberOf, viewPoint, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const plate = buildPlate();
const [plateWidth, plateHeight] = [plate.plate.right - plate.plate.left, plate.plate.bottom - plate.plate.top];

describe.skipIf(!hasTool("chromium"))("the picture of a viewport", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles({ plate: plate.file });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, workstation.url));
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function open(studyInstanceUid: string): Promise<Locator> {
    await page.goto(`${workstation.origin}/#/study/${studyInstanceUid}`);
    await page.locator(`[data-testid="study-screen"][data-study-uid="${studyInstanceUid}"]`).waitFor();
    const cell = await waitReady(page, "cell-0");
    await cell.click({ position: { x: 30, y: 300 } });
    return cell;
  }

  /** Where the plate's edges are along the middle row and column of a screenshot: the first and last bright pixel in a dark one. */
  async function plateOnScreen(cell: Locator): Promise<{ width: number; height: number; blurred: number }> {
    const shot = await pictureOf(cell);
    const [a, b, c, d, e, f] = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as number[];
    const [x, y] = [(plate.plate.left + plate.plate.right) / 2, (plate.plate.top + plate.plate.bottom) / 2];
    const middle = [
      Math.round((a as number) * x + (c as number) * y + (e as number)),
      Math.round((b as number) * x + (d as number) * y + (f as number)),
    ] as const;
    const run = (at: (step: number) => number) => {
      let [low, high] = [0, 0];
      while (at(low - 1) > 128) low--;
      while (at(high + 1) > 128) high++;
      const between = [at(low - 1), at(high + 1), at(low), at(high)].filter((level) => level > 40 && level < 215).length;
      return { length: high - low + 1, between };
    };
    const across = run((step) => shot.at(middle[0] + step, middle[1]));
    const down = run((step) => shot.at(middle[0], middle[1] + step));
    return { width: across.length, height: down.length, blurred: across.between + down.between };
  }

  describe("of a radiograph", () => {
    let cell: Locator;
    beforeEach(async () => {
      cell = await open(plate.studyInstanceUid);
      await page.keyboard.press("Space");
      // Until what the test before did to the picture is undone on the screen.
      await vi.waitFor(async () => {
        expect(await cell.getAttribute("data-sizing")).toBeNull();
        expect(await cell.getAttribute("data-view-from-pixel")).toMatch(/^(\S+) 0\.0+ -?0\.0+ \1 /);
        expect(await cell.locator('[data-line="zoom"]').innerText()).not.toContain("°");
      });
    });

    it("says what a length means, and shows one for one to the pixel", async () => {
      await vi.waitFor(async () => expect(await cell.locator('[data-note="corrected"]').innerText()).toContain("1.25"));
      await page.keyboard.press("n");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-magnification")).toBe(1));
      await vi.waitFor(async () =>
        expect(await plateOnScreen(cell)).toEqual({ width: plateWidth, height: plateHeight, blurred: 0 }),
      );
      await page.keyboard.press("r");
      await vi.waitFor(async () => expect(await cell.locator('[data-line="zoom"]').innerText()).toContain("90"));
      await vi.waitFor(async () =>
        expect(await plateOnScreen(cell)).toEqual({ width: plateHeight, height: plateWidth, blurred: 0 }),
      );
      await page.keyboard.press("l");
    });

    it("is as large as it is, on a screen that was measured, and says why not on another", async () => {
      await cell.locator('[data-line="zoom"]').click();
      expect(await cell.getByTestId("size-true").getAttribute("aria-disabled")).toBe("true");
      await page.keyboard.press("Escape");
      const screen = await page.evaluate(
        () => `${window.screen.width}x${window.screen.height}+${(window.screen as never as { availLeft: number }).availLeft}+0`,
      );
      const devicePixelsPerMm = 10;
      await workstation.ask("/api/preferences/screens", {
        method: "PUT",
        body: JSON.stringify({ measured: [{ screen, devicePixelsPerMm }] }),
      });
      await page.reload();
      await waitReady(page, "cell-0");
      await cell.locator('[data-line="zoom"]').click();
      await cell.getByTestId("size-true").click();
      await vi.waitFor(async () => expect(await cell.getAttribute("data-sizing")).toBe("true-size"));
      const mm = plate.detectorMm / plate.magnification;
      // The picture is drawn a moment after its facts are told.
      await vi.waitFor(async () => {
        const { width, height } = await plateOnScreen(cell);
        expect(Math.abs(width - plateWidth * mm * devicePixelsPerMm)).toBeLessThanOrEqual(1);
        expect(Math.abs(height - plateHeight * mm * devicePixelsPerMm)).toBeLessThanOrEqual(1);
      });
    });

    it("takes a typed window and a typed size, and finds a window by itself", async () => {
      await cell.locator('[data-line="window"]').click();
      await cell.getByTestId("entry-width").fill("1000");
      await cell.getByTestId("entry-center").fill("2500");
      await page.keyboard.press("Enter");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(1000));
      expect(await numberOf(cell, "data-window-center")).toBe(2500);
      await cell.locator('[data-line="zoom"]').click();
      await cell.getByTestId("entry-zoom").fill("150");
      await page.keyboard.press("Enter");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-magnification")).toBeCloseTo(1.5, 3));
      await page.keyboard.press("0");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(3901));
    });

    it("is windowed by the reader's own presets and by a region", async () => {
      await perform(page, "Edit window presets");
      const second = page.getByTestId("window-preset").nth(1);
      await second.getByTestId("preset-name").fill("Edges");
      await second.getByTestId("preset-width").fill("0.5");
      await second.getByTestId("preset-down").click();
      expect(await page.getByTestId("window-preset").nth(2).getByTestId("preset-name").inputValue()).toBe("Edges");
      await page.getByTestId("window-presets-save").click();
      await page.getByTestId("window-presets-dialog").waitFor({ state: "hidden" });
      await page.keyboard.press("3");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(2048));
      await page.reload();
      await waitReady(page, "cell-0");
      await page.keyboard.press("3");
      await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(2048));
      await page.keyboard.press("Shift+W");
      const { left, right, top, bottom } = plate.plate;
      await drag(page, cell, await viewPoint(cell, left + 20, top + 20), await viewPoint(cell, right - 20, bottom - 20));
      await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBe(1));
      expect(await numberOf(cell, "data-window-center")).toBe(4000.5);
      await page.keyboard.press("Escape");
    });

    it("turns freely under the hand and keeps its size", async () => {
      const before = await numberOf(cell, "data-magnification");
      await page.keyboard.press("Shift+T");
      const box = await cell.boundingBox();
      const [x, y] = [(box?.width ?? 0) / 2, (box?.height ?? 0) / 2];
      await drag(page, cell, [x + 200, y], [x + 200 * Math.cos(0.6), y + 200 * Math.sin(0.6)]);
      await vi.waitFor(async () => expect(await cell.locator('[data-line="zoom"]').innerText()).toMatch(/3[345]°/));
      expect(await numberOf(cell, "data-magnification")).toBeCloseTo(before, 3);
      await page.keyboard.press("Escape");
    });

    it("lies under a glass that shows its own pixels", async () => {
      await page.keyboard.press("m");
      const [x, y] = await viewPoint(cell, plate.plate.left, (plate.plate.top + plate.plate.bottom) / 2);
      await cell.hover({ position: { x, y } });
      const glass = cell.getByTestId("magnifier");
      await glass.locator("canvas").waitFor();
      const power = await numberOf(glass, "data-power");
      const shot: Picture = await pictureOf(glass.locator("canvas"));
      const middle = Math.round(shot.height / 2) + 24;
      expect(shot.at(Math.round(shot.width / 2) - 40, middle)).toBeLessThan(60);
      expect(shot.at(Math.round(shot.width / 2) + 40, middle)).toBeGreaterThan(200);
      expect(power).toBe(3);
      await page.keyboard.press("Escape");
      await vi.waitFor(async () => expect(await glass.count()).toBe(0));
    });

    it("is calibrated by the reader on a known length, for good", async () => {
      await perform(page, "Calibrate on a known length");
      const y = (plate.plate.top + plate.plate.bottom) / 2;
      const [from, to] = [await viewPoint(cell, plate.plate.left - 0.5, y), await viewPoint(cell, plate.plate.right - 0.5, y)];
      await drag(page, cell, from, to);
      await cell.getByTestId("calibration-length").fill("75");
      await cell.getByTestId("calibration-apply").click();
      await cell.locator('[data-note="calibrated-reader"]').waitFor();
      await page.reload();
      await waitReady(page, "cell-0");
      await cell.locator('[data-note="calibrated-reader"]').waitFor();
      const { calibrations } = await workstation.ask<{ calibrations: { spacingMm: number[] }[] }>(
        `/api/studies/${plate.studyInstanceUid}/calibrations`,
      );
      expect(Math.abs((calibrations[0]?.spacingMm[0] as number) * plateWidth - 75)).toBeLessThan(1);
    });
  });

  describe("as a file", () => {
    it("has the pixels of the image one for one by its window", async () => {
      const cell = await open(plate.studyInstanceUid);
      await page.keyboard.press("Space");
      await page.keyboard.press("Control+e");
      await page.getByTestId("export-image").click();
      const { name, bytes } = await savedBy(page, () => page.getByTestId("export-start").click());
      expect(name).toBe("DX-series-3-image-0001.png");
      const image = decode(bytes);
      expect([image.width, image.height, image.channels]).toEqual([plate.columns, plate.rows, 1]);
      const level = (value: number) => Math.trunc((value / 4095) * 255);
      expect(image.data[plate.columns * plate.plate.top + plate.plate.left]).toBe(level(4000));
      expect(image.data[plate.columns * plate.plate.top + plate.plate.left - 1]).toBe(level(100));
      await page.keyboard.press("Escape");
      await waitReady(page, "cell-0");
      expect(await cell.count()).toBe(1);
    });

    it("shows who the patient is only when that is wished", async () => {
      const cell = await open(plate.studyInstanceUid);
      await page.keyboard.press("Space");
      const place = (await cell.locator('[data-line="patient-name"]').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      const root = (await cell.boundingBox()) ?? place;
      const zoom = (await cell.locator('[data-line="zoom"]').boundingBox()) ?? place;
      await page.keyboard.press("Control+e");
      const bare = decode((await savedBy(page, () => page.getByTestId("export-start").click())).bytes);
      await page.getByTestId("export-identity").check();
      const named = decode((await savedBy(page, () => page.getByTestId("export-start").click())).bytes);
      const ink = (image: typeof bare, box: typeof place) => {
        let bright = 0;
        for (let y = Math.round(box.y - root.y); y < box.y - root.y + box.height; y++) {
          for (let x = Math.round(box.x - root.x); x < box.x - root.x + box.width; x++) {
            if ((image.data[(y * image.width + x) * image.channels] as number) > 120) bright++;
          }
        }
        return bright;
      };
      expect(ink(bare, place)).toBe(0);
      expect(ink(named, place)).toBeGreaterThan(20);
      expect(ink(bare, zoom)).toBeGreaterThan(20);
      expect(complaints).toEqual([]);
      await page.keyboard.press("Escape");
    });
  });
});

/** Does what the palette finds under a name. */
async function perform(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.keyboard.type(name);
  await page.keyboard.press("Enter");
}
