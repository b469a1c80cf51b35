import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type ImagePlane, patientMmToPixel, pixelToPatientMm } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { distanceOf, type Name, near, openLinked, series, tilt, viewportsOf } from "./linked-viewports.ts";
import { numberOf } from "./screen.ts";
import type { ServedWorkstation } from "./workstation.ts";

describe.skipIf(!hasTool("chromium"))("where a slice or a point lies in the others", () => {
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

  it("draws where the active slice lies in every plane of its frame of reference", async () => {
    const { cellOf, shownOn, zOf, toView, scrollTo, shoot, lineIn } = viewports;
    await scrollTo("thin", 26);
    const z = await zOf("thin");
    expect(Math.abs(z)).toBe(12);
    // Sagittal: rows run to the feet, the row of z; both images reach 80 mm to the front and back: from the first edge to the last.
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference=current]").count()).toBe(1));
    const row = 39.5 - z / 2;
    await vi.waitFor(async () => {
      const [front, back] = await lineIn("sagittal");
      near(front, await toView("sagittal", [-0.5, row]), 0.01);
      near(back, await toView("sagittal", [79.5, row]), 0.01);
    });
    // Oblique: the line of x at the row where the leaning slice is as high as the axial one.
    const height = z - (await shownOn("oblique")).imagePositionPatient[2];
    const leaningRow = height / Math.sin(tilt) / 2;
    await vi.waitFor(async () => {
      const [left, right] = await lineIn("oblique");
      near(left, await toView("oblique", [-0.5, leaningRow]), 0.01);
      near(right, await toView("oblique", [79.5, leaningRow]), 0.01);
    });
    for (const name of ["thick", "prior", "thin"] as const)
      expect(await cellOf(name).locator("[data-reference=current]").count()).toBe(0);
    await shoot("reference-lines");
  });

  it("draws the first and last slice too, and none where they are switched off", async () => {
    const { cellOf, toView, shoot, lineIn } = viewports;
    await page.keyboard.press("Shift+x");
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(0));
    await page.keyboard.press("Shift+x");
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(1));
    const toggleRange = async () => {
      await page.keyboard.press("Control+k");
      await page.getByTestId("palette-field").fill("first and last slice");
      await page.keyboard.press("Enter");
      await page.getByTestId("palette").waitFor({ state: "hidden" });
    };
    await toggleRange();
    // The outermost slices lie at 40 mm to the head and to the feet.
    const rows = { first: 59.5, last: 19.5 } as const;
    await vi.waitFor(async () => {
      const ends = [await lineIn("sagittal", "first"), await lineIn("sagittal", "last")].map(([front]) => front?.[1] as number);
      const wanted = [(await toView("sagittal", [0, rows.first]))[1], (await toView("sagittal", [0, rows.last]))[1]];
      for (const [at, end] of ends.sort((a, b) => b - a).entries())
        expect(Math.abs(end - (wanted[at] as number))).toBeLessThan(0.01);
    });
    await shoot("reference-range");
    await toggleRange();
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator("[data-reference]").count()).toBe(1));
  });

  it("shows the point under the pointer in every plane while it is held, to a pixel", async () => {
    const { cellOf, shownOn, toView, activate, shoot } = viewports;
    await activate("oblique");
    await page.keyboard.press("r");
    await page.keyboard.press("h");
    await activate("sagittal");
    await page.keyboard.press("v");
    await activate("thin");
    const pixel = [31, 47] as const;
    const [atX, atY] = await toView("thin", pixel);
    const wanted = pixelToPatientMm(await shownOn("thin"), pixel[0], pixel[1]);
    const box = await cellOf("thin").boundingBox();
    await page.keyboard.down("Shift");
    await page.mouse.move((box?.x ?? 0) + atX + 40, (box?.y ?? 0) + atY + 20);
    await page.mouse.move((box?.x ?? 0) + atX, (box?.y ?? 0) + atY, { steps: 4 });
    const cursor = (name: Name) => cellOf(name).locator(".cursor-3d");
    for (const name of ["thin", "thick", "sagittal", "oblique", "coronal"] as const) {
      await vi.waitFor(async () => expect(await cursor(name).count()).toBe(1));
      await vi.waitFor(async () => {
        const expected = await toView(name, patientMmToPixel(await shownOn(name), wanted));
        near([await numberOf(cursor(name), "data-x"), await numberOf(cursor(name), "data-y")], expected, 1);
      });
      // The slice that holds it: none of the series is nearer.
      const away = (plane: ImagePlane) => Math.abs(distanceOf(plane, wanted));
      const least = Math.min(...[...series[name].planes.values()].map(away));
      await vi.waitFor(async () => expect(away(await shownOn(name))).toBeLessThan(least + 1e-6));
    }
    expect(await cursor("prior").count()).toBe(0);
    expect(await cursor("thin").locator("text").first().textContent()).toBe(
      `R ${(-wanted[0]).toFixed(1)}  P ${wanted[1].toFixed(1)}  F 2.0 mm`.replace(
        "F 2.0",
        `${wanted[2] < 0 ? "F" : "H"} ${Math.abs(wanted[2]).toFixed(1)}`,
      ),
    );
    await shoot("cursor-3d");
    await page.keyboard.up("Shift");
    await vi.waitFor(async () => expect(await page.locator(".cursor-3d").count()).toBe(0));
  });

  it("does the same as a tool, while the button is held", async () => {
    const { cellOf, middleOf } = viewports;
    await page.keyboard.press("x");
    const box = await cellOf("coronal").boundingBox();
    const [midX, midY] = await middleOf("coronal");
    await page.mouse.move((box?.x ?? 0) + midX + 30, (box?.y ?? 0) + midY - 20);
    await page.mouse.down();
    await vi.waitFor(async () => expect(await cellOf("sagittal").locator(".cursor-3d").count()).toBe(1));
    await page.mouse.up();
    await vi.waitFor(async () => expect(await page.locator(".cursor-3d").count()).toBe(0));
    await page.keyboard.press("w");
  });
});
