import { readFileSync } from "node:fs";
import { decode } from "fast-png";
import { unzipSync } from "fflate";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { numberOf, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const slices = 9;
const ball = buildBallSeries({ name: "Nine slices", seriesNumber: 1, slices, phasesHu: [0, 800] });
/** The window is 0 / 2000: the ball of the first phase is in its middle. */
const levelOfBall = 127;

describe.skipIf(!hasTool("chromium"))("images that leave", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles(ball.files);
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await open();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function open(): Promise<void> {
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    cell = await waitReady(page, "cell-0");
    await cell.click({ position: { x: 30, y: 300 } });
  }
  async function saved(what: "series" | "image", format?: "jpeg"): Promise<{ name: string; bytes: Buffer }> {
    await page.keyboard.press("Control+e");
    await page.getByTestId(`export-${what}`).click();
    if (format !== undefined) await page.getByTestId(`export-${format}`).click();
    const coming = page.waitForEvent("download");
    await page.getByTestId("export-start").click();
    const download = await coming;
    await page.getByTestId("export-outcome").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("export-dialog").waitFor({ state: "detached" });
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  it("are all images of the stack in one ZIP, in order, and the reader is where they were", async () => {
    const before = await numberOf(cell, "data-slice-index");
    const { name, bytes } = await saved("series");
    expect(name).toBe("CT-series-1.zip");
    const files = unzipSync(new Uint8Array(bytes));
    const names = Array.from({ length: slices }, (_, at) => `CT-series-1-image-${String(at + 1).padStart(4, "0")}.png`);
    expect(Object.keys(files)).toEqual(names);
    // A ball: its disc grows to the middle slice and is as large as far below it as above.
    const areas = names.map((one) => {
      const { data, channels, width, height } = decode(files[one] as Uint8Array);
      expect([width, height, channels]).toEqual([160, 140, 1]);
      return data.filter((level) => level > levelOfBall / 2).length;
    });
    expect(areas).toEqual([...areas].reverse());
    expect(areas.indexOf(Math.max(...areas))).toBe((slices - 1) / 2);
    expect(new Set(areas).size).toBeGreaterThan(2);
    expect(Buffer.from(bytes).includes("Phantom")).toBe(false);
    await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBe(before));
  });

  it("are a JPEG of the image's own size, its greys about those of the window", async () => {
    const { name, bytes } = await saved("image", "jpeg");
    expect(name).toMatch(/^CT-series-1-image-\d{4}\.jpg$/);
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(bytes.includes("Phantom")).toBe(false);
    // In a page without this one's policy.
    const other = await browser.newPage();
    const seen = await other.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      const at = (x: number, y: number) => context.getImageData(x, y, 1, 1).data[0] as number;
      return { size: [image.width, image.height], middle: at(80, 70), corner: at(2, 2) };
    }, bytes.toString("base64"));
    await other.close();
    expect(seen.size).toEqual([160, 140]);
    expect(Math.abs(seen.middle - levelOfBall)).toBeLessThanOrEqual(3);
    expect(seen.corner).toBeLessThanOrEqual(3);
  });

  it("go through the stacks of a series at one place, as cine", async () => {
    await cell.locator(".split-switch").waitFor();
    const split = () => page.locator('[data-cell-id="cell-0"] .split-switch').getAttribute("data-split");
    const first = await split();
    await page.keyboard.press("c");
    await cell.getByTestId("cine-settings").click();
    await cell.getByTestId("cine-stacks").click();
    await vi.waitFor(async () => expect(await split()).not.toBe(first));
    const at = await numberOf(cell, "data-slice-index");
    await vi.waitFor(async () => expect(await split()).toBe(first));
    await page.keyboard.press("c");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-cine-wished")).toBeNull());
    await waitReady(page, "cell-0");
    expect(await numberOf(cell, "data-slice-index")).toBe(at);
  });

  it("are not waited for once their viewport is closed", async () => {
    await page.goto(`${workstation.origin}/#/`);
    // Nothing but the frame before the eye comes.
    let asked = 0;
    await page.route("**/api/frames**", async (route) => {
      if (route.request().method() === "GET" && asked++ === 0) await route.continue();
    });
    await page.reload();
    await page.getByTestId("study-row").first().waitFor();
    await open();
    await page.keyboard.press("Control+e");
    await page.getByTestId("export-series").click();
    await page.getByTestId("export-start").click();
    await page.getByTestId("export-progress").waitFor();
    await page.evaluate(() => {
      window.location.hash = "#/";
    });
    await page.getByTestId("export-dialog").getByText("closed").waitFor();
    expect(await page.getByTestId("export-progress").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));
});
