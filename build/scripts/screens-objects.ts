import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import type { ServedWorkstation } from "../../renderer/e2e/workstation.ts";
import { buildPart10, parsePart10, sopClasses } from "../../src/dicom/index.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { buildTestEcg, buildTestEncapsulated, buildTestReport } from "../../src/testing/objects.ts";
import { buildTestPdf } from "../../src/testing/pdf.ts";

type Shoot = (name: string) => Promise<void>;

const tilted = buildBallSeries({ name: "Tilted gantry", seriesNumber: 1, tiltDegrees: 15 });
const phases = buildBallSeries({ name: "Three phases", seriesNumber: 2, slices: 30, phasesHu: [-400, 40, 400] });
const patient = parsePart10(tilted.files[0] as Uint8Array).dataset;
const patientId = patient.first("PatientID") ?? "";
const identity = (number: number) => ({
  studyInstanceUid: tilted.studyInstanceUid,
  seriesInstanceUid: `2.25.710${number}`,
  sopInstanceUid: `2.25.810${number}`,
  patientId,
});
const [ecg, letter, report] = [identity(1), identity(2), identity(3)];

/** The object as one of the same patient and study as the images. */
function ofPatient(file: Uint8Array): Uint8Array {
  const { dataset } = parsePart10(file);
  const study = (["PatientName", "StudyDescription", "StudyDate", "StudyTime"] as const).map(
    (keyword) => [keyword, patient.first(keyword) ?? ""] as const,
  );
  for (const [keyword, value] of study) dataset.set(keyword, value);
  return buildPart10(dataset);
}

/** A folder of what is made by hand: slices that lean, phases, an ECG, a PDF, a report, and files that are none of these or cut short. */
export function writeObjects(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const files = [...tilted.files, ...phases.files];
  for (const [n, file] of files.entries()) {
    // The first has lost its preamble: read with a correction, and said so.
    writeFileSync(join(folder, `IM${String(n).padStart(4, "0")}`), n === 0 ? file.subarray(128) : file);
  }
  const sopInstanceUid = parsePart10(tilted.files[20] as Uint8Array).dataset.first("SOPInstanceUID") ?? "";
  writeFileSync(join(folder, "ECG"), ofPatient(buildTestEcg(ecg)));
  writeFileSync(join(folder, "LETTER"), ofPatient(buildTestEncapsulated(letter, buildTestPdf(), "Referral letter")));
  const image = { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid };
  writeFileSync(join(folder, "REPORT"), ofPatient(buildTestReport(report, image)));
  writeFileSync(join(folder, "IM9998"), (tilted.files[0] as Uint8Array).subarray(0, 400));
  writeFileSync(join(folder, "README.TXT"), "Read me first.\n");
}

/** Imports that folder as a reader does, and takes pictures of the import, the archive and each kind of object. */
export async function shootObjects(page: Page, { origin, ask }: ServedWorkstation, folder: string, shoot: Shoot): Promise<void> {
  await page.getByTestId("tab-findings").click();
  await page.goto(`${origin}/#/`);
  await page.getByTestId("open-import").click();
  await page.getByTestId("import-path").fill(folder);
  await page.getByTestId("import-start").click();
  await waitReady(page, "cell-0");
  for (;;) {
    const { jobs } = await ask<{ jobs: { state: string }[] }>("/api/imports");
    if (jobs.every(({ state }) => state !== "running")) break;
    await page.waitForTimeout(300);
  }
  // Opened once all is there: the first image then is the middle one, whatever the machine's pace.
  await page.goto(`${origin}/#/`);
  await page.reload();
  await page.getByTestId("open-import").click();
  await page.locator('[data-testid="import-job"][data-state="done"]').waitFor();
  await page.getByTestId("import-repaired-fold").click();
  await shoot("import");
  await page.keyboard.press("Escape");
  await page.goto(`${origin}/#/study/${tilted.studyInstanceUid}`);
  const open = async ({ seriesInstanceUid }: { readonly seriesInstanceUid: string }) => {
    await page.locator(`[data-testid="series-card"][data-series-uid="${seriesInstanceUid}"]`).dblclick();
    await page.locator(`[data-series-instance-uid="${seriesInstanceUid}"] .viewport-picture[data-state="ready"]`).waitFor();
  };
  await open(phases);
  await page.getByTestId("split-menu").click();
  await shoot("series-phases");
  await page.keyboard.press("Escape");
  for (const [series, name] of [
    [ecg, "document-ecg"],
    [letter, "document-pdf"],
    [report, "document-report"],
  ] as const) {
    await open(series);
    await page.waitForTimeout(1_500);
    await shoot(name);
  }
  await open(tilted);
  await page.getByTestId("mpr").click();
  for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) await waitReady(page, id);
  await page.waitForTimeout(4_000);
  await shoot("series-tilt");
  await page.goto(`${origin}/#/`);
  await page.getByTestId("open-settings").click();
  await page.getByTestId("open-archive").click();
  await page.getByTestId("archive-used").waitFor();
  await shoot("archive");
}
