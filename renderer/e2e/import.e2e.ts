import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ImportJob } from "../../src/contract/index.ts";
import { writeDisc } from "../../src/testing/disc.ts";
import { buildInstance } from "../../src/testing/instances.ts";
import { buildNifti } from "../../src/testing/nifti.ts";
import { buildZip } from "../../src/testing/zip.ts";
import { pictureOf, shareAbove } from "./picture.ts";
import { picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveWorkstation } from "./workstation.ts";

const discFiles = 2000;
const longFiles = 800;

/** A slice of a bright disc on black; every one of its own. */
function slice(index: number, study: string, size = 64): Uint8Array {
  const pixels = new Uint8Array(size * size * 2);
  const view = new DataView(pixels.buffer);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const isInside = Math.hypot(row - size / 2, column - size / 2) < size / 3;
      view.setUint16(2 * (row * size + column), isInside ? 1000 + (index % 50) : 0, true);
    }
  }
  return buildInstance({
    studyInstanceUid: study,
    seriesInstanceUid: `${study}.1`,
    sopInstanceUid: `${study}.1.${index + 1}`,
    instanceNumber: index + 1,
    patientName: "Disc^Test",
    patientId: study,
    size,
    edit: (dataset) =>
      dataset
        .set("PixelData", pixels)
        .set("ImagePositionPatient", [0, 0, index])
        .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
        .set("PixelSpacing", [1, 1])
        .set("WindowCenter", 500)
        .set("WindowWidth", 1000),
  });
}

interface Watched {
  /** What was seen beside the bar that still counted. */
  seenWhileCounting: { picture: boolean; note: boolean };
}

