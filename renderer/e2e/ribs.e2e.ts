import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildPart10 } from "../../src/dicom/index.ts";
import { distance, type Vec3 } from "../../src/geometry/index.ts";
import { buildChestDatasets, type ChestIdentity, chestRecipe, ribTruth } from "../../src/phantom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildTrunkSeries } from "../../src/testing/volume-phantom.ts";
import { picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const patient = { timeout: 120_000 };
const shots = process.env.E2E_SHOTS;
const recipe = chestRecipe({
  seed: 1,
  nodules: 0,
  fracture: null,
  shape: { ribPairs: 12 },
  acquisition: { matrix: 192, fieldOfViewMm: 400, slices: 100, spacingMm: 4, sliceThicknessMm: 4, noiseHu: 15, bloodHu: 45 },
});
const identity: ChestIdentity = {
  patient: { name: "Ribs^Phantom=肋骨^模体", id: "RIBS-1", birthDate: "19600101", sex: "M" },
  study: { date: "20260106", time: "101500", accession: "R1", studyId: "R1" },
};
const trunk = buildTrunkSeries();

describe.skipIf(!hasTool("chromium"))("straightened ribs", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let studyInstanceUid: string;
  const panel = () => page.getByTestId("ribs");
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const crosshair = async () =>
    ((await picture(page, "cell-0").getAttribute("data-crosshair")) ?? "").split(" ").map(Number) as unknown as Vec3;
  const apart = (point: Vec3, side: "R" | "L", rib: number) =>
    Math.min(
      ...ribTruth(recipe, "current")
        .filter((truth) => truth.side === side && truth.rib === rib)
        .flatMap(({ points }) => points.map((other) => distance(other, point))),
    );

  beforeAll(async () => {
    const files: Uint8Array[] = [];
    for await (const dataset of buildChestDatasets(recipe, "current", identity)) {
      studyInstanceUid = dataset.first("StudyInstanceUID") ?? "";
      files.push(buildPart10(dataset));
    }
    workstation = await serveFiles([...files, ...trunk.files]);
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.keyboard.press("Alt+3");
    for (const id of ["cell-0", "cell-1", "cell-2"]) await waitReady(page, id);
  }, 240_000);
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("shows all ribs under their numbers, and says how they were counted", async () => {
    await page.keyboard.press("Alt+Shift+r");
    await vi.waitFor(async () => expect(await panel().getAttribute("data-state")).toBe("ready"), patient);
    const names = await panel()
      .locator("[data-rib]")
      .evaluateAll((ribs) => ribs.map((rib) => rib.getAttribute("data-rib")));
    const expected = ["R", "L"].flatMap((side) => Array.from({ length: 12 }, (_, n) => `${side}${n + 1}`));
    expect(names).toEqual(expected);
    expect(await page.getByTestId("ribs-numbering").getAttribute("data-certainty")).toBe("certain");
    await shoot("ribs-en");
  }, 120_000);

  it("takes all planes to the place that is clicked, and along the rib with the keys", async () => {
    const strip = panel().locator('[data-rib="R6"] [data-rib-strip]');
    await strip.click();
    await vi.waitFor(async () => expect(apart(await crosshair(), "R", 6)).toBeLessThan(9), patient);
    const first = await crosshair();
    await strip.focus();
    for (let n = 0; n < 4; n++) await page.keyboard.press("ArrowLeft");
    await vi.waitFor(async () => expect(distance(await crosshair(), first)).toBeGreaterThan(15), patient);
    expect(apart(await crosshair(), "R", 6)).toBeLessThan(9);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await vi.waitFor(async () => expect(apart(await crosshair(), "R", 7)).toBeLessThan(9), patient);
  }, 120_000);

  it("marks where the crosshair is on a rib, and nothing once it is put beside the ribs", async () => {
    const axial = picture(page, "cell-0");
    await panel().locator('[data-rib="L4"] [data-rib-strip]').click();
    await vi.waitFor(async () => expect(apart(await crosshair(), "L", 4)).toBeLessThan(9), { timeout: 30_000 });
    expect(await panel().locator('[data-rib="L4"]').getByTestId("rib-place").count()).toBe(1);
    const before = await crosshair();
    const box = await axial.boundingBox();
    await axial.click({ position: { x: (box?.width ?? 0) * 0.4, y: (box?.height ?? 0) * 0.45 }, modifiers: ["Control"] });
    await vi.waitFor(async () => expect(distance(await crosshair(), before)).toBeGreaterThan(30), { timeout: 30_000 });
    await vi.waitFor(async () => expect(await page.getByTestId("rib-place").count()).toBe(0), { timeout: 30_000 });
  }, 120_000);

  it("speaks Chinese", async () => {
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await panel().getAttribute("aria-label")).toBe("肋骨展开"), patient);
    await shoot("ribs-zh");
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await panel().getAttribute("aria-label")).toBe("Ribs, straightened"), patient);
  }, 120_000);

  it("goes with its study, and says why where there are no ribs", async () => {
    await page.goto(`${workstation.origin}/#/study/${trunk.studyInstanceUid}`);
    await vi.waitFor(async () => expect(await panel().count()).toBe(0), patient);
    await waitReady(page, "cell-0");
    await page.keyboard.press("Alt+Shift+r");
    await vi.waitFor(
      async () => expect(await page.getByTestId("ribs-error").innerText()).toMatch(/can be read as usual/),
      patient,
    );
    await shoot("ribs-none");
    await page.getByTestId("ribs-close").click();
    await vi.waitFor(async () => expect(await panel().count()).toBe(0), patient);
  }, 120_000);
});
