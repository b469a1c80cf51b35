import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ImportJob } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { changed, drag, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const first = buildBallSeries({ name: "Thirty slices", seriesNumber: 1, slices: 30 });
const second = buildBallSeries({ name: "Thirty more", seriesNumber: 2, slices: 30 });
const study = first.studyInstanceUid;

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe-core finds against WCAG 2.2 A and AA on the page, the pictures themselves left out. */
async function violations(page: Page, within?: string): Promise<readonly Violation[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const run = (window as unknown as { axe: { run: (where: object, how: object) => Promise<unknown> } }).axe.run;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const found = (await run(only === undefined ? { exclude: [".viewport-picture"] } : { include: [only] }, {
      runOnly: tags,
      resultTypes: ["violations"],
    })) as {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
    }));
  }, within);
}

describe.skipIf(!hasTool("chromium"))("the reader's hands", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    workstation = await serveFiles([...first.files, ...second.files]);
    await language("en");
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await openStudy();
    await measure();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  async function language(chosen: "en" | "zh-CN"): Promise<void> {
    const settings = { language: chosen, readerName: "", destination: { kind: "embedded" }, autoRunModelId: null };
    await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  }
  /** However the study hangs: one viewport with the series of the study. */
  async function openStudy(): Promise<void> {
    await page.goto(`${workstation.origin}/#/study/${study}`);
    await page.locator('.viewport-picture[data-state="ready"]').first().waitFor();
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    await page.getByTestId("series-card").first().dblclick();
    await waitReady(page, "cell-0");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  }
  async function measure(): Promise<void> {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("d");
    await drag(page, picture(page, "cell-0"), [300, 300], [360, 340]);
    await page.getByTestId("finding").first().waitFor();
    await page.keyboard.press("w");
  }
  /** Another patient's study comes in while a reader is at work. */
  async function arrive(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-arriving-"));
    for (const [at, file] of buildRulerPhantom().files.slice(0, 4).entries()) writeFileSync(join(folder, `${at}.dcm`), file);
    const { id } = await workstation.ask<ImportJob>("/api/imports", { method: "POST", body: JSON.stringify({ path: folder }) });
    await vi.waitFor(async () => expect((await workstation.ask<ImportJob>(`/api/imports/${id}`)).state).toBe("done"), 20_000);
    rmSync(folder, { recursive: true, force: true });
  }
  async function keymap(preset: "ohif" | "weasis"): Promise<void> {
    await page.keyboard.press("Control+,");
    await page.getByTestId(`keymap-${preset}`).click();
    await vi.waitFor(async () => expect((await stored()).preset).toBe(preset));
    await page.keyboard.press("Escape");
    await page.getByTestId("keymap-dialog").waitFor({ state: "detached" });
  }
  const stored = async () =>
    (await workstation.ask<{ keymap: { preset: string; keys: Record<string, string[]> } }>("/api/preferences")).keymap;
  const tool = () =>
    page.locator('[data-testid="toolbar"] [aria-pressed="true"][data-testid^="tool-"]').getAttribute("data-testid");

  it("follow the keymap that is chosen", async () => {
    const cell = picture(page, "cell-0");
    await page.keyboard.press("z");
    await vi.waitFor(async () => expect(await tool()).toBe("tool-zoom"));
    const first = await numberOf(cell, "data-slice-index");
    await page.keyboard.press("Shift+ArrowDown");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-slice-index")).toBe(first + 10));
    await keymap("weasis");
    await page.keyboard.press("t");
    await vi.waitFor(async () => expect(await tool()).toBe("tool-pan"));
    const shown = await page.locator('[data-cell-id="cell-0"]').getAttribute("data-series-instance-uid");
    await page.keyboard.press("ArrowRight");
    await vi.waitFor(async () =>
      expect(await page.locator('[data-cell-id="cell-0"]').getAttribute("data-series-instance-uid")).not.toBe(shown),
    );
    await page.keyboard.press("ArrowLeft");
    await keymap("ohif");
    await waitReady(page, "cell-0");
    await page.keyboard.press("w");
    await vi.waitFor(async () => expect(await tool()).toBe("tool-window-level"));
  });

  it("are heard where an input method takes the key, and never while something is typed", async () => {
    const press = (init: { readonly key: string; readonly code: string }) =>
      page.evaluate((how) => void document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, ...how })), init);
    await press({ key: "Process", code: "KeyZ" });
    await vi.waitFor(async () => expect(await tool()).toBe("tool-zoom"));
    await press({ key: "ц", code: "KeyW" });
    await vi.waitFor(async () => expect(await tool()).toBe("tool-window-level"));
    await page.getByTestId("tab-report").click();
    const field = page.getByTestId("report-section-impression");
    await field.click();
    await page.keyboard.type("zip");
    expect(await field.inputValue()).toBe("zip");
    expect(await tool()).toBe("tool-window-level");
    await field.fill("");
    await page.getByTestId("tab-findings").click();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
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
    await vi.waitFor(async () => expect(await tool()).toBe("tool-pan"));
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

  it("reach every button of the toolbar by one stop of Tab and the arrows, and hear why one is off", async () => {
    await page.getByTestId("back").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Home");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "");
    expect(await focused()).toBe("tool-window-level");
    await page.keyboard.press("End");
    const last = await focused();
    expect(last).not.toBe("tool-window-level");
    await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("tool-window-level");
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowRight");
    expect(await focused()).toBe("tool-crosshair");
    await page.locator('[role="tooltip"]').getByText("open MPR first").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest('[data-testid="toolbar"]'))).toBeNull();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  });

  it("reach the images again once a menu is closed, and the button where it was opened by key", async () => {
    const cell = picture(page, "cell-0");
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "");
    await page.keyboard.press("Space");
    const resting = await cell.getAttribute("data-zoom");
    for (const leave of [
      () => page.keyboard.press("Escape"),
      () => page.getByTestId("layout-1x1").click(),
      () => page.getByTestId("layout-menu").click(),
    ]) {
      await page.keyboard.press("+");
      await changed(cell, "data-zoom", resting);
      await page.getByTestId("layout-menu").click();
      await page.getByTestId("layout-1x1").waitFor();
      await leave();
      await page.getByTestId("layout-1x1").waitFor({ state: "detached" });
      await page.keyboard.press("Space");
      await vi.waitFor(async () => expect(await cell.getAttribute("data-zoom")).toBe(resting), 30_000);
    }
    await page.getByTestId("layout-menu").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("layout-1x1").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("layout-1x1").waitFor({ state: "detached" });
    expect(await focused()).toBe("layout-menu");
    await page.keyboard.press("d");
    await vi.waitFor(async () => expect(await tool()).toBe("tool-length"), 30_000);
    await page.keyboard.press("w");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  });

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

  it("open the menu of a viewport by the right button and by key, and go back", async () => {
    const cell = picture(page, "cell-0");
    await cell.click({ button: "right", position: { x: 200, y: 200 } });
    await page.getByTestId("menu-reset").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("viewport-menu").waitFor({ state: "detached" });
    await page.keyboard.press("ContextMenu");
    await page.getByTestId("viewport-menu-measure").click();
    await page.getByTestId("menu-tool-length").click();
    await vi.waitFor(async () => expect(await tool()).toBe("tool-length"));
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

  it("keep the focus whatever arrives", async () => {
    await page.getByTestId("tab-report").click();
    const field = page.getByTestId("report-section-impression");
    await field.focus();
    await page.keyboard.type("a");
    await arrive();
    const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`);
    await workstation.ask(`/api/findings/${findings[0]?.id}`, { method: "DELETE" }).catch(() => undefined);
    await vi.waitFor(async () => expect(await page.getByTestId("tab-findings").innerText()).not.toMatch(/\d/));
    await page.keyboard.type("b");
    expect(await field.inputValue()).toBe("ab");
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill("");
    await page.getByTestId("tab-findings").click();
    await measure();
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
    await openStudy();
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

  describe.each(["en", "zh-CN"] as const)("in %s", (chosen) => {
    beforeAll(async () => {
      await language(chosen);
      await page.goto(`${workstation.origin}/`);
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
      await openStudy();
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
      await page.keyboard.press("ContextMenu");
      await page.getByTestId("viewport-menu").waitFor();
      expect(await violations(page, ".viewport-menu"), "viewport-menu").toEqual([]);
      await page.keyboard.press("Escape");
    });
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));
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
