import { join } from "node:path";
import { throwIfAborted, yieldToLoop } from "../../../base/index.ts";
import type { LabelExport, LabelExported } from "../../../contract/index.ts";
import { type Dataset, parsePart10, tagOf } from "../../../dicom/index.ts";
import type { Finding } from "../../../findings/index.ts";
import {
  buildCoco,
  decisionsOf,
  type LabelledSeries,
  LabelsError,
  labelsCsv,
  type Pseudonyms,
  tellingValues,
} from "../../../labels/index.ts";
import type { SeriesFrames } from "../../../volume/index.ts";
import { productName, productVersion } from "../../product.ts";
import type { Workstation } from "../../workstation.ts";
import { type ExportFolder, openExportFolder } from "./export-folder.ts";
import { type CleanSeries, cleanImages, cleanSegmentation } from "./export-objects.ts";
import { type JournalledExport, journalExport } from "./label-journal.ts";
import { type LabelledStudy, labelledStudies } from "./labelled-studies.ts";
import { openPseudonyms } from "./pseudonym-key.ts";

type LeftOut = LabelExported["leftOut"][number]["reason"];

/** What one export has at hand. */
interface Export {
  readonly workstation: Workstation;
  readonly wish: LabelExport;
  readonly pseudonyms: Pseudonyms;
  readonly folder: ExportFolder;
  readonly patientOf: (studyUid: string) => string;
  readonly leftOut: Map<LeftOut, number>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Writes readers' decisions as labels, de-identified (PS3.15 annex E, Basic Profile): labels.csv, coco.json, seg/*.dcm, and with
 * `withImages` images/*.dcm. UIDs and names are those of the installation's key in every export. What leaves is journalled.
 *
 * @throws LabelsError nothing-decided, folder-not-empty, folder-not-usable, identity-left (then nothing is written); HostError journal-not-openable
 */
export async function exportLabels(workstation: Workstation, wish: LabelExport, signal?: AbortSignal): Promise<LabelExported> {
  const studies = labelledStudies(workstation, wish.studyInstanceUids);
  if (studies.length === 0)
    throw new LabelsError("nothing-decided", "Nobody has decided on a finding here, so there is nothing to export.");
  const directory = wish.directory.trim() === "" ? ownFolder(workstation) : wish.directory.trim();
  const folder = openExportFolder(directory);
  try {
    const pseudonyms = openPseudonyms(workstation.workspace);
    const patients = new Map(studies.map(({ study }) => [study.studyInstanceUid, patientName(study, pseudonyms)]));
    const patientOf = (studyUid: string) => patients.get(studyUid) ?? "";
    const job: Export = { workstation, wish, pseudonyms, folder, patientOf, leftOut: new Map(), signal };
    const counts = await writeAll(job, studies);
    const leftOut = [...job.leftOut].map(([reason, count]) => ({ reason, count }));
    const studyInstanceUids = studies.map(({ study }) => study.studyInstanceUid);
    const entry: JournalledExport = {
      at: workstation.now().toISOString(),
      by: wish.by,
      consent: wish.consent,
      directory,
      formats: wish.formats,
      withImages: wish.withImages,
      studyInstanceUids,
      ...counts,
      leftOut,
      files: Object.fromEntries(folder.hashes),
    };
    // Before anything can be taken away: what left is known, even where the last step fails.
    journalExport(workstation.dataDirectory, entry);
    folder.finish();
    return { directory, studies: studies.length, ...counts, leftOut };
  } catch (error) {
    folder.discard();
    throw error;
  }
}

function ownFolder({ dataDirectory, now }: Workstation): string {
  return join(
    dataDirectory,
    "exports",
    `labels-${now()
      .toISOString()
      .replaceAll(/[-:]|\.\d+/g, "")}`,
  );
}

/** One name for all studies of a patient; a study without an identifier has one of its own. */
function patientName({ patientId, patientBirthDate, studyInstanceUid }: LabelledStudy["study"], pseudonyms: Pseudonyms): string {
  const identity = patientId.trim() === "" ? studyInstanceUid : `${patientId.trim()}\n${patientBirthDate}`;
  return pseudonyms.name("patient", identity);
}

async function writeAll(job: Export, studies: readonly LabelledStudy[]) {
  const { wish, folder, pseudonyms, patientOf } = job;
  const findings = studies.flatMap((one) => one.findings);
  const decisions = decisionsOf(findings);
  for (const { study } of studies) folder.forbid(tellingOf(study));
  const series: LabelledSeries[] = [];
  let [segments, images] = [0, 0];
  for (const [seriesInstanceUid, own] of Map.groupBy(findings, (finding) => finding.seriesInstanceUid)) {
    throwIfAborted(job.signal);
    const clean = await openSeries(job, seriesInstanceUid, own);
    if (clean === undefined) continue;
    series.push(clean.labelled);
    if (wish.formats.includes("seg")) segments += writeSegmentation(job, clean);
    if (wish.withImages) images += await writeImages(job, clean);
  }
  if (wish.formats.includes("csv")) folder.write("labels.csv", utf8(labelsCsv(decisions, patientOf, pseudonyms)));
  const coco = buildCoco(findings, series, patientOf, pseudonyms);
  if (wish.formats.includes("coco")) folder.write("coco.json", utf8(JSON.stringify(coco)));
  folder.write("README.txt", utf8(readme(wish)));
  const annotations = wish.formats.includes("coco") ? coco.annotations.length + coco.rejected.length : 0;
  return { findings: findings.length, decisions: decisions.length, annotations, segments, images };
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The archive's own words of a study, where it is known by others than its file says. */
function tellingOf({ patientName: name, patientId, accessionNumber, studyInstanceUid }: LabelledStudy["study"]): string[] {
  return [name, patientId, accessionNumber, studyInstanceUid].filter((value) => utf8(value).length >= 6);
}

/** A series as labels are written on it; undefined, and counted, where it is gone. */
async function openSeries(
  job: Export,
  seriesInstanceUid: string,
  findings: readonly Finding[],
): Promise<CleanSeries | undefined> {
  const { workstation, leftOut } = job;
  const { archive, seriesFrames } = workstation;
  const [first] = archive.instancesOfSeries(seriesInstanceUid);
  if (first === undefined) {
    count(leftOut, "series-missing", findings.length);
    return undefined;
  }
  const at = (findings.find(({ segment }) => segment !== undefined) ?? findings[0])?.reference;
  const split = at && (await seriesFrames.holding(seriesInstanceUid, at.sopInstanceUid, at.frameNumber));
  const frames: SeriesFrames = await seriesFrames.get(seriesInstanceUid, split);
  const { dataset: header } = parsePart10(await archive.read(first.sopInstanceUid), { untilTag: tagOf("PixelData") });
  job.folder.forbid(tellingValues(header));
  const { geometry, modality } = frames;
  const labelled: LabelledSeries = {
    studyInstanceUid: first.studyInstanceUid,
    seriesInstanceUid,
    modality,
    frames: frames.frames,
    grid: geometry.grid,
    missingSlices: geometry.missingSlices,
  };
  return { labelled, frames, header: withUids(header, first), findings, patient: job.patientOf(first.studyInstanceUid) };
}

/** A file whose own UIDs are missing or impossible is known by those that the archive made for it. */
function withUids(header: Dataset, instance: { readonly studyInstanceUid: string; readonly seriesInstanceUid: string }): Dataset {
  return header.set("StudyInstanceUID", instance.studyInstanceUid).set("SeriesInstanceUID", instance.seriesInstanceUid);
}

function writeSegmentation({ folder, pseudonyms, leftOut }: Export, clean: CleanSeries): number {
  const written = cleanSegmentation(clean, pseudonyms);
  count(leftOut, "mask-outside", written.outside);
  if (written.bytes === undefined) return 0;
  folder.write(`seg/${written.sopInstanceUid}.dcm`, written.bytes);
  return written.segments;
}

async function writeImages({ workstation, folder, pseudonyms, leftOut, signal }: Export, clean: CleanSeries): Promise<number> {
  let written = 0;
  for (const instance of workstation.archive.instancesOfSeries(clean.labelled.seriesInstanceUid)) {
    await yieldToLoop(signal);
    const bytes = await workstation.archive.read(instance.sopInstanceUid);
    const image = cleanImages(bytes, instance, clean.patient, pseudonyms);
    folder.forbid(image.telling);
    if ("leftOut" in image) {
      count(leftOut, image.leftOut, 1);
      continue;
    }
    folder.write(`images/${image.sopInstanceUid}.dcm`, image.bytes);
    written++;
  }
  return written;
}

function count(leftOut: Map<LeftOut, number>, reason: LeftOut, more: number): void {
  if (more > 0) leftOut.set(reason, (leftOut.get(reason) ?? 0) + more);
}

function readme({ formats, withImages }: LabelExport): string {
  return [
    `${productName} ${productVersion}: decisions of readers on findings, as labels.`,
    "",
    "De-identified after DICOM PS3.15 annex E, Basic Application Level Confidentiality Profile; UIDs and names are pseudonyms whose key stays where",
    "they were made. Exported with consent. Not made by a medical device; not cleared by NMPA, FDA or CE.",
    "",
    ...(formats.includes("csv") ? ["labels.csv   one row for each decision; `final` is 1 for the one that stands"] : []),
    ...(formats.includes("coco")
      ? [
          "coco.json    `annotations`: what a reader stands behind, frame by frame; `rejected`: what models proposed and a reader rejected",
        ]
      : []),
    ...(formats.includes("seg") ? ["seg/         DICOM Segmentation objects of the masks that a reader stands behind"] : []),
    ...(withImages ? ["images/      the images of these series, by SOP Instance UID"] : []),
    "",
  ].join("\n");
}
