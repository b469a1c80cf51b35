import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildPart10, Dataset, uidFromText } from "../../src/dicom/index.ts";
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
  acquisition: { matrix: 192, fieldOfViewMm: 400, slices: 118, spacingMm: 4, sliceThicknessMm: 4, noiseHu: 15, bloodHu: 45 },
});
const identity: ChestIdentity = {
  patient: { name: "Ribs^Phantom=肋骨^模体", id: "RIBS-1", birthDate: "19600101", sex: "M" },
  study: { date: "20260106", time: "101500", accession: "R1", studyId: "R1" },
};
const trunk = buildTrunkSeries();
/** Studies that show the same chest without its apex, and without its lower end either. */
const cutOff = { likely: uidFromText("ribs without an apex"), uncertain: uidFromText("ribs without ends") } as const;

/** The slice as one of another study of the patient. */
function ofOtherStudy(dataset: Dataset, which: keyof typeof cutOff): Uint8Array {
  const other = new Dataset(dataset.entries());
  other.set("StudyInstanceUID", cutOff[which]);
  for (const keyword of ["SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID"] as const) {
    other.set(keyword, uidFromText(`${which} ${dataset.first(keyword)}`));
  }
  return buildPart10(other);
}

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
      const z = (dataset.get("ImagePositionPatient")?.[2] ?? 0) / recipe.shape.heightScale;
      if (z < 60) files.push(ofOtherStudy(dataset, "likely"));
      if (z < 60 && z > -150) files.push(ofOtherStudy(dataset, "uncertain"));
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

  it("colours the ribs in all planes under their names, without the panel too, and takes the colours away", async () => {
    const cuts = (cell: string) => picture(page, cell).locator("[data-rib-cut]");
    expect(await cuts("cell-0").count()).toBe(0);
    await panel().locator('[data-rib="R6"] [data-rib-strip]').click();
    await page.keyboard.press("Alt+Shift+c");
    for (const cell of ["cell-0", "cell-1", "cell-2"]) {
      await vi.waitFor(async () => expect(await picture(page, cell).locator('[data-rib-cut="R6"]').count()).toBe(1), patient);
    }
    const sides = await cuts("cell-0").evaluateAll(
      (ribs) => new Set(ribs.map((rib) => rib.getAttribute("data-rib-cut")?.[0])).size,
    );
    expect(sides).toBe(2);
    await shoot("ribs-colours");
    await page.getByTestId("ribs-close").click();
    await vi.waitFor(async () => expect(await panel().count()).toBe(0), patient);
    expect(await cuts("cell-0").count()).toBeGreaterThan(4);
    await shoot("ribs-colours-alone");
    await page.keyboard.press("Alt+Shift+r");
    await vi.waitFor(async () => expect(await panel().getAttribute("data-state")).toBe("ready"), patient);
    await page.keyboard.press("Alt+Shift+c");
    await vi.waitFor(async () => expect(await cuts("cell-0").count()).toBe(0), patient);
  }, 120_000);

  it("speaks Chinese", async () => {
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await panel().getAttribute("aria-label")).toBe("肋骨展开"), patient);
    await shoot("ribs-zh");
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await panel().getAttribute("aria-label")).toBe("Ribs, straightened"), patient);
  }, 120_000);

  it.each([
    ["likely", "last", "R6?"],
    ["uncertain", "none", "R?6"],
  ] as const)(
    "says of a chest that is cut off that its numbers are %s",
    async (certainty, from, name) => {
      await page.goto(`${workstation.origin}/#/study/${cutOff[certainty]}`);
      await vi.waitFor(async () => expect(await panel().count()).toBe(0), patient);
      await waitReady(page, "cell-0");
      await page.keyboard.press("Alt+Shift+c");
      await vi.waitFor(async () => expect(await panel().getAttribute("data-state")).toBe("ready"), patient);
      expect(await page.getByTestId("ribs-numbering").getAttribute("data-certainty")).toBe(certainty);
      expect(await page.getByTestId("ribs-numbering").getAttribute("data-from")).toBe(from);
      expect(
        await panel()
          .locator(`[data-rib="${name.replace(/\?$/, "")}"] .rib-name`)
          .innerText(),
      ).toBe(name);
      await panel()
        .locator(`[data-rib="${name.replace(/\?$/, "")}"] [data-rib-strip]`)
        .click();
      await vi.waitFor(
        async () => expect(await picture(page, "cell-0").locator(`[data-rib-cut="${name}"]`).count()).toBe(1),
        patient,
      );
      await shoot(`ribs-${certainty}`);
      if (shots !== undefined) {
        await page.getByTestId("switch-language").click();
        await vi.waitFor(async () => expect(await panel().getAttribute("aria-label")).toBe("肋骨展开"), patient);
        await shoot(`ribs-${certainty}-zh`);
        await page.getByTestId("switch-language").click();
      }
    },
    120_000,
  );

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
