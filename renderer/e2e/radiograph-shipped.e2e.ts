import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Analysis } from "../../src/contract/index.ts";
import { parsePart10 } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { limbFile, limbStudyUid as study } from "../../src/testing/limb-study.ts";
import { violations } from "./barriers.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const manifest = join(import.meta.dirname, "..", "..", "models", "fracture", "manifest.json");
const isShipped = existsSync(manifest);

/** As much of the manifest as is looked for on the screen. */
interface Shipped {
  readonly defaultOperatingPoint: string;
  readonly operatingPoints: readonly {
    readonly id: string;
    readonly meaning: Readonly<Record<"en" | "zh-CN", string>>;
    readonly thresholds: Readonly<Record<string, number>>;
  }[];
}

/** A broken forearm, and a chest that is none of the model's business. What the network makes of a drawn limb is not judged here. */
const files = {
  broken: limbFile({ name: "AP", series: "forearm", limb: { fractureAt: 0.6 } }),
  chest: limbFile({
    ...{ name: "chest", series: "chest", limb: {} },
    more: (dataset) =>
      void dataset.set("BodyPartExamined", "CHEST").set("StudyDescription", "Chest PA").set("SeriesDescription", "PA"),
  }),
};

describe.skipIf(!hasTool("chromium") || !isShipped)("the fracture model that ships", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const shipped = (isShipped ? JSON.parse(readFileSync(manifest, "utf8")) : {}) as Shipped;

  beforeAll(async () => {
    workstation = await serveFiles(files);
    await say("en");
    await analyse(files.broken);
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${study}`);
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const say = (language: "en" | "zh-CN") => {
    const settings = { language, readerName: "Reader", destination: { kind: "embedded" } };
    return workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  };
  /** Asks for an analysis of a file's series and waits until it is over. */
  async function analyse(file: Uint8Array): Promise<Analysis> {
    const seriesInstanceUid = parsePart10(file).dataset.first("SeriesInstanceUID") ?? "";
    await workstation.ask("/api/analyses", { method: "POST", body: JSON.stringify({ seriesInstanceUid, modelId: "fracture" }) });
    return vi.waitFor(
      async () => {
        const { analyses } = await workstation.ask<{ analyses: Analysis[] }>(`/api/analyses?studyInstanceUid=${study}`);
        const own = analyses.find((one) => one.seriesInstanceUid === seriesInstanceUid);
        expect(["done", "failed"]).toContain(own?.state);
        return own as Analysis;
      },
      { timeout: 120_000, interval: 300 },
    );
  }
  const meaning = (language: "en" | "zh-CN") =>
    shipped.operatingPoints.find(({ id }) => id === shipped.defaultOperatingPoint)?.meaning[language] ?? "";
  const shot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };

  it("says of a radiograph how likely it is broken, by its operating point in words", async () => {
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("image-score").first().waitFor();
    await page.getByTestId("image-scores").getByText(meaning("en")).waitFor();
    expect(await violations(page, ".study-side")).toEqual([]);
    await shot("radiograph-shipped-en");
  });

  it("refuses a chest, with the reason", async () => {
    const { state, error } = await analyse(files.chest);
    expect([state, error?.code, error?.details.reason]).toEqual(["failed", "not-accepted", "body-region"]);
  });

  it("shows its card with its picture, in Chinese too", async () => {
    await say("zh-CN");
    await page.reload();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("image-scores").getByText(meaning("zh-CN")).waitFor();
    await shot("radiograph-shipped-zh");
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("Alt+i");
    const card = page.locator('[data-testid="model-card"][data-model="fracture"]');
    await card.getByTestId("model-card-open").click();
    const text = page.getByTestId("model-card-text");
    await text.getByText("CC BY 4.0").first().waitFor();
    const picture = text.locator("img").first();
    // Loaded when it comes into sight.
    await picture.scrollIntoViewIfNeeded();
    await vi.waitFor(async () =>
      expect(await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0),
    );
    expect(await violations(page, "dialog[open]")).toEqual([]);
    await shot("radiograph-shipped-card-zh");
    expect(complaints.filter((one) => !/422/.test(one))).toEqual([]);
  });
});
