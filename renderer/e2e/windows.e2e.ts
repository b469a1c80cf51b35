import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { patientMmToPixel, pixelToPatientMm } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { type Name, near, series, showIn, viewportsOf } from "./linked-viewports.ts";
import { drag, numberOf, picture } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const shown: readonly Name[] = ["thin", "thick", "sagittal"];
const shots = process.env.E2E_SHOTS;
const study = series.thin.studyInstanceUid;

/** One study in two windows: axial slices in the first, thicker ones beside sagittal ones in the second. */
describe.skipIf(!hasTool("chromium"))("two windows of a study", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let context: BrowserContext;
  let first: Page;
  let second: Page;
  let complaints: string[];

  const zIn = async (page: Page, cellId: string, name: Name) => {
    const uid = (await picture(page, cellId).getAttribute("data-sop-instance-uid")) ?? "";
    return series[name].planes.get(uid)?.imagePositionPatient[2] ?? Number.NaN;
  };
  const findings = async () => (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`)).findings;
  const shoot = async (page: Page, name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `windows-${name}.png`) });
  };

  beforeAll(async () => {
    workstation = await serveFiles(shown.flatMap((name) => series[name].files));
    browser = await openBrowser();
    ({ page: first, context, complaints } = await openPage(browser, workstation.url, { width: 1200, height: 800 }));
    await first.goto(`${workstation.origin}/#/study/${study}`);
    await showIn(first, 0, "thin");
    const opening = context.waitForEvent("page");
    await first.keyboard.press("F9");
    second = await opening;
    second.on("pageerror", (error) => complaints.push(error.message));
    await second.setViewportSize({ width: 1200, height: 800 });
    await second.locator("[data-screen='2']").waitFor();
    await second.getByTestId("layout-menu").click();
    await second.getByTestId("layout-1x2").click();
    await showIn(second, 0, "thick");
    await showIn(second, 1, "sagittal");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("draw in the second where the slice of the first lies", async () => {
    await first.bringToFront();
    const { scrollTo } = viewportsOf(first);
    await scrollTo("thin", 26);
    const row = 39.5 - (await zIn(first, "cell-0", "thin")) / 2;
    const line = picture(second, "cell-1").locator("[data-reference=current] .reference-line");
    const [a, , c, , e] = await affineOf(second, "cell-1");
    const [, b, , d, , f] = await affineOf(second, "cell-1");
    await vi.waitFor(async () => {
      const ends = [await numberOf(line, "x1"), await numberOf(line, "x2")];
      near([Math.min(...ends), await numberOf(line, "y1")], [a * -0.5 + c * row + e, b * -0.5 + d * row + f], 0.01);
    });
  });

  it("scroll together, whichever is scrolled", async () => {
    await first.keyboard.press("Shift+s");
    await viewportsOf(first).scrollTo("thin", 30);
    const z = await zIn(first, "cell-0", "thin");
    await vi.waitFor(async () => expect(Math.abs((await zIn(second, "cell-0", "thick")) - z)).toBeLessThanOrEqual(2.5));
    await second.bringToFront();
    await picture(second, "cell-0").click({ position: { x: 20, y: 120 } });
    await second.keyboard.press("Home");
    await vi.waitFor(async () => {
      const thick = await zIn(second, "cell-0", "thick");
      expect(Math.abs(thick)).toBeGreaterThanOrEqual(39);
      expect(Math.abs((await zIn(first, "cell-0", "thin")) - thick)).toBeLessThanOrEqual(1);
    });
    await second.keyboard.press("Shift+s");
  });

  it("show the point under the pointer in both, and lift it in both", async () => {
    await first.bringToFront();
    await viewportsOf(first).scrollTo("thin", 24);
    const pixel = [31, 47] as const;
    const plane = await viewportsOf(first).shownOn("thin");
    const [x, y] = await viewportsOf(first).toView("thin", pixel);
    const point = pixelToPatientMm(plane, ...pixel);
    const box = await picture(first, "cell-0").boundingBox();
    await first.keyboard.down("Shift");
    await first.mouse.move((box?.x ?? 0) + x + 30, (box?.y ?? 0) + y + 10);
    await first.mouse.move((box?.x ?? 0) + x, (box?.y ?? 0) + y, { steps: 3 });
    const cursor = picture(second, "cell-1").locator(".cursor-3d");
    await vi.waitFor(async () => {
      const uid = (await picture(second, "cell-1").getAttribute("data-sop-instance-uid")) ?? "";
      const [column, row] = patientMmToPixel(series.sagittal.planes.get(uid) as never, point);
      const [a, b, c, d, e, f] = await affineOf(second, "cell-1");
      const at = [await numberOf(cursor, "data-x"), await numberOf(cursor, "data-y")] as const;
      near(at, [a * column + c * row + e, b * column + d * row + f], 1);
    });
    await shoot(second, "cursor");
    await first.keyboard.up("Shift");
    await vi.waitFor(async () => expect(await second.locator(".cursor-3d").count()).toBe(0));
  });

  it("show in the second what is measured in the first, and leave alone on undo what was changed there", async () => {
    await second.bringToFront();
    await showIn(second, 0, "thin");
    await first.bringToFront();
    await first.keyboard.press("Shift+s");
    await viewportsOf(first).scrollTo("thin", 22);
    const place = await picture(first, "cell-0").getAttribute("data-sop-instance-uid");
    await vi.waitFor(async () => expect(await picture(second, "cell-0").getAttribute("data-sop-instance-uid")).toBe(place));
    await first.keyboard.press("d");
    await drag(first, picture(first, "cell-0"), [260, 300], [420, 300]);
    await vi.waitFor(async () => expect(await findings()).toHaveLength(1));
    const [made] = (await findings()) as [Finding];
    const drawn = picture(second, "cell-0").locator(`[data-finding-id="${made.id}"]`);
    await vi.waitFor(async () => expect(await drawn.count()).toBeGreaterThan(0));
    await shoot(second, "measured");
    await workstation.ask(`/api/findings/${made.id}`, {
      method: "PATCH",
      body: JSON.stringify({ comment: "Seen", by: "Other" }),
    });
    await first.keyboard.press("Control+z");
    await first.getByText(/Changed elsewhere since/).waitFor();
    expect(await findings()).toHaveLength(1);
    await shoot(first, "not-undone");
  });

  it("leave the first whole when the second is closed", async () => {
    const { scrollTo } = viewportsOf(first);
    await second.close();
    await first.bringToFront();
    await first.keyboard.press("w");
    await scrollTo("thin", 12);
    expect(await picture(first, "cell-0").getAttribute("data-state")).toBe("ready");
    await vi.waitFor(async () => expect(await picture(first, "cell-0").getByTestId("link-mark").count()).toBe(0));
    // The browser notes the host's refusal of a step that was overtaken.
    expect(complaints.filter((text) => !text.includes("409 (Conflict)"))).toEqual([]);
  });
});

type Numbers = [number, number, number, number, number, number];

async function affineOf(page: Page, cellId: string): Promise<Numbers> {
  const text = (await picture(page, cellId).getAttribute("data-view-from-pixel")) ?? "";
  return text.split(" ").map(Number) as Numbers;
}
