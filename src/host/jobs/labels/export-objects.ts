import type { InstanceRecord } from "../../../archive/index.ts";
import {
  buildPart10,
  type Dataset,
  DicomError,
  isTransferSyntaxEncapsulated,
  parsePart10,
  uidFromText,
} from "../../../dicom/index.ts";
import type { Finding } from "../../../findings/index.ts";
import {
  anonymousFinding,
  deidentify,
  type LabelledSeries,
  mappedUid,
  type Pseudonyms,
  tellingValues,
  verdictOf,
} from "../../../labels/index.ts";
import { buildSeg, ReportError, type SourceSeries } from "../../../report/index.ts";
import type { SeriesFrames } from "../../../volume/index.ts";
import { productName, productVersion } from "../../product.ts";

/** A series with its decided findings, as it is in the archive. */
export interface CleanSeries {
  readonly labelled: LabelledSeries;
  readonly frames: SeriesFrames;
  readonly header: Dataset;
  readonly findings: readonly Finding[];
  /** Stands for the patient. */
  readonly patient: string;
}

/** When a label was made says when the patient was there: objects bear the time that means none. */
const NO_TIME = "1970-01-01T00:00:00.000Z";

/** The masks that a reader stands behind as one Segmentation that refers to the mapped UIDs; without bytes where there are none. */
export function cleanSegmentation(
  series: CleanSeries,
  pseudonyms: Pseudonyms,
): { readonly bytes?: Uint8Array; readonly sopInstanceUid: string; readonly segments: number; readonly outside: number } {
  const masked = series.findings.filter((finding) => finding.segment !== undefined && verdictOf(finding) === "positive");
  const source = cleanSource(series, pseudonyms);
  const study = deidentify(series.header, series.patient, pseudonyms);
  const context = { study, series: [source], device: namelessDevice, timezoneOffsetMinutes: 0 };
  const anonymous = masked.map((finding) => anonymousFinding(finding, pseudonyms));
  const uid = (what: string) =>
    uidFromText(`${source.seriesInstanceUid} ${what} ${anonymous.map(({ trackingUid }) => trackingUid)}`);
  const identity = { sopInstanceUid: uid("labels"), seriesInstanceUid: uid("label series"), seriesNumber: 9900 };
  const signature = { signedBy: "", signedAt: NO_TIME };
  const fitting = anonymous.filter((finding) => isWritable(() => buildSeg([finding], context, identity, signature)));
  const outside = anonymous.length - fitting.length;
  const { sopInstanceUid } = identity;
  if (fitting.length === 0) return { sopInstanceUid, segments: 0, outside };
  const bytes = buildPart10(buildSeg(fitting, context, identity, signature));
  return { bytes, sopInstanceUid, segments: fitting.length, outside };
}

function isWritable(build: () => unknown): boolean {
  try {
    build();
    return true;
  } catch (error) {
    if (error instanceof ReportError) return false;
    throw error;
  }
}

function cleanSource({ frames, header, patient }: CleanSeries, pseudonyms: Pseudonyms): SourceSeries {
  const uid = (value: string) => mappedUid(pseudonyms, value);
  const { frameOfReferenceUid } = frames;
  return {
    seriesInstanceUid: uid(frames.seriesInstanceUid),
    modality: frames.modality,
    frameOfReferenceUid: frameOfReferenceUid === undefined ? undefined : uid(frameOfReferenceUid),
    frames: frames.frames.map((frame) => ({ ...frame, sopInstanceUid: uid(frame.sopInstanceUid) })),
    grid: frames.geometry.grid,
    header: deidentify(header, patient, pseudonyms),
  };
}

const namelessDevice = {
  manufacturer: productName,
  manufacturerModelName: productName,
  deviceSerialNumber: "0",
  softwareVersions: productVersion,
  observerUid: "",
};

/** Modalities whose pixels often bear words where nothing says that they do not. */
const oftenBurnedIn: readonly string[] = ["US", "SC", "OT", "XC", "ES", "GM", "DOC", "PX", "IO", "SM"];

type CleanImage = { readonly telling: readonly string[] } & (
  | { readonly leftOut: "burned-in" | "no-image" }
  | { readonly bytes: Uint8Array; readonly sopInstanceUid: string }
);

/** An image without its patient, in its own transfer syntax where its pixels are compressed; or why it does not go. */
export function cleanImages(
  bytes: Uint8Array,
  instance: Pick<InstanceRecord, "sopInstanceUid" | "studyInstanceUid" | "seriesInstanceUid">,
  patient: string,
  pseudonyms: Pseudonyms,
): CleanImage {
  const file = parsed(bytes);
  if (file === undefined) return { telling: [], leftOut: "no-image" };
  const { dataset, transferSyntaxUid } = file;
  const telling = tellingValues(dataset);
  if (!dataset.has("PixelData") || dataset.first("Modality") === "RTDOSE") return { telling, leftOut: "no-image" };
  const burnedIn = dataset.first("BurnedInAnnotation");
  const isLikely = oftenBurnedIn.includes(dataset.first("Modality") ?? "OT") || dataset.first("ConversionType") !== undefined;
  if (burnedIn === "YES" || (burnedIn !== "NO" && isLikely)) return { telling, leftOut: "burned-in" };
  const clean = deidentify(
    dataset
      .set("SOPInstanceUID", instance.sopInstanceUid)
      .set("StudyInstanceUID", instance.studyInstanceUid)
      .set("SeriesInstanceUID", instance.seriesInstanceUid),
    patient,
    pseudonyms,
  );
  const options = isTransferSyntaxEncapsulated(transferSyntaxUid) ? { transferSyntaxUid } : {};
  return { telling, bytes: buildPart10(clean, options), sopInstanceUid: mappedUid(pseudonyms, instance.sopInstanceUid) };
}

/** Undefined for a file that cannot be read: the others go without it. */
function parsed(bytes: Uint8Array): ReturnType<typeof parsePart10> | undefined {
  try {
    return parsePart10(bytes);
  } catch (error) {
    if (error instanceof DicomError) return undefined;
    throw error;
  }
}
