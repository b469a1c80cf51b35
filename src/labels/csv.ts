import { type Code, isSameCode, type Measurement, sct } from "../findings/index.ts";
import { type Decided, placeOf } from "./decisions.ts";
import { mappedUid, type Pseudonyms } from "./pseudonyms.ts";

const columns = [
  "label",
  "step",
  "final",
  "decision",
  "reader",
  "hours_after_proposal",
  "patient",
  "study_uid",
  "series_uid",
  "frame_of_reference_uid",
  "image_uid",
  "frame",
  "code",
  "code_scheme",
  "code_meaning",
  "site_code",
  "site_meaning",
  "laterality",
  "shape",
  "space",
  "centre_x",
  "centre_y",
  "centre_z",
  "diameter_mm",
  "long_axis_mm",
  "short_axis_mm",
  "volume_mm3",
  "caveats",
  "model",
  "model_version",
  "weights_sha256",
  "operating_point",
  "score",
] as const;

/** Decisions as CSV (RFC 4180, UTF-8), one a row; centres in patient mm (LPS+) or, where `space` says "image", in pixels. No word of a reader goes in. */
export function labelsCsv(
  decisions: readonly Decided[],
  patientOf: (studyUid: string) => string,
  pseudonyms: Pseudonyms,
): string {
  const rows = decisions.map((decided) => {
    const row = rowOf(decided, patientOf, pseudonyms);
    return columns.map((column) => field(row[column]));
  });
  return [[...columns], ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

type Row = Readonly<Record<(typeof columns)[number], string | number | undefined>>;

function rowOf(decided: Decided, patientOf: (studyUid: string) => string, pseudonyms: Pseudonyms): Row {
  const { finding, geometry, measurements, by } = decided;
  const { provenance, reference, code, site, laterality } = finding;
  const { space, centre } = placeOf(geometry);
  const uid = (value: string | undefined) => (value === undefined ? undefined : mappedUid(pseudonyms, value));
  const model = provenance.by === "model" ? provenance : undefined;
  return {
    label: pseudonyms.name("label", finding.id),
    step: decided.step,
    final: decided.isFinal ? 1 : 0,
    decision: decided.decision,
    reader: pseudonyms.name("reader", by),
    hours_after_proposal: decided.hoursAfter,
    patient: patientOf(finding.studyInstanceUid),
    study_uid: uid(finding.studyInstanceUid),
    series_uid: uid(finding.seriesInstanceUid),
    frame_of_reference_uid: uid(finding.frameOfReferenceUid),
    image_uid: uid(reference.sopInstanceUid),
    frame: reference.frameNumber,
    code: code.value,
    code_scheme: code.scheme,
    code_meaning: code.meaning,
    site_code: site?.value,
    site_meaning: site?.meaning,
    laterality: laterality?.meaning,
    shape: geometry.kind === "image" ? geometry.shape : geometry.kind,
    space,
    centre_x: centre[0],
    centre_y: centre[1],
    centre_z: centre[2],
    diameter_mm: geometry.kind === "sphere" ? geometry.diameterMm : measured(measurements, sct.diameter),
    long_axis_mm: measured(measurements, sct.longAxis),
    short_axis_mm: measured(measurements, sct.shortAxis),
    volume_mm3: measured(measurements, sct.volume),
    caveats: finding.caveats.join(" "),
    model: model?.modelId,
    model_version: model?.modelVersion,
    weights_sha256: model?.weightsSha256,
    operating_point: model?.operatingPoint,
    score: model?.score,
  };
}

function measured(measurements: readonly Measurement[], concept: Code): number | undefined {
  return measurements.find((measurement) => isSameCode(measurement.concept, concept))?.value;
}

/** What is read as a formula by spreadsheets is text here. */
const FORMULA = /^[=+\-@\t\r]/;

function field(value: string | number | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
