import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Dataset } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { pictureOf } from "./picture.ts";
import { numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const activity = 20_000;
const [weightKg, heightCm] = [80, 180];
/** Half of the dose is left at the start of the series: it began one half-life after the injection. */
const doseLeft = 400e6 / 2;
const pet = buildBallSeries({
  name: "PET of a ball",
  seriesNumber: 1,
  slices: 9,
  phasesHu: [activity],
  more: (dataset) =>
    dataset
      .set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.128")
      .set("Modality", "PT")
      .set("Units", "BQML")
      .set("DecayCorrection", "START")
      .set("CorrectedImage", ["DECY", "ATTN"])
      .set("SeriesDate", "20260104")
      .set("SeriesTime", "114950")
      .set("AcquisitionDate", "20260104")
      .set("AcquisitionTime", "115000")
      .set("PatientWeight", weightKg)
      .set("PatientSize", heightCm / 100)
      .set("PatientSex", "M")
      .set("RadiopharmaceuticalInformationSequence", [
        new Dataset()
          .set("RadiopharmaceuticalStartTime", "100000")
          .set("RadionuclideTotalDose", 400e6)
          .set("RadionuclideHalfLife", 6590),
      ]),
});

/** By hand, beside what the program counts: grams, square centimetres (Du Bois), grams of lean mass (James; Janmahasatian), over the dose. */
const divisors = {
  bodyWeight: weightKg * 1000,
  bodySurfaceArea: 71.84 * weightKg ** 0.425 * heightCm ** 0.725,
  leanBodyMass: 1000 * (1.1 * weightKg - 128 * (weightKg / heightCm) ** 2),
  leanBodyMassJanmahasatian: (1000 * (9270 * weightKg)) / (6680 + (216 * weightKg) / (heightCm / 100) ** 2),
} as const;

describe.skipIf(!hasTool("chromium"))("a PET", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles(pet.files);
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${pet.studyInstanceUid}`);
    cell = await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  /** The value in the middle of the ball as it is written. */
  async function written(): Promise<string> {
    const box = await cell.boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2 + 7, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2 + 9, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    return cell.locator('[data-line="value"]').innerText();
  }
  async function choose(testId: string, value: string): Promise<void> {
    await page.getByTestId("window-menu").click();
    await page.getByTestId(testId).selectOption(value);
    await page.keyboard.press("Escape");
  }

  it.each(Object.keys(divisors) as (keyof typeof divisors)[])("is read as SUV by %s", async (type) => {
    const suv = (activity * divisors[type]) / doseLeft;
    await choose("suv-type", type);
    await vi.waitFor(async () => {
      const words = await written();
      expect(words).toContain("20000");
      expect(Math.abs(Number.parseFloat(words.replace(/^[^\d-]*/, "")) / suv - 1), words).toBeLessThan(0.01);
    });
  });

  it("takes the window that is typed and the colours that are chosen, and says which value is which", async () => {
    await choose("suv-type", "bodyWeight");
    const suv = (activity * divisors.bodyWeight) / doseLeft;
    const fields = [cell.getByTestId("entry-width"), cell.getByTestId("entry-center")] as const;
    await cell.locator('[data-line="window"]').click();
    // They open with what is shown, as it is read.
    for (const [at, name] of (["data-window-width", "data-window-center"] as const).entries()) {
      const shown = Number.parseFloat((await fields[at]?.inputValue()) ?? "");
      expect(shown / (((await numberOf(cell, name)) * suv) / activity)).toBeCloseTo(1, 3);
    }
    // From 0 to twice the ball, so that the ball lies half way up, inverted or not.
    await fields[0].fill(String(2 * suv));
    await fields[1].fill(String(suv));
    await cell.getByTestId("entry-apply").click();
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBeCloseTo(2 * activity, 0));
    expect(await numberOf(cell, "data-window-center")).toBeCloseTo(activity, 0);
    await page.mouse.move(5, 5);
    const ballIs = (colour: readonly number[]) =>
      vi.waitFor(async () => {
        const shot = await pictureOf(picture(page, "cell-0"));
        const found = shot.rgbAt(shot.width / 2, shot.height / 2 - 60);
        for (const [at, level] of colour.entries())
          expect(Math.abs((found[at] as number) - level), `${found}`).toBeLessThanOrEqual(3);
      });
    await choose("colour-map", "GREY");
    await ballIs([127, 127, 127]);
    expect(await cell.getAttribute("data-colour-map")).toBe("GREY");
    expect(await cell.locator(".colour-bar").count()).toBe(0);
    // Levels 127 and 128 of the published palette (PS3.6 B.1.2): 127 1 253, 129 0 255.
    await choose("colour-map", "PET");
    await ballIs([128, 0, 254]);
    expect(await cell.getAttribute("data-colour-map")).toBe("PET");
    const bar = cell.locator('.colour-bar[data-colour-map="PET"]');
    expect(await bar.locator("span").allInnerTexts()).toEqual([`${(2 * suv).toFixed(2)} SUV`, "0.00 SUV"]);
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));
});
