import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildInstance } from "../../src/testing/instances.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveWorkstation } from "./workstation.ts";

/** Slices whose description lacks High Bit and Photometric Interpretation, and whose bits are impossible. */
function slice(index: number): Uint8Array {
  const size = 64;
  return buildInstance({
    studyInstanceUid: "1.2.78.1",
    seriesInstanceUid: "1.2.78.1.1",
    sopInstanceUid: `1.2.78.1.1.${index + 1}`,
    instanceNumber: index + 1,
    size,
    value: 40 + index,
    edit: (dataset) =>
      dataset
        .set("ImagePositionPatient", [0, 0, index])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [1, 1])
        .set("BitsAllocated", 48)
        .delete("HighBit")
        .delete("PhotometricInterpretation"),
  });
}

describe("files whose description is broken", () => {
  let directory: string;
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  const shot = (name: string) =>
    process.env.HOUNSFIELD_SHOTS ? page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, `${name}.png`) }) : undefined;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "repairs-e2e-"));
    mkdirSync(join(directory, "files"));
    for (let index = 0; index < 4; index += 1) writeFileSync(join(directory, "files", `${index}.dcm`), slice(index));
    workstation = await serveWorkstation({ demo: false });
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("are shown, and say what was assumed: in the list of the import, on the image and at the series", async () => {
    await page.getByTestId("open-import").click();
    await page.getByTestId("import-path").fill(join(directory, "files"));
    await page.getByTestId("import-start").click();
    await waitReady(page, "cell-0");
    const note = await page.locator('[data-note="repairs"]').first().textContent();
    expect(note).toContain("High Bit");
    expect(note).toContain("Bits Allocated");
    expect(await page.getByTestId("series-repairs").first().getAttribute("title")).toContain("(0028,0102) · 4 images");
    await shot("repairs-en");
    await page.getByTestId("open-import").click();
    await page.getByTestId("import-repaired-fold").click();
    expect(await page.getByTestId("import-repaired").textContent()).toContain("Photometric Interpretation missing or unknown");
    await shot("repairs-import-en");
  });

  it("say it in Chinese", async () => {
    const settings = { language: "zh-CN", readerName: "", destination: { kind: "embedded" } };
    await workstation.ask("/api/settings", {
      method: "PUT",
      body: JSON.stringify({ ...settings, watchedFolders: [], watchStillSeconds: 5 }),
    });
    await page.reload();
    await waitReady(page, "cell-0");
    expect(await page.locator('[data-note="repairs"]').first().textContent()).toContain("最高位");
    await shot("repairs-zh-CN");
  });
});
