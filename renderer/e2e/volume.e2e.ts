import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { buildTrunkSeries } from "../../src/testing/volume-phantom.ts";
import { comingTo } from "./moment.ts";
import { type ColourPicture, pictureOf, shareAbove } from "./picture.ts";
import { drag, numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const trunk = buildTrunkSeries();
const patient = { timeout: 60_000 };
const shots = process.env.E2E_SHOTS;

describe.skipIf(!hasTool("chromium"))("a volume on the screen", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const crosshair = async (cellId: string) =>
    ((await picture(page, cellId).getAttribute("data-crosshair")) ?? "").split(" ").map(Number) as [number, number, number];
  const viewFromPixel = async (cell: Locator) =>
    ((await cell.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  const settled = async (cellId = "cell-3") => {
    const cell = picture(page, cellId);
    await vi.waitFor(async () => {
      expect(await cell.getAttribute("data-body")).not.toBe("finding");
      expect(await cell.getAttribute("data-quality")).toBe("full");
    }, patient);
    return cell;
  };
  /** What is drawn of the volume itself, without what is written over it. */
  const rendered = async () => pictureOf((await settled()).locator("canvas"));

  beforeAll(async () => {
    workstation = await serveFiles(trunk.files);
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${trunk.studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.keyboard.press("Alt+2");
    for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) await waitReady(page, id);
    for (const id of ["cell-0", "cell-1", "cell-2"])
      await vi.waitFor(async () => expect(await numberOf(picture(page, id), "data-frames-loaded")).toBe(48), patient);
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("opens its planes in the middle", async () => {
    expect(await numberOf(picture(page, "cell-0"), "data-slice-index")).toBe(23);
    expect(await numberOf(picture(page, "cell-1"), "data-slice-index")).toBe(79);
    expect(await numberOf(picture(page, "cell-2"), "data-slice-index")).toBe(69);
  });

  it("moves the other planes by the millimetres that a line is dragged", async () => {
    const axial = picture(page, "cell-0");
    const [perColumn, , , perRow, e, f] = await viewFromPixel(axial);
    const before = await crosshair("cell-0");
    const at = [79 * perColumn + e, 69 * perRow + f] as const;
    await drag(page, axial, [at[0], at[1] - 90], [at[0] + 20 * perColumn, at[1] - 60]);
    await vi.waitFor(async () => expect((await crosshair("cell-0"))[0]).toBeCloseTo(before[0] + 30, 0), patient);
    const after = await crosshair("cell-0");
    expect(after.slice(1)).toEqual(before.slice(1));
    await vi.waitFor(async () => expect(await numberOf(picture(page, "cell-1"), "data-slice-index")).toBe(99), patient);
    expect(await numberOf(picture(page, "cell-2"), "data-slice-index")).toBe(69);
    await drag(page, axial, [99 * perColumn + e, at[1]], [at[0], at[1] - 12 * perRow]);
    await vi.waitFor(async () => expect(await numberOf(picture(page, "cell-1"), "data-slice-index")).toBe(79), patient);
    await vi.waitFor(async () => expect(await numberOf(picture(page, "cell-2"), "data-slice-index")).toBe(57), patient);
  });

  it("shows a rod whole in a slab that it rises through, and says how thick the slab is", async () => {
    const axial = picture(page, "cell-0");
    await axial.click({ position: { x: 30, y: 120 } });
    await page.keyboard.press("Alt+x");
    await vi.waitFor(async () => expect(await axial.locator(".crosshair").count()).toBe(0), patient);
    const [perColumn, , , perRow, e, f] = await viewFromPixel(axial);
    /** Bright columns of the row that the rod lies in, of 67. */
    const columnsOfRod = (shot: ColourPicture) =>
      Array.from({ length: 67 }, (_, n) => shot.at((46 + n) * perColumn + e, 28 * perRow + f)).filter((grey) => grey > 215)
        .length;
    expect(columnsOfRod(await pictureOf(axial))).toBeLessThan(25);
    await page.keyboard.press("Alt+m");
    await page.keyboard.down("Alt");
    const box = await axial.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 40, (box?.y ?? 0) + 120);
    for (let n = 0; n < 14; n++) await page.mouse.wheel(0, -100);
    await page.keyboard.up("Alt");
    await vi.waitFor(async () => expect(await numberOf(axial, "data-slab-thickness")).toBe(50), patient);
    expect(await axial.getAttribute("data-slab")).toBe("MIP");
    expect(await numberOf(axial, "data-slab-planes")).toBe(25);
    await vi.waitFor(async () => expect(columnsOfRod(await pictureOf(axial))).toBeGreaterThan(60), patient);
    expect(await axial.locator('[data-line="slab"]').innerText()).toBe("MIP 50 mm");
    await page.keyboard.press("Alt+x");
    await page.getByTestId("slab-menu-cell-0").click();
    await shoot("volume-slab");
    await page.keyboard.press("Escape");
  });

  it("makes a slab thinner by the line of its face in another plane", async () => {
    const coronal = picture(page, "cell-2");
    const face = coronal.locator('[data-grab="slab-across"]').first();
    await face.waitFor({ state: "attached", ...patient });
    const [, , , perRow, , f] = await viewFromPixel(coronal);
    const z = (await crosshair("cell-2"))[2];
    // Head up: the first row is the last slice, at z = 47.
    const rowOf = (mm: number) => ((47 - mm) / 2) * perRow + f;
    await drag(page, coronal, [60, rowOf(z + 25)], [60, rowOf(z + 10)]);
    await vi.waitFor(
      async () => expect(Math.abs((await numberOf(picture(page, "cell-0"), "data-slab-thickness")) - 20)).toBeLessThan(1),
      patient,
    );
    await picture(page, "cell-0").click({ position: { x: 30, y: 120 } });
    await page.keyboard.press("Alt+m");
  });

  it("looks different with each preset", async () => {
    const volume = await settled();
    await volume.click({ position: { x: 20, y: 200 } });
    const shares: Record<string, number> = {};
    for (const preset of ["bone", "lung", "skin", "mip"]) {
      await page.getByTestId("volume-presets-cell-3").click();
      if (preset === "lung") {
        await vi.waitFor(async () => expect(await page.locator(".preset-grid img").count()).toBe(6), patient);
        await shoot("volume-presets");
      }
      await page.getByTestId(`volume-preset-${preset}`).click();
      await vi.waitFor(async () => expect(await volume.getAttribute("data-preset")).toBe(preset), patient);
      const shot = await rendered();
      shares[preset] = shareAbove(shot, 60);
      expect(shares[preset], preset).toBeGreaterThan(0.005);
      await shoot(`volume-${preset}`);
    }
    expect(shares.skin as number).toBeGreaterThan((shares.bone as number) * 2);
    expect(new Set(Object.values(shares)).size).toBe(4);
  });

  it("loses the table at a press, keeps the body, and gets it back", async () => {
    const volume = await settled();
    await page.getByTestId("volume-presets-cell-3").click();
    await page.getByTestId("volume-preset-skin").click();
    await page.keyboard.press("Alt+h");
    const withTable = shareAbove(await rendered(), 40);
    await page.getByTestId("volume-table").click();
    await vi.waitFor(async () => expect(await volume.getAttribute("data-body")).toBe("found"), patient);
    const without = await rendered();
    // From the head: the body's ellipse with the lungs seen through it, beside which the table's frame is a good tenth.
    const areaMm2 = (88 * 56 - 2 * 28 * 32) * Math.PI;
    const body = (areaMm2 * (await numberOf(volume, "data-zoom")) ** 2) / (without.width * without.height);
    expect(shareAbove(without, 40) / body).toBeGreaterThan(0.85);
    expect(shareAbove(without, 40) / body).toBeLessThan(1.15);
    expect(withTable / body).toBeGreaterThan(1.15);
    await shoot("volume-table");
    await page.getByTestId("volume-table").click();
    await vi.waitFor(async () => expect(shareAbove(await rendered(), 40)).toBeCloseTo(withTable, 2), patient);
    await page.keyboard.press("Alt+a");
  });

  it("is cut in half by a face of the clip box", async () => {
    const volume = await settled();
    const whole = shareAbove(await rendered(), 40);
    await page.getByTestId("volume-clip").click();
    const handle = volume.locator('[data-clip-axis="0"][data-clip-side="high"]');
    const [x, y] = [Number(await handle.getAttribute("cx")), Number(await handle.getAttribute("cy"))];
    const widthPx = 240 * (await numberOf(volume, "data-zoom"));
    await drag(page, volume, [x, y], [x - widthPx / 2, y]);
    await vi.waitFor(
      async () => expect(Number((await volume.getAttribute("data-clip"))?.split(" ")[3])).toBeCloseTo(0.5, 1),
      patient,
    );
    await vi.waitFor(async () => expect(shareAbove(await rendered(), 40) / whole).toBeCloseTo(0.5, 1), patient);
    await shoot("volume-clip");
    await page.getByTestId("volume-clip").click();
    await vi.waitFor(async () => expect(shareAbove(await rendered(), 40)).toBeCloseTo(whole, 2), patient);
  });

  it("is drawn coarser while it is turned, and fully at rest; the look follows the hand", async () => {
    const volume = await settled();
    const box = await volume.boundingBox();
    if (box === null) throw new Error("The volume is not on the screen.");
    await page.mouse.move(box.x + 120, box.y + 120);
    await page.mouse.down();
    const moving = comingTo(volume, "data-quality", "moving");
    await page.mouse.move(box.x + 200, box.y + 150, { steps: 8 });
    await moving;
    await page.mouse.up();
    expect(await volume.getAttribute("data-direction")).not.toBe("1.000 0.000 0.000");
    await settled();
    expect(await numberOf(volume, "data-share")).toBe(1);
    const before = await volume.getAttribute("data-look");
    await page.keyboard.down("Shift");
    await drag(page, volume, [120, 120], [160, 200]);
    await page.keyboard.up("Shift");
    await vi.waitFor(async () => expect(await volume.getAttribute("data-look")).not.toBe(before), patient);
    await settled();
  });

  it("comes back as it was when the graphics context is lost", async () => {
    const volume = await settled();
    const facts = ["data-direction", "data-look", "data-preset", "data-zoom"];
    const read = () => Promise.all(facts.map((name) => volume.getAttribute(name)));
    const [before, share] = [await read(), shareAbove(await rendered(), 40)];
    const lost = comingTo(volume, "data-context", "lost");
    await volume.locator("canvas").evaluate((canvas) => {
      (canvas as HTMLCanvasElement).getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
    });
    await lost;
    await vi.waitFor(async () => expect(await volume.getAttribute("data-context")).toBe("there"), patient);
    expect(await read()).toEqual(before);
    await vi.waitFor(async () => expect(shareAbove(await rendered(), 40)).toBeCloseTo(share, 2), patient);
  });

  it("has its words in both languages", async () => {
    await page.getByTestId("switch-language").click();
    await page.getByTestId("volume-presets-cell-3").click();
    await vi.waitFor(async () => expect(await page.getByTestId("volume-preset-airways").innerText()).toBe("气道"), patient);
    await shoot("volume-other");
    await page.keyboard.press("Escape");
  });
});

describe.skipIf(!hasTool("chromium"))("a volume drawn by the browser's own rasteriser", () => {
  it("is drawn too", async () => {
    const workstation = await serveFiles(trunk.files);
    const browser = await openBrowser("software");
    try {
      const { page, complaints } = await openPage(browser, workstation.url);
      await page.goto(`${workstation.origin}/#/study/${trunk.studyInstanceUid}`);
      await waitReady(page, "cell-0");
      await page.keyboard.press("Alt+2");
      const volume = await waitReady(page, "cell-3");
      await vi.waitFor(async () => expect(await volume.getAttribute("data-quality")).toBe("full"), patient);
      expect(shareAbove(await pictureOf(volume.locator("canvas")), 60)).toBeGreaterThan(0.005);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await workstation.stop();
    }
  });
});
