import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { violations } from "./barriers.ts";
import { type Desk, openDesk } from "./desk.ts";

describe.skipIf(!hasTool("chromium"))("access", () => {
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk();
    page = desk.page;
    await desk.openStudy();
    await desk.measure();
  });
  afterAll(async () => await desk?.stop());

  it("fold the toolbar where there is no room, and leave nothing out", async () => {
    const toolbar = page.getByTestId("toolbar");
    const size = page.viewportSize();
    for (const width of [1920, 1280, 1024, 768]) {
      await page.setViewportSize({ width, height: 900 });
      await vi.waitFor(async () => {
        const [inner, outer] = await toolbar.evaluate((bar) => {
          const box = bar.getBoundingClientRect();
          const right = Math.max(...[...bar.children].map((part) => part.getBoundingClientRect().right));
          return [right, box.right] as const;
        });
        expect(inner).toBeLessThanOrEqual(outer + 1);
      });
    }
    await page.getByTestId("toolbar-more").click();
    expect(await page.locator('.menu-surface [role^="menuitem"]').count()).toBeGreaterThan(2);
    await page.keyboard.press("Escape");
    await page.setViewportSize(size ?? { width: 1600, height: 1000 });
  });

  describe.each(["en", "zh-CN"] as const)("in %s", (chosen) => {
    beforeAll(async () => {
      await desk.language(chosen);
      await page.goto(`${desk.workstation.origin}/`);
      await page.reload();
      await page.locator(`html[lang="${chosen}"]`).waitFor();
      await page.getByTestId("study-row").first().waitFor();
    });

    it("meet no barrier on the worklist and in its dialogs", async () => {
      expect(await violations(page)).toEqual([]);
      for (const dialog of ["settings", "outbox", "models", "import", "help"]) {
        await page.getByTestId(`open-${dialog}`).first().click();
        await page.locator("dialog[open]").waitFor();
        expect(await violations(page, "dialog[open]"), dialog).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator("dialog[open]").waitFor({ state: "detached" });
      }
    });

    it("meet no barrier in a study, its panels, menus and dialogs", async () => {
      await desk.openStudy();
      for (const tab of ["report", "ai", "findings"]) {
        await page.getByTestId(`tab-${tab}`).click();
        expect(await violations(page, ".study-side"), tab).toEqual([]);
      }
      await page.getByTestId("finding").first().click();
      expect(await violations(page)).toEqual([]);
      for (const menu of ["window-menu", "layout-menu", "toolbar-view", "toolbar-measure", "toolbar-tools", "volume3d-menu"]) {
        await page.getByTestId(menu).click();
        expect(await violations(page, ".menu-surface"), menu).toEqual([]);
        await page.keyboard.press("Escape");
      }
      for (const [key, name] of [
        ["Control+k", "palette"],
        ["Control+,", "keymap-dialog"],
      ] as const) {
        await page.keyboard.press(key);
        await page.getByTestId(name).waitFor();
        expect(await violations(page, "dialog[open]"), name).toEqual([]);
        await page.keyboard.press("Escape");
        await page.getByTestId(name).waitFor({ state: "detached" });
      }
      for (const id of ["settings-window-presets", "measure-screen", "export", "hanging-protocols", "open-archive"]) {
        await page.keyboard.press("Control+k");
        await page.getByTestId(`palette-${id}`).click();
        await page.locator("dialog[open]:not(.palette)").waitFor();
        expect(await violations(page, "dialog[open]"), id).toEqual([]);
        await page.keyboard.press("Escape");
        await page.locator("dialog[open]").waitFor({ state: "detached" });
      }
      await page.getByTestId("mpr").click();
      await page.locator('.viewport-volume[data-quality="full"]').waitFor();
      expect(await violations(page), "planes and volume").toEqual([]);
      await desk.openStudy();
      await page.keyboard.press("c");
      await page.locator(".cine-bar").waitFor();
      expect(await violations(page), "cine").toEqual([]);
      await page.keyboard.press("c");
      await page.keyboard.press("ContextMenu");
      await page.getByTestId("viewport-menu").waitFor();
      expect(await violations(page, ".viewport-menu"), "viewport-menu").toEqual([]);
      await page.keyboard.press("Escape");
    });
  });

  /** What stands outside of the window, or is cut off by what holds it, of everything that can be pressed in the bars. */
  const cutOff = () =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".bar button, .bar input, .tab, .worklist-tools button, .worklist-tools input")]
        .filter((one) => one.checkVisibility())
        .filter((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          return left < -1 || top < -1 || right > window.innerWidth + 1 || bottom > window.innerHeight + 1;
        })
        .map((one) => one.getAttribute("data-testid") ?? one.className),
    );

  it("is whole at 200 %: a screen of 1920 x 1080 with 960 x 540 pixels of the page", async () => {
    const size = page.viewportSize();
    await page.setViewportSize({ width: 960, height: 540 });
    // Opened at this size: the images have it to themselves.
    await page.reload();
    await desk.openStudy();
    expect(await cutOff()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.getByTestId("toggle-side-panel").click();
    await page.getByTestId("tab-report").click();
    await page.getByTestId("report-sign").scrollIntoViewIfNeeded();
    expect(await cutOff()).toEqual([]);
    await page.getByTestId("toggle-side-panel").click();
    await page.goto(`${desk.workstation.origin}/#/`);
    await page.getByTestId("study-row").first().waitFor();
    expect(await cutOff()).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(960);
    await page.getByTestId("open-settings").click();
    await page.getByTestId("settings-save").waitFor();
    const save = await page.getByTestId("settings-save").boundingBox();
    expect((save?.y ?? 1000) + (save?.height ?? 0)).toBeLessThanOrEqual(540);
    await page.keyboard.press("Escape");
    await page.setViewportSize(size ?? { width: 1600, height: 1000 });
  });

  it("keeps pictures and their words, and marks what is on, where the system's colours are forced", async () => {
    await desk.openStudy();
    const facts = () =>
      page.evaluate(() => {
        const look = (selector: string) => getComputedStyle(document.querySelector(selector) as Element);
        return {
          corner: look(".corner span").color,
          ground: look(".viewport-cell").backgroundColor,
          pressed: look('[data-testid="tool-window-level"]').outlineStyle,
          field: look('[data-testid="study-screen"] .icon-button').borderStyle,
        };
      });
    const plain = await facts();
    await page.emulateMedia({ forcedColors: "active" });
    const forced = await facts();
    expect([forced.corner, forced.ground]).toEqual([plain.corner, plain.ground]);
    expect([plain.pressed, forced.pressed]).toEqual(["none", "solid"]);
    await page.keyboard.press("Tab");
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    expect(ring).not.toBe("none");
    await page.emulateMedia({ forcedColors: "none" });
  });

  it("made the page complain of nothing", () => expect(desk.complaints).toEqual([]));
});
