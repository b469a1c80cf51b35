import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { buildChestStudy, buildMammography } from "../../src/testing/hanging-phantom.ts";
import { pictureOf } from "./picture.ts";
import { changed, numberOf, picture, waitReady as readyIn } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const current = buildChestStudy({ date: "20260105" });
const prior = buildChestStudy({ date: "20250105", hasLung: false });
const mammography = buildMammography({ date: "20260106", inOneSeries: true });
/** Without its fourth view, the left MLO. */
const earlier = { files: buildMammography({ date: "20250106", inOneSeries: false }).files.slice(0, 3) };
const shots = process.env.E2E_SHOTS;
/** Two cores may be busy with something else: facts are waited for, not times. */
const until = (fact: () => Promise<void>) => vi.waitFor(fact, { timeout: 20_000, interval: 60 });
const waitReady = (of: Page, cellId: string) => readyIn(of, cellId, 20_000);

/** What is on the screen when a study is opened, stage by stage, and what it is when it is opened again. */
describe.skipIf(!hasTool("chromium"))("hanging protocols", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles([...current.files, ...prior.files, ...mammography.files, ...earlier.files], { hanging: true });
    browser = await openBrowser();
    ({ page, context, complaints } = await openPage(browser, workstation.url));
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const shoot = async (name: string, of = page) => {
    if (shots !== undefined) await of.screenshot({ path: join(shots, `hanging-${name}.png`) });
  };
  const open = async (studyInstanceUid: string) => {
    await page.goto(`${workstation.origin}/#/study/${studyInstanceUid}`);
    await page.getByTestId("hanging-bar").waitFor();
  };
  const cells = (of = page) => of.locator("[data-cell-id]");
  const seriesIn = (of = page) =>
    cells(of).evaluateAll((all) => all.map((cell) => cell.getAttribute("data-series-instance-uid") ?? ""));
  const stageShown = (of = page) => of.locator('[data-testid="hanging-stage"][aria-current="step"]');

  it("hang a chest CT beside its prior, which has one reconstruction for both windows", async () => {
    await open(current.studyInstanceUid);
    await waitReady(page, "cell-0");
    await waitReady(page, "cell-3");
    expect(await page.getByTestId("hanging-bar").getAttribute("data-protocol")).toBe("ct-chest");
    // Without a lung reconstruction the prior's only one serves for both windows.
    expect(await seriesIn()).toEqual([current.lung, prior.soft, current.soft, prior.soft]);
    const [lung, mediastinum] = [picture(page, "cell-0"), picture(page, "cell-2")];
    await until(async () => expect(await numberOf(lung, "data-window-width")).toBe(1500));
    expect(await numberOf(mediastinum, "data-window-width")).toBe(400);
    await shoot("chest");
  });

  it("go from stage to stage by key, the stage's name in sight", async () => {
    const names: string[] = [];
    for (let at = 0; at < 3; at++) {
      const before = await stageShown().innerText();
      await page.keyboard.press(".");
      await until(async () => expect(await stageShown().innerText()).not.toBe(before));
      names.push(await stageShown().innerText());
    }
    expect(names).toEqual(["Lung | prior", "Mediastinum | prior", "MIP | prior"]);
    await waitReady(page, "cell-0");
    expect(await picture(page, "cell-0").getAttribute("data-plane")).toBe("CORONAL");
    await shoot("slab");
    await page.keyboard.press(".");
    await until(async () => expect(await page.locator(".viewport-grid").getAttribute("data-shape")).toBe("one-and-two"));
    await waitReady(page, "cell-0");
    const [large, small] = [
      await page.locator('[data-cell-id="cell-0"]').boundingBox(),
      await page.locator('[data-cell-id="cell-1"]').boundingBox(),
    ];
    expect(large?.height).toBeGreaterThan((small?.height ?? 0) * 1.9);
    await page.keyboard.press(",");
    await until(async () => expect(await stageShown().innerText()).toBe("MIP | prior"));
  });

  it("swap two cells by dragging one onto the other, slices and all", async () => {
    await page.getByTestId("hanging-stage").nth(1).click();
    await until(async () => expect(await cells().count()).toBe(2));
    const [first] = [await waitReady(page, "cell-0"), await waitReady(page, "cell-1")];
    await first.hover();
    const before = await first.getAttribute("data-slice-index");
    await page.mouse.wheel(0, 300);
    const slice = await changed(first, "data-slice-index", before);
    const [left, right] = await seriesIn();
    await page.locator('[data-cell-id="cell-0"]').getByTestId("cell-grip").dragTo(page.locator('[data-cell-id="cell-1"]'));
    await until(async () => expect(await seriesIn()).toEqual([right, left]));
    expect(await picture(page, "cell-0").getAttribute("data-slice-index")).toBe(slice);
  });

  it("lie above each other while the window is higher than wide", async () => {
    const grid = page.locator(".viewport-grid");
    expect([await grid.getAttribute("data-rows"), await grid.getAttribute("data-columns")]).toEqual(["1", "2"]);
    await page.setViewportSize({ width: 1000, height: 1400 });
    await until(async () => expect(await grid.getAttribute("data-rows")).toBe("2"));
    await shoot("portrait");
    await page.setViewportSize({ width: 1600, height: 1000 });
    await until(async () => expect(await grid.getAttribute("data-rows")).toBe("1"));
  });

  it("take several series that are dropped together, and grow for them", async () => {
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    const cards = page.getByTestId("series-card");
    await cards.nth(0).click({ modifiers: ["Control"] });
    await cards.nth(1).click({ modifiers: ["Control"] });
    await cards.nth(0).dragTo(cells().first());
    await until(async () => expect(await seriesIn()).toEqual([current.lung, current.soft]));
  });

  it("show a study as it was left, after a new start of the page", async () => {
    const cell = cells().first().locator(".viewport-picture");
    await until(async () => expect(await cell.getAttribute("data-state")).toBe("ready"));
    await cell.hover();
    const before = await cell.getAttribute("data-slice-index");
    await page.mouse.wheel(0, -240);
    const slice = await changed(cell, "data-slice-index", before);
    await page.keyboard.press("4");
    await page.keyboard.press("r");
    await page.keyboard.press("+");
    await until(async () => expect(await numberOf(cell, "data-window-width")).toBe(2500));
    await until(async () => expect(await numberOf(cell, "data-zoom")).toBeGreaterThan(1));
    const facts = async () =>
      await Promise.all(
        ["data-slice-index", "data-window-width", "data-zoom", "data-view-from-pixel"].map((name) => cell.getAttribute(name)),
      );
    const left = await facts();
    await until(async () => {
      const { state } = await workstation.ask<{ state: { cells: { place?: { index: number; zoom: number } }[] } | null }>(
        `/api/studies/${current.studyInstanceUid}/view-state`,
      );
      expect(state?.cells[0]?.place?.index).toBe(Number(slice));
      expect(state?.cells[0]?.place?.zoom.toFixed(4)).toBe(left[2]);
    });
    await page.reload();
    await until(async () => expect(await cell.getAttribute("data-state")).toBe("ready"));
    await until(async () => expect(await facts()).toEqual(left));
    expect(await seriesIn()).toEqual([current.lung, current.soft]);
    await page.getByTestId("view-restored").waitFor();
    await shoot("restored");
  });

  it("make a protocol from what is on the screen, which then hangs the study", async () => {
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("hanging-own").click();
    await page.getByTestId("hanging-from-screen").click();
    await page.getByTestId("hanging-name").fill("Mine");
    expect(await page.getByTestId("hanging-modality").inputValue()).toBe("CT");
    expect(await page.getByTestId("hanging-body-part").inputValue()).toBe("chest");
    await shoot("editor");
    await page.getByTestId("hanging-save").click();
    await page.getByTestId("hanging-own-list").getByText("Mine").waitFor();
    await shoot("own");
    await page.keyboard.press("Escape");
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("layout-1x1").click();
    await page.getByTestId("layout-menu").click();
    await page.getByTestId("hanging-own-1").click();
    await until(async () => expect(await seriesIn()).toEqual([current.lung, current.soft]));
    expect(await page.getByTestId("hanging-bar").getAttribute("data-protocol")).toBe("own-1");
  });

  it("keep numbers of images, of earlier studies and the rank as they were typed, and say what could never fit", async () => {
    const edit = async () => {
      await page.getByTestId("layout-menu").click();
      await page.getByTestId("hanging-own").click();
      await page.getByTestId("hanging-edit").click();
    };
    const fields = () => {
      const rule = page.getByTestId("hanging-rule").first();
      const names = ["frames-least", "frames-most", "another"].map((name) => rule.getByTestId(`hanging-${name}`));
      return [page.getByTestId("hanging-priors-most"), page.getByTestId("hanging-rank"), ...names] as const;
    };
    const save = page.getByTestId("hanging-save");
    await edit();
    const [priorsMost, rank, least, most, another] = fields();
    await priorsMost?.selectOption("0");
    await until(async () => expect(await page.getByTestId("hanging-fit").getAttribute("data-misfit")).toBe("priors"));
    await priorsMost?.selectOption("1");
    await until(async () => expect(await page.getByTestId("hanging-fit").getAttribute("data-misfit")).toBe("none"));
    await rank?.fill("-");
    expect(await save.getAttribute("aria-description")).toContain("rank");
    await rank?.fill("-3");
    await least?.fill("900");
    await most?.fill("800");
    await until(async () => expect(await save.getAttribute("aria-description")).toContain("no study could fit"));
    await least?.fill("3");
    await another?.selectOption("another");
    await shoot("editor-numbers");
    await save.click();
    await page.getByTestId("hanging-own-list").waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await until(async () => expect(await picture(page, "cell-0").getAttribute("data-state")).toBe("ready"));
    await edit();
    const kept = await Promise.all(fields().map((field) => field.inputValue()));
    expect(kept).toEqual(["1", "-3", "3", "800", "another"]);
    await page.getByTestId("hanging-editor").getByTestId("dialog-close").click();
  });

  it("keep a second window with the first: it shows the stage's other screen, and follows the crosshair", async () => {
    await page.getByTestId("hanging-menu").click();
    await page.getByTestId("hanging-ct-chest").click();
    await page.getByTestId("hanging-stage").nth(4).click();
    await until(async () => expect(await cells().count()).toBe(3));
    const opening = context.waitForEvent("page");
    await page.keyboard.press("F9");
    const second = await opening;
    await second.locator("[data-screen='2']").waitFor();
    await until(async () => expect(await seriesIn(second)).toEqual([prior.soft, prior.soft]));
    await shoot("second", second);
    const chosen = await stageShown(second).innerText();
    await page.bringToFront();
    await page.getByTestId("hanging-stage").nth(5).click();
    await until(async () => expect(await stageShown(second).innerText()).not.toBe(chosen));
    await until(async () => expect(await cells(second).count()).toBe(1));
    await sameCrosshair(page, second);
    await second.close();
  });

  /** Both windows show planes of one series: the crosshair that is placed in one is that of the other. */
  async function sameCrosshair(first: Page, second: Page): Promise<void> {
    await second.locator(`[data-series-uid="${current.lung}"]`).first().dblclick();
    await waitReady(second, "cell-0");
    await second.getByTestId("mpr").click();
    await waitReady(second, "cell-0");
    await first.bringToFront();
    await first.getByTestId("mpr").click();
    const plane = await waitReady(first, "cell-0");
    await plane.click({ position: { x: 150, y: 130 }, modifiers: ["Control"] });
    await until(async () => {
      const placed = await plane.getAttribute("data-crosshair");
      expect(await picture(second, "cell-0").getAttribute("data-crosshair")).toBe(placed);
    });
  }

  it("lay mammograms back to back, each turned by what its file says", async () => {
    await open(mammography.studyInstanceUid);
    for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) await waitReady(page, id);
    await page.keyboard.press("o");
    await page.keyboard.press("o");
    const wall = async (id: string) => await wallOf(picture(page, id));
    await until(async () => {
      expect([await wall("cell-0"), await wall("cell-1"), await wall("cell-2"), await wall("cell-3")]).toEqual([
        "right",
        "left",
        "right",
        "left",
      ]);
    });
    const shown = await Promise.all(
      ["cell-0", "cell-1", "cell-2", "cell-3"].map((id) => picture(page, id).getAttribute("data-sop-instance-uid")),
    );
    expect(new Set(shown).size).toBe(4);
    await shoot("mammography");
  });

  it("say in a cell which view the earlier study does not have", async () => {
    await page.getByTestId("hanging-stage").nth(2).click();
    const missing = page.locator('[data-cell-id="cell-3"] [data-state="missing"]');
    await missing.waitFor();
    expect(await missing.innerText()).toMatch(/No L MLO[\s\S]*The earlier study has no such series/);
    await waitReady(page, "cell-2");
    await shoot("missing");
  });

  it("leave no complaint", () => {
    expect(complaints).toEqual([]);
  });
});

/** The side of the cell that the bright strip of the chest wall touches. */
async function wallOf(cell: Locator): Promise<"left" | "right" | "neither"> {
  const shot = await pictureOf(cell);
  const middle = Math.round(shot.height * 0.45);
  const isBright = (x: number) => shot.at(x, middle) > 200;
  if (isBright(4)) return "left";
  return isBright(shot.width - 5) ? "right" : "neither";
}
