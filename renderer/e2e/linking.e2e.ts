import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { pixelToPatientMm, type Vec3 } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { type Name, names, openLinked, viewportsOf } from "./linked-viewports.ts";
import { drag, numberOf } from "./screen.ts";
import type { ServedWorkstation } from "./workstation.ts";

describe.skipIf(!hasTool("chromium"))("viewports that go together", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let viewports: ReturnType<typeof viewportsOf>;

  beforeAll(async () => {
    ({ workstation, browser, page } = await openLinked());
    viewports = viewportsOf(page);
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("scrolls parallel slices of one frame of reference together, to the millimetre, and nothing else", async () => {
    const { marksOf, shownOn, zOf, scrollTo } = viewports;
    const before = { sagittal: await zOf("sagittal"), oblique: await shownOn("oblique"), prior: await zOf("prior") };
    await page.keyboard.press("Shift+s");
    await scrollTo("thin", 30);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - z)).toBeLessThanOrEqual(2.5));
    await scrollTo("thick", 5);
    const thick = await zOf("thick");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thin")) - thick)).toBeLessThanOrEqual(1));
    expect(await zOf("sagittal")).toBe(before.sagittal);
    expect(await shownOn("oblique")).toEqual(before.oblique);
    expect(await zOf("prior")).toBe(before.prior);
    expect(await marksOf("thick").getByTestId("link-mark").getAttribute("data-linked")).toBe("scroll");
  });

  it("leaves a cell alone that was taken out", async () => {
    const { marksOf, zOf, scrollTo } = viewports;
    await marksOf("thick").getByTestId("link-mark").click();
    const left = await zOf("thick");
    await scrollTo("thin", 12);
    expect(await zOf("thick")).toBe(left);
    expect(await marksOf("thick").getByTestId("link-mark").getAttribute("data-linked")).toBe("");
    await marksOf("thick").getByTestId("link-mark").click();
    await scrollTo("thin", 20);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - z)).toBeLessThanOrEqual(2.5));
  });

  it("links another frame of reference by hand, says so, and goes the same way in both", async () => {
    const { cellOf, marksOf, zOf, scrollTo, shoot } = viewports;
    await scrollTo("prior", 10);
    await scrollTo("thin", 20);
    expect([await zOf("thin"), await zOf("prior")]).toEqual([0, 300]);
    await page.keyboard.press("Shift+l");
    const said = (name: Name) => marksOf(name).locator(".link-by-hand");
    await vi.waitFor(async () => expect(await said("prior").innerText()).toBe("linked by hand, +300.0 mm"));
    expect(await said("thin").innerText()).toBe("linked by hand, −300.0 mm");
    await shoot("linked-by-hand");
    await scrollTo("thin", 25);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(await zOf("prior")).toBe(300 + z));
    await scrollTo("prior", 6);
    const prior = await zOf("prior");
    await vi.waitFor(async () => expect((await zOf("thin")) + 300).toBe(prior));
    await scrollTo("thin", 40);
    const far = Math.abs(await zOf("thin")) - 25;
    await vi.waitFor(async () =>
      expect(await numberOf(marksOf("prior").locator(".link-beyond"), "data-link-beyond")).toBeCloseTo(far, 1),
    );
    await scrollTo("thin", 20);
    await page.keyboard.press("Shift+u");
    await vi.waitFor(async () => expect(await said("prior").count()).toBe(0));
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await numberOf(cellOf("thin"), "data-slice-index")).toBe(21));
    expect(await zOf("prior")).toBe(300);
    await page.keyboard.press("Shift+s");
  });

  it("shifts two series of one frame of reference by hand, says by how much, and goes on so", async () => {
    const { scrollTo, zOf, marksOf, shoot } = viewports;
    await scrollTo("thick", 8);
    await scrollTo("thin", 24);
    const apart = (await zOf("thick")) - (await zOf("thin"));
    expect(Math.abs(apart)).toBeGreaterThan(5);
    await page.keyboard.press("Control+k");
    await page.getByTestId("palette-field").fill("breath-hold");
    await page.keyboard.press("Enter");
    await page.getByTestId("palette").waitFor({ state: "hidden" });
    const said = (name: Name) => marksOf(name).locator("[data-link-kind=series]");
    const signed = (mm: number) => `${mm < 0 ? "−" : "+"}${Math.abs(mm).toFixed(1)}`;
    await vi.waitFor(async () => expect(await said("thick").getAttribute("data-linked-by-hand")).toBe(signed(apart)));
    expect(await said("thin").getAttribute("data-linked-by-hand")).toBe(signed(-apart));
    await shoot("shifted-by-hand");
    await scrollTo("thin", 20);
    const z = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - z - apart)).toBeLessThanOrEqual(2.5));
    await page.keyboard.press("Shift+u");
    await vi.waitFor(async () => expect(await said("thin").count()).toBe(0));
    await scrollTo("thin", 22);
    const back = await zOf("thin");
    await vi.waitFor(async () => expect(Math.abs((await zOf("thick")) - back)).toBeLessThanOrEqual(2.5));
    await page.keyboard.press("Shift+s");
  });

  it("windows those of one modality and unit together", async () => {
    const { cellOf, activate } = viewports;
    await page.keyboard.press("Shift+c");
    const before = await cellOf("coronal").getAttribute("data-window-center");
    await activate("thin");
    await drag(page, cellOf("thin"), [200, 200], [240, 160]);
    const asDragged = () => cellOf("thin").getAttribute("data-window-center");
    await vi.waitFor(async () => expect(await asDragged()).not.toBe(before));
    const center = await asDragged();
    for (const name of ["thick", "sagittal", "oblique", "prior"] as const)
      await vi.waitFor(async () => expect(await cellOf(name).getAttribute("data-window-center")).toBe(center));
    expect(await cellOf("coronal").getAttribute("data-window-center")).toBe(before);
    await page.keyboard.press("Shift+c");
  });

  it("holds the same millimetres for a screen pixel, and the same place in the middle", async () => {
    const { cellOf, marksOf, shownOn, scaleOf, middleOf, activate, shoot } = viewports;
    await activate("thin");
    await page.keyboard.press("Shift+z");
    const isOneScale = async () => {
      const scales = await Promise.all(names.map(scaleOf));
      for (const scale of scales) expect(scale).toBeCloseTo(scales[0] as number, 3);
      return scales[0] as number;
    };
    const before = await vi.waitFor(isOneScale);
    await page.keyboard.press("+");
    await vi.waitFor(async () => expect(await isOneScale()).toBeGreaterThan(before * 1.1));
    await page.keyboard.press("Shift+p");
    await page.keyboard.press("p");
    await drag(page, cellOf("thin"), [200, 200], [235, 170]);
    const inMiddle = async (name: Name): Promise<Vec3> => {
      const [a, b, c, d, e, f] = ((await cellOf(name).getAttribute("data-view-from-pixel")) ?? "")
        .split(" ")
        .map(Number) as number[] as [number, number, number, number, number, number];
      const [midX, midY] = await middleOf(name);
      const determinant = a * d - b * c;
      const column = (d * (midX - e) - c * (midY - f)) / determinant;
      const row = (a * (midY - f) - b * (midX - e)) / determinant;
      return pixelToPatientMm(await shownOn(name), column, row);
    };
    const [atX, atY] = await inMiddle("thin");
    await vi.waitFor(async () => {
      const other = await inMiddle("thick");
      expect(Math.hypot(other[0] - atX, other[1] - atY)).toBeLessThan(0.05);
    });
    await shoot("linked-view");
    await page.keyboard.press("Shift+p");
    await page.keyboard.press("Shift+z");
    await page.getByTestId("switch-language").click();
    await page.keyboard.press("Shift+s");
    await vi.waitFor(async () => expect(await marksOf("thin").getByTestId("link-mark").getAttribute("title")).toContain("联动"));
    await shoot("linked-view-other");
  });
});
