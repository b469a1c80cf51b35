import { Dataset, sopClasses } from "../dicom/index.ts";
import {
  type Code,
  canonicalGeometry,
  drawnInPatient,
  type Finding,
  type FindingGeometry,
  isSameCode,
  packTightMask,
  type SegmentMask,
  unpackMask,
} from "../findings/index.ts";
import type { VolumeGrid } from "../geometry/index.ts";
import type { ReportToSign, SourceSeries } from "./context.ts";
import { segmentMaskOnGrid } from "./seg/mask-on-grid.ts";
import { type ReadSegmentation, readSeg } from "./seg/read-seg.ts";
import type { ReadFinding } from "./sr/read-finding.ts";
import { type ReadReport, readSr } from "./sr/read-sr.ts";

/** Something that reads back otherwise than it was sent: whose (a tracking UID, "" for the report) and what. */
export interface Difference {
  readonly trackingUid: string;
  readonly what: string;
}

/** What was read back: the report, and its segmentations with the grids they were made on. */
export interface ReadBack {
  readonly report: ReadReport;
  readonly segmentations?: readonly { readonly seg: ReadSegmentation; readonly grid: VolumeGrid }[];
}

/**
 * Reads the objects of one report back; a SEG goes with the grid of the series it refers to, and is left out where that is none of `series`.
 *
 * @throws ReportError not-sr (also where there is no SR), not-seg, too-large
 */
export function readReportObjects(objects: readonly Dataset[], series: readonly SourceSeries[]): ReadBack {
  const isSeg = (object: Dataset) => object.first("SOPClassUID") === sopClasses.SegmentationStorage;
  const segmentations = objects.filter(isSeg).flatMap((object) => {
    const seg = readSeg(object);
    const grid = series.find(({ seriesInstanceUid }) => seg.sourceSeriesInstanceUids.includes(seriesInstanceUid))?.grid;
    return grid === undefined ? [] : [{ seg, grid }];
  });
  return { report: readSr(objects.find((object) => !isSeg(object)) ?? new Dataset()), segmentations };
}

/** Coordinates travel as 32 bit floats: a ten-thousandth of a millimetre (or pixel), and seven digits of a large one. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-4 + 2e-7 * Math.abs(a);
}

/**
 * Everything in which a report that was read back differs from the one that was signed; empty means they are equal: the text of
 * every section, and of every finding its name, codes, shape, numbers, maker, decision, remarks and, where its SEG is given, its mask.
 */
export function compareReports(report: ReportToSign, findings: readonly Finding[], back: ReadBack): readonly Difference[] {
  const differences: Difference[] = [];
  for (const { id, code } of report.template.sections) {
    const sent = (report.draft.sections[id] ?? "").trimEnd();
    const read = back.report.sections.find((section) => isSameCode(section.code, code))?.text ?? "";
    if (sent !== read.trimEnd()) differences.push({ trackingUid: "", what: `section ${id}` });
  }
  const sent = report.draft.findingIds.flatMap((id) => findings.find((finding) => finding.id === id) ?? []);
  if (sent.length !== back.report.findings.length) differences.push({ trackingUid: "", what: "number of findings" });
  for (const finding of sent) {
    const read = back.report.findings.find(({ trackingUid }) => trackingUid === finding.trackingUid);
    const what = read === undefined ? ["finding"] : differencesOf(finding, read, back);
    differences.push(...what.map((part) => ({ trackingUid: finding.trackingUid, what: part })));
  }
  return differences;
}

function differencesOf(sent: Finding, read: ReadFinding, back: ReadBack): string[] {
  const checks: Readonly<Record<string, boolean>> = {
    trackingId: sent.trackingId.trim() === read.trackingId.trim(),
    study: sent.studyInstanceUid === read.studyInstanceUid,
    series: sent.seriesInstanceUid === read.seriesInstanceUid,
    code: isSame(sent.code, read.code),
    site: isSame(sent.site, read.site),
    laterality: isSame(sent.laterality, read.laterality),
    geometry: read.geometry !== undefined && isSameGeometry(sent.geometry, read.geometry),
    reference: JSON.stringify(sent.reference) === JSON.stringify(read.reference),
    measurements: isSameMeasurements(sent, read),
    provenance: canonicalText(sent.provenance) === canonicalText(read.provenance),
    status: sent.provenance.by === "person" || sent.status === read.status,
    comment: sent.comment.trimEnd() === read.comment.trimEnd(),
    caveats: canonicalText([...sent.caveats].sort()) === canonicalText([...read.caveats].sort()),
    segment: isSameSegment(sent, read, back),
  };
  return Object.entries(checks).flatMap(([what, isEqual]) => (isEqual ? [] : [what]));
}

function isSame(a: Code | undefined, b: Code | undefined): boolean {
  return a === undefined || b === undefined ? a === b : isSameCode(a, b);
}

function isSameMeasurements(sent: Finding, read: ReadFinding): boolean {
  return (
    sent.measurements.length === read.measurements.length &&
    sent.measurements.every(({ concept, value, unit }, index) => {
      const other = read.measurements[index];
      return other !== undefined && isSameCode(concept, other.concept) && value === other.value && unit === other.unit;
    })
  );
}

/** JSON with the keys in order. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function isSameGeometry(sent: FindingGeometry, read: FindingGeometry): boolean {
  const [a, b] = [canonicalGeometry(sent), canonicalGeometry(read)];
  const [first, second] = [numbersOf(a), numbersOf(b)];
  const isSameKind = a.kind === b.kind && (a.kind !== "image" || b.kind !== "image" || a.shape === b.shape);
  return (
    isSameKind && first.length === second.length && first.every((value, index) => isNear(value, second[index] ?? Number.NaN))
  );
}

function numbersOf(geometry: FindingGeometry): number[] {
  if (geometry.kind === "sphere") return [...geometry.centerPatient, geometry.diameterMm];
  if (geometry.kind === "box") return geometry.pointsPatient.flat();
  if (geometry.kind === "image") return geometry.pointsPixel.flat();
  return drawnInPatient(geometry)?.pointsPatient.flat() ?? [];
}

/** Masks are compared voxel by voxel; without their SEG only that there is a reference to it. */
function isSameSegment(sent: Finding, read: ReadFinding, { segmentations }: ReadBack): boolean {
  if (sent.segment === undefined || read.segment === undefined) return sent.segment === undefined && read.segment === undefined;
  const { sopInstanceUid, segmentNumber } = read.segment;
  const found = segmentations?.find(({ seg }) => seg.sopInstanceUid === sopInstanceUid);
  if (found === undefined) return true;
  const mask = segmentMaskOnGrid(found.seg, segmentNumber, found.grid);
  return mask !== undefined && tight(mask) === tight(sent.segment);
}

/** A mask in the smallest box that holds it. */
function tight(mask: SegmentMask): string {
  const smallest = packTightMask(mask.size, unpackMask(mask));
  if (smallest === undefined) return "";
  const minIndex = smallest.minIndex.map((part, axis) => part + (mask.minIndex[axis] ?? 0));
  return JSON.stringify({ ...smallest, minIndex });
}
