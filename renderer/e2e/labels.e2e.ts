import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { StudyDetail } from "../../src/contract/index.ts";
import { parsePart10 } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildRulerPhantom } from "../../src/testing/ruler-phantom.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const phantom = buildRulerPhantom("labels on screen");
const patient = { timeout: 30_000 };

describe.skipIf(!hasTool("chromium"))("exporting labels", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    workstation = await serveFiles(phantom.files.slice(0, 4));
    folder = join(dirname(workstation.dataDirectory), "labels");
    const { dataset } = parsePart10(phantom.files[1] as Uint8Array);
    const finding = {
      studyInstanceUid: phantom.studyInstanceUid,
      seriesInstanceUid: phantom.seriesInstanceUid,
      code: { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" },
      geometry: { kind: "point", pointPatient: [0, 0, 2] },
      reference: {
        sopClassUid: dataset.first("SOPClassUID"),
        sopInstanceUid: dataset.first("SOPInstanceUID"),
        frameNumber: 1,
      },
      measurements: [],
      by: "Li^Ming",
    };
    await workstation.ask("/api/findings", { method: "POST", body: JSON.stringify(finding) });
    await workstation.ask<StudyDetail>(`/api/studies/${phantom.studyInstanceUid}`);
    browser = await openBrowser();
    ({ page, context } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${phantom.studyInstanceUid}`);
  });
  afterAll(async () => {
    await context?.close();
    await browser?.close();
    await workstation?.stop();
  });

  it("needs consent, says what left and where to, and asks again for the next", async () => {
    await page.getByTestId("findings-labels").click();
    const dialog = page.getByTestId("labels-dialog");
    await vi.waitFor(async () => {
      expect(await dialog.getByTestId("labels-count").getAttribute("data-decisions")).toBe("1");
    }, patient);
    const start = dialog.getByTestId("labels-start");
    expect(await start.getAttribute("aria-disabled")).toBe("true");
    await dialog.getByTestId("labels-folder").fill(folder);
    await dialog.getByTestId("labels-images").check();
    await dialog.getByTestId("labels-consent").check();
    await vi.waitFor(async () => expect(await start.getAttribute("aria-disabled")).toBeNull(), patient);
    await start.click();
    const outcome = dialog.getByTestId("labels-outcome");
    await outcome.waitFor(patient);
    expect(await outcome.getAttribute("data-directory")).toBe(folder);
    expect(await dialog.getByTestId("labels-consent").isChecked()).toBe(false);
    expect(existsSync(join(folder, "coco.json"))).toBe(true);
    const csv = readFileSync(join(folder, "labels.csv"), "utf8");
    expect(csv).toContain(",drawn,");
    for (const told of ["Ruler", "Li^Ming", phantom.studyInstanceUid]) expect(csv).not.toContain(told);
  });

  it("says why a folder cannot be used, and keeps what is in it", async () => {
    const dialog = page.getByTestId("labels-dialog");
    await dialog.getByTestId("labels-consent").check();
    await dialog.getByTestId("labels-start").click();
    await dialog.getByTestId("labels-failed").waitFor(patient);
    expect(existsSync(join(folder, "labels.csv"))).toBe(true);
  });
});
