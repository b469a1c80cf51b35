import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { OutboxItem, PresentationSummary } from "../../src/contract/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { pictureOf } from "./picture.ts";
import { area, ball, image, mixed, presentedFiles, report, shutter, state, structures } from "./presented-study.ts";
import { drag, numberOf, waitReady } from "./screen.ts";
import { faultsOf, storedInstance } from "./stored-instance.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

/** A state is applied as a whole, taken off, kept from the screen; what else is drawn over images. */
describe.skipIf(!hasTool("chromium"))("presentation states", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles(presentedFiles());
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
    expect(faultsOf(await storedInstance(workstation, ball.studyInstanceUid, kept.sopInstanceUid))).toEqual([]);
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
});
