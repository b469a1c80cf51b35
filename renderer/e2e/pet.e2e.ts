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

  it("takes the colours that are chosen, and says which value is which", async () => {
    const middle = async () => {
      const shot = await pictureOf(picture(page, "cell-0"));
      return shot.rgbAt(shot.width / 2, shot.height / 2 - 60);
    };
    await page.mouse.move(5, 5);
    // Half way up, where a grey is a middle one and a hot colour is no grey.
    await cell.locator('[data-line="window"]').click();
    const fields = cell.locator(".corner-form input");
    const [low, high] = [await fields.nth(0).inputValue(), await fields.nth(1).inputValue()];
    expect([low, high].every((value) => Number.isFinite(Number(value)))).toBe(true);
    await page.keyboard.press("Escape");
    await choose("colour-map", "GREY");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-colour-map")).toBe("GREY"));
    const [red, green, blue] = await middle();
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThanOrEqual(1);
    await choose("colour-map", "PET");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-colour-map")).toBe("PET"));
    await vi.waitFor(async () => {
      const colours = new Set<string>();
      const shot = await pictureOf(picture(page, "cell-0"));
      for (let y = 40; y < shot.height - 40; y += 8) {
        const [r, g, b] = shot.rgbAt(shot.width / 2 + 40, y);
        if (Math.max(r, g, b) - Math.min(r, g, b) > 60) colours.add(`${r} ${g} ${b}`);
      }
      expect(colours.size).toBeGreaterThan(0);
    });
    await cell.locator('.colour-bar[data-colour-map="PET"]').waitFor();
    expect(await numberOf(cell, "data-window-width")).toBeGreaterThan(0);
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));
});
