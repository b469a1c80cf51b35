import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { type Desk, openDesk } from "./desk.ts";
import { numberOf, picture, waitReady } from "./screen.ts";

describe.skipIf(!hasTool("chromium"))("keys", () => {
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk();
    page = desk.page;
    await desk.openStudy();
    await desk.measure();
  });
  afterAll(async () => await desk?.stop());

  async function keymap(preset: "ohif" | "weasis"): Promise<void> {
    await page.keyboard.press("Control+,");
    await page.getByTestId(`keymap-${preset}`).click();
    await vi.waitFor(async () => expect((await stored()).preset).toBe(preset));
    await page.keyboard.press("Escape");
    await page.getByTestId("keymap-dialog").waitFor({ state: "detached" });
  }
  const stored = async () =>
    (await desk.workstation.ask<{ keymap: { preset: string; keys: Record<string, string[]> } }>("/api/preferences")).keymap;

  it("follow the keymap that is chosen", async () => {
    const cell = picture(page, "cell-0");
    await page.keyboard.press("z");
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-zoom"));
    const first = await numberOf(cell, "data-slice-index");
    await page.keyboard.press("Shift+ArrowDown");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBe(first + 10));
    await keymap("weasis");
    await page.keyboard.press("t");
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-pan"));
    const shown = await page.locator('[data-cell-id="cell-0"]').getAttribute("data-series-instance-uid");
    await page.keyboard.press("ArrowRight");
    await vi.waitFor(async () =>
      expect(await page.locator('[data-cell-id="cell-0"]').getAttribute("data-series-instance-uid")).not.toBe(shown),
    );
    await page.keyboard.press("ArrowLeft");
    await keymap("ohif");
    await waitReady(page, "cell-0");
    await page.keyboard.press("w");
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-window-level"));
  });

  it("are heard where an input method takes the key, and never while something is typed", async () => {
    const press = (init: { readonly key: string; readonly code: string }) =>
      page.evaluate((how) => void document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...how })), init);
    await press({ key: "Process", code: "KeyZ" });
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-zoom"));
    await press({ key: "ц", code: "KeyW" });
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-window-level"));
    await page.getByTestId("tab-report").click();
    const field = page.getByTestId("report-section-impression");
    await field.click();
    await page.keyboard.type("zip");
    expect(await field.inputValue()).toBe("zip");
    expect(await desk.tool()).toBe("tool-window-level");
    await field.fill("");
    await page.getByTestId("tab-findings").click();
    await desk.blur();
  });

  it("change a key, are told whose it is, and swap", async () => {
    await page.keyboard.press("Control+,");
    const line = page.locator('[data-action-id="tool-pan"]');
    await line.getByTestId("keymap-key").click();
    await line.getByTestId("keymap-catcher").waitFor();
    await page.keyboard.press("z");
    expect(await line.getByTestId("keymap-conflict").innerText()).toContain("Zoom");
    await line.getByTestId("keymap-swap").click();
    await vi.waitFor(async () => expect((await stored()).keys).toEqual({ "tool-pan": ["z"], "tool-zoom": ["p"] }));
    await page.keyboard.press("Escape");
    await page.getByTestId("keymap-dialog").waitFor({ state: "detached" });
    await page.keyboard.press("z");
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-pan"));
    await page.keyboard.press("Control+,");
    await page.getByTestId("keymap-reset").click();
    await vi.waitFor(async () => expect((await stored()).keys).toEqual({}));
    await page.keyboard.press("Escape");
    await page.keyboard.press("w");
  });

  it("find a command by pinyin, whatever the language on screen, and do it", async () => {
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-field").fill("fanxiang");
    await vi.waitFor(async () =>
      expect(await page.locator('[role="option"][aria-selected="true"]').getAttribute("data-testid")).toBe("palette-invert"),
    );
    await page.keyboard.press("Enter");
    await page.getByTestId("palette").waitFor({ state: "detached" });
    await vi.waitFor(async () => expect(await picture(page, "cell-0").getAttribute("data-inverted")).toBe("true"));
    await page.keyboard.press("i");
    await page.keyboard.press("Control+k");
    expect(await page.locator('[role="option"]').first().getAttribute("data-testid")).toBe("palette-invert");
    await page.getByTestId("palette-field").fill("crosshair");
    await page.keyboard.press("Enter");
    expect(await page.getByTestId("palette-tool-crosshair").getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Escape");
  });

  it("made the page complain of nothing", () => expect(desk.complaints).toEqual([]));
});
