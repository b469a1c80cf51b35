import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { type Desk, openDesk } from "./desk.ts";
import { numberOf, picture } from "./screen.ts";

describe.skipIf(!hasTool("chromium"))("pointers", () => {
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk();
    page = desk.page;
    await desk.openStudy();
    await desk.measure();
  });
  afterAll(async () => await desk?.stop());

  it("open the menu of a viewport by the right button and by key, and go back", async () => {
    const cell = picture(page, "cell-0");
    await cell.click({ button: "right", position: { x: 200, y: 200 } });
    await page.getByTestId("menu-reset").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("viewport-menu").waitFor({ state: "detached" });
    await page.keyboard.press("ContextMenu");
    await page.getByTestId("viewport-menu-measure").click();
    await page.getByTestId("menu-tool-length").click();
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-length"));
    await page.keyboard.press("w");
  });

  it("leave nothing but the images in the reading mode, and come back", async () => {
    await page.keyboard.press("F11");
    await page.locator('[data-testid="study-screen"][data-reading="true"]').waitFor();
    expect(await page.getByTestId("toolbar").count()).toBe(0);
    expect(await page.getByTestId("series-panel").count()).toBe(0);
    expect(await page.locator("[data-line]").count()).toBeGreaterThan(4);
    await page.keyboard.press("Escape");
    await page.getByTestId("toolbar").waitFor();
  });

  it("touch: two fingers zoom, three scroll, two taps maximise, one that rests opens the menu", async () => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 5 });
    const cell = picture(page, "cell-0");
    const box = await cell.boundingBox();
    if (box === null) throw new Error("The picture is not on screen.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const zoom = await numberOf(cell, "data-zoom");
    await gesture(
      cdp,
      [0, 20, 40, 60].map((by) => [
        [x - 40 - by, y],
        [x + 40 + by, y],
      ]),
    );
    await vi.waitFor(async () => expect(await numberOf(cell, "data-zoom")).toBeGreaterThan(zoom * 1.5));
    const slice = await numberOf(cell, "data-slice-index");
    await gesture(
      cdp,
      [0, 20, 40, 60].map((by) => [-60, 0, 60].map((at) => [x + at, y + by] as const)),
    );
    await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBeGreaterThan(slice));
    const width = await numberOf(cell, "data-window-width");
    await gesture(
      cdp,
      [0, 20, 40, 60].map((by) => [[x + by, y]]),
    );
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).not.toBe(width));
    await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
    await page.getByTestId("viewport-menu").waitFor();
    await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await page.keyboard.press("Escape");
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x2").click();
    await page.locator('[data-cell-id="cell-1"]').waitFor();
    const half = await page.locator('[data-cell-id="cell-0"]').boundingBox();
    const tapAt: readonly (readonly [number, number])[] = [[(half?.x ?? 0) + 150, (half?.y ?? 0) + 300]];
    await gesture(cdp, [tapAt]);
    await gesture(cdp, [tapAt]);
    await page.locator('[data-cell-id="cell-1"]').waitFor({ state: "detached" });
    await page.keyboard.press("f");
    await page.locator('[data-cell-id="cell-1"]').waitFor();
    await cdp.send("Emulation.setTouchEmulationEnabled", { enabled: false });
  });

  it("turn a mouse's side buttons into series, without leaving the page", async () => {
    await desk.openStudy();
    const cell = page.locator('[data-cell-id="cell-0"]');
    const shown = await cell.getAttribute("data-series-instance-uid");
    const box = await cell.boundingBox();
    const cdp = await page.context().newCDPSession(page);
    const at = { x: (box?.x ?? 0) + 100, y: (box?.y ?? 0) + 100, clickCount: 1 };
    await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mousePressed", button: "forward" });
    await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mouseReleased", button: "forward" });
    await vi.waitFor(async () => expect(await cell.getAttribute("data-series-instance-uid")).not.toBe(shown));
    await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mousePressed", button: "back" });
    await cdp.send("Input.dispatchMouseEvent", { ...at, type: "mouseReleased", button: "back" });
    await vi.waitFor(async () => expect(await cell.getAttribute("data-series-instance-uid")).toBe(shown));
    expect(await page.getByTestId("study-screen").count()).toBe(1);
  });

  it("made the page complain of nothing", () => expect(desk.complaints).toEqual([]));
});

type Fingers = readonly (readonly [number, number])[];

/** Fingers go down at the first places, through the others, and up. */
async function gesture(cdp: CDPSession, steps: readonly Fingers[]): Promise<void> {
  const points = (fingers: Fingers) => fingers.map(([x, y], id) => ({ x, y, id }));
  for (const [at, fingers] of steps.entries()) {
    await cdp.send("Input.dispatchTouchEvent", { type: at === 0 ? "touchStart" : "touchMove", touchPoints: points(fingers) });
  }
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}
