import { decode } from "fast-png";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { buildPlate } from "../../src/testing/plate-phantom.ts";
import { pictureOf } from "./picture.ts";
import { numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const plate = buildPlate();
const [plateWidth, plateHeight] = [plate.plate.right - plate.plate.left, plate.plate.bottom - plate.plate.top];
const patient = { timeout: 30_000 };

describe.skipIf(!hasTool("chromium"))("device pixels", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let context: BrowserContext;
  let ticket: Awaited<ReturnType<BrowserContext["storageState"]>>;

  beforeAll(async () => {
    workstation = await serveFiles({ plate: plate.file });
    browser = await openBrowser();
    // The address lets in once.
    const opened = await openPage(browser, workstation.url);
    await opened.page.getByTestId("study-row").first().waitFor();
    ticket = await opened.context.storageState();
    await opened.context.close();
  });
  afterEach(async () => await context?.close());
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function open(deviceScaleFactor: number): Promise<Page> {
    const viewport = { width: 1600, height: 1000 };
    context = await browser.newContext({ viewport, deviceScaleFactor, locale: "en-GB", storageState: ticket });
    const page = await context.newPage();
    await page.goto(`${workstation.origin}/#/study/${plate.studyInstanceUid}`);
    const cell = await waitReady(page, "cell-0");
    await cell.click({ position: { x: 30, y: 300 } });
    return page;
  }

  /** Columns and rows of device pixels that are as bright as the plate, through its middle. */
  async function plateOnScreen(page: Page, ratio: number): Promise<readonly [number, number]> {
    const cell = picture(page, "cell-0");
    const shot = await pictureOf(cell);
    const [a, b, c, d, e, f] = ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as number[];
    const [x, y] = [(plate.plate.left + plate.plate.right) / 2, (plate.plate.top + plate.plate.bottom) / 2];
    const at = [
      Math.round(((a as number) * x + (c as number) * y + (e as number)) * ratio),
      Math.round(((b as number) * x + (d as number) * y + (f as number)) * ratio),
    ] as const;
    const run = (levelAt: (step: number) => number) => {
      let [low, high] = [0, 0];
      while (levelAt(low - 1) > 128) low--;
      while (levelAt(high + 1) > 128) high++;
      return high - low + 1;
    };
    return [run((step) => shot.at(at[0] + step, at[1])), run((step) => shot.at(at[0], at[1] + step))];
  }

  it.each([1.25, 1.5, 2])("are pixels of the image one for one where %d of them are one of the page", async (ratio) => {
    const page = await open(ratio);
    const cell = picture(page, "cell-0");
    await page.keyboard.press("n");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sizing")).toBe("magnification"), patient);
    await vi.waitFor(async () => expect(await numberOf(cell, "data-magnification")).toBeCloseTo(1 / ratio, 3), patient);
    await vi.waitFor(async () => {
      const [width, height] = await plateOnScreen(page, ratio);
      expect(Math.abs(width - plateWidth)).toBeLessThanOrEqual(1);
      expect(Math.abs(height - plateHeight)).toBeLessThanOrEqual(1);
    }, patient);
  });

  it("are as large as the plate is where 1.5 of them are one of the page, on a screen that was measured", async () => {
    const ratio = 1.5;
    const devicePixelsPerMm = 8;
    const before = await open(ratio);
    // A screen goes by its device pixels.
    const screen = await before.evaluate((scale) => {
      const { width, height, availLeft } = window.screen as Screen & { readonly availLeft: number };
      return `${Math.round(width * scale)}x${Math.round(height * scale)}+${availLeft}+0`;
    }, ratio);
    const measured = { measured: [{ screen, devicePixelsPerMm }] };
    await workstation.ask("/api/preferences/screens", { method: "PUT", body: JSON.stringify(measured) });
    await before.reload();
    const cell = await waitReady(before, "cell-0");
    await cell.locator('[data-line="zoom"]').click();
    await cell.getByTestId("size-true").click();
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sizing")).toBe("true-size"), patient);
    const mm = plate.detectorMm / plate.magnification;
    await vi.waitFor(async () => {
      const [width, height] = await plateOnScreen(before, ratio);
      expect(Math.abs(width - plateWidth * mm * devicePixelsPerMm)).toBeLessThanOrEqual(1);
      expect(Math.abs(height - plateHeight * mm * devicePixelsPerMm)).toBeLessThanOrEqual(1);
    }, patient);
    await workstation.ask("/api/preferences/screens", { method: "PUT", body: JSON.stringify({ measured: [] }) });
  });

  it("go to the clipboard as they are seen, without the patient", async () => {
    const page = await open(1);
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: workstation.origin });
    await page.keyboard.press("Control+Shift+C");
    const bytes = await vi.waitFor(
      async () =>
        await page.evaluate(async () => {
          const [item] = await navigator.clipboard.read();
          const blob = await item?.getType("image/png");
          if (blob === undefined) throw new Error("Nothing was copied.");
          return [...new Uint8Array(await blob.arrayBuffer())];
        }),
      patient,
    );
    const copied = decode(Uint8Array.from(bytes));
    const box = await picture(page, "cell-0").boundingBox();
    expect(Math.abs(copied.width - (box?.width ?? 0))).toBeLessThanOrEqual(1);
    expect(Math.abs(copied.height - (box?.height ?? 0))).toBeLessThanOrEqual(1);
    const bright = copied.data.filter((level, at) => at % copied.channels === 0 && level > 200).length;
    expect(bright).toBeGreaterThan(1000);
  });
});