/** Notes whether a picture ever stood beside the bar that still counted: the page sees that, however late it is asked. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { picture: false, note: false };
    (globalThis as typeof globalThis & Watched).seenWhileCounting = seen;
    const look = () => {
      if (!document.querySelector('[data-testid="open-import"]')?.textContent?.includes("%")) return;
      seen.picture ||= document.querySelector('[data-cell-id="cell-0"] .viewport-picture[data-state="ready"]') !== null;
      seen.note ||= document.querySelector('[data-note="arriving"]') !== null;
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

describe("the import window", () => {
  let directory: string;
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  const jobs = async () => (await workstation.ask<{ jobs: ImportJob[] }>("/api/imports")).jobs;
  const importPlace = async (path: string) => {
    if (!(await page.getByTestId("import-dialog").isVisible())) await page.getByTestId("open-import").click();
    await page.getByTestId("import-path").fill(path);
    await page.getByTestId("import-start").click();
  };
  const shot = (name: string) =>
    process.env.HOUNSFIELD_SHOTS ? page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, `${name}.png`) }) : undefined;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "import-e2e-"));
    const files = Array.from({ length: discFiles }, (_, index) => ({
      fileId: ["DICOM", `IM${String(index).padStart(5, "0")}`],
      bytes: slice(index, "1.2.77.1"),
    }));
    writeDisc(join(directory, "disc"), [...files, { fileId: ["DICOM", "GONE"], bytes: null }]);
    writeFileSync(join(directory, "disc", "AUTORUN.INF"), "[autorun]");
    writeFileSync(join(directory, "disc", "DICOM", "BROKEN"), new Uint8Array(500));
    const entries = Array.from({ length: 12 }, (_, index) => ({ name: `图像/${index}`, bytes: slice(index, "1.2.77.2") }));
    writeFileSync(
      join(directory, "set.zip"),
      buildZip([
        ...entries,
        { name: "../out", bytes: new Uint8Array(4) },
        { name: "cut.dcm", bytes: slice(99, "1.2.77.2").subarray(0, -999) },
      ]),
    );
    mkdirSync(join(directory, "long"));
    for (let index = 0; index < longFiles; index += 1) {
      writeFileSync(join(directory, "long", `${String(index).padStart(5, "0")}.dcm`), slice(index, "1.2.77.3"));
    }
    workstation = await serveWorkstation({ demo: false });
    const settings = { language: "en", readerName: "", destination: { kind: "embedded" } };
    await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, workstation.url));
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("puts a disc's first image on screen while the rest is still coming in", async () => {
    await watch(page);
    await importPlace(join(directory, "disc"));
    await waitReady(page, "cell-0");
    const [whenShown] = await jobs();
    expect(whenShown).toMatchObject({ firstStudyInstanceUid: "1.2.77.1" });
    // The window made room for the image; the bar says how far it is, and opens it again.
    expect(await page.getByTestId("import-dialog").count()).toBe(0);
    await page.getByTestId("open-import").click();
    expect(await page.getByTestId("import-rates").first().textContent()).toMatch(/\d+ files\/s · .*B\/s/);
    await shot("import-running");
    const seen = () => page.evaluate(() => (globalThis as typeof globalThis & Watched).seenWhileCounting);
    await vi.waitFor(async () => expect(await seen()).toEqual({ picture: true, note: true }));
  });

  it("has the whole series on screen in the end, and names each file that did not come in with its reason", async () => {
    await page.locator('[data-testid="import-job"][data-state="done"]').waitFor({ timeout: 60_000 });
    const [done] = await jobs();
    expect(done).toMatchObject({ state: "done", imported: discFiles, rejectedCount: 3, skippedBy: { "medium-directory": 1 } });
    const rejected = page.getByTestId("import-rejected").first();
    expect(await rejected.textContent()).toContain("DICOM/BROKEN");
    expect(await rejected.textContent()).toContain("it is not there");
    await page.locator('[data-note="arriving"]').waitFor({ state: "detached" });
    await page.locator(`[data-cell-id="cell-0"]`).getByText(`/ ${discFiles}`).waitFor({ timeout: 30_000 });
    await waitReady(page, "cell-0");
    expect(shareAbove(await pictureOf(picture(page, "cell-0")), 100)).toBeGreaterThan(0.05);
    await shot("import-done");
  });

  it("takes in a ZIP, with the repair in words and the list to save", async () => {
    await importPlace(join(directory, "set.zip"));
    await page.locator('[data-testid="import-job"][data-state="done"]').nth(1).waitFor({ timeout: 30_000 });
    const card = page.getByTestId("import-job").first();
    expect(await card.getByTestId("import-imported").textContent()).toBe("13");
    await card.getByTestId("import-repaired-fold").click();
    expect(await card.getByTestId("import-repaired").textContent()).toContain("cut.dcm");
    const [download] = await Promise.all([page.waitForEvent("download"), card.getByTestId("import-export").click()]);
    expect(download.suggestedFilename()).toBe("set.zip.csv");
    await shot("import-zip");
  });

  it("says what really came in when it is cancelled, and goes on from there", async () => {
    await importPlace(join(directory, "long"));
    const card = page.getByTestId("import-job").first();
    await card.getByTestId("import-cancel").waitFor();
    await page.waitForFunction(
      () => Number(document.querySelector('[data-testid="import-imported"]')?.textContent) > 20,
      undefined,
      { timeout: 30_000 },
    );
    await card.getByTestId("import-cancel").click();
    await page.locator('[data-testid="import-job"][data-state="cancelled"]').waitFor({ timeout: 30_000 });
    const [cancelled] = await jobs();
    const study = await workstation.ask<{ study: { instanceCount: number } }>("/api/studies/1.2.77.3");
    expect([cancelled?.state, cancelled?.imported]).toEqual(["cancelled", study.study.instanceCount]);
    expect(await card.getByTestId("import-imported").textContent()).toBe(`${cancelled?.imported}`);
    await shot("import-cancelled");
    await card.getByTestId("import-resume").click();
    await page.locator('[data-testid="import-job"][data-state="done"]').nth(2).waitFor({ timeout: 60_000 });
    const after = await workstation.ask<{ study: { instanceCount: number } }>("/api/studies/1.2.77.3");
    expect(after.study.instanceCount).toBe(longFiles);
    expect(await jobs()).toHaveLength(3);
  });

  it("opens a NIfTI volume as what it is: a capture with geometry, of nobody in particular", async () => {
    const inBall = (index: number) =>
      Math.hypot((index % 40) - 20, (Math.floor(index / 40) % 40) - 20, (Math.floor(index / 1600) - 15) * 2) < 15;
    const sform = {
      code: 2,
      rows: [
        [-1.5, 0, 0, 30],
        [0, 1.5, 0, -30],
        [0, 0, 3, -45],
      ],
    } as const;
    const volume = { size: [40, 40, 30] as const, spacing: [1.5, 1.5, 3] as const, datatype: 16, sform };
    writeFileSync(
      join(directory, "ball.nii.gz"),
      gzipSync(buildNifti({ ...volume, values: (index) => (inBall(index) ? 100.5 : -100.25) })),
    );
    await page.goto(`${workstation.origin}/#/`);
    await importPlace(join(directory, "ball.nii.gz"));
    await waitReady(page, "cell-0");
    await page.locator('[data-note="converted"]').first().waitFor();
    await page.getByTestId("mpr").click();
    await waitReady(page, "cell-2");
    expect(shareAbove(await pictureOf(picture(page, "cell-2")), 100)).toBeGreaterThan(0.05);
    await shot("import-nifti");
  });

  it("shows the same in Chinese", async () => {
    const settings = { language: "zh-CN", readerName: "", destination: { kind: "embedded" } };
    const watchedFolders = [{ path: join(directory, "watched"), enabled: true }];
    mkdirSync(join(directory, "watched"));
    await workstation.ask("/api/settings", {
      method: "PUT",
      body: JSON.stringify({ ...settings, watchedFolders, watchStillSeconds: 1 }),
    });
    await page.reload();
    await page.getByTestId("open-import").click();
    await page.getByText("监视中").waitFor();
    writeFileSync(join(directory, "watched", "a.dcm"), slice(0, "1.2.77.4"));
    await page.getByText("已导入 1 个").waitFor({ timeout: 30_000 });
    expect(readdirSync(join(directory, "watched"))).toEqual(["a.dcm"]);
    await shot("import-zh");
  });

  it("made the page complain of nothing", () => {
    expect(complaints).toEqual([]);
  });
});
