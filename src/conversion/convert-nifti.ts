import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { buildPart10, Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { ConversionError } from "./errors.ts";
import { type FrameCut, type FramePlane, framePlane, type NiftiGrid, niftiGrid, readersCut } from "./nifti-geometry.ts";
import { isNifti, type NiftiHeader, parseNiftiHeader } from "./nifti-header.ts";
import { niftiDataBytes, type StoredVolume, storeVoxels } from "./nifti-values.ts";
import { buildCapture, setPixels } from "./secondary-capture.ts";

const unpack = promisify(gunzip);
/** Enough for either header. */
const headBytes = 1024;
const maxFrames = 65_000;

/** The first bytes of a gzip file, unpacked; undefined where it is none. */
export async function unpackedHead(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return undefined;
  const start = bytes.subarray(0, 64 * 1024);
  const head = await unpack(start, { maxOutputLength: 64 * 2 ** 20, finishFlush: 2 }).catch(() => undefined);
  return head?.subarray(0, headBytes);
}

/**
 * A NIfTI file (.nii, .nii.gz) as one multi-frame Secondary Capture: frames of constant k, volume after volume, with the place of each
 * in the patient where the header gives it (PS3.3 A.8.4, C.7.6.16.2.3-4), values brought to 16 bits (see `storeVoxels`).
 * @throws ConversionError damaged, nifti-pair, nifti-values, too-large
 */
export async function convertNifti(source: Uint8Array, isPacked: boolean): Promise<Uint8Array> {
  const bytes = isPacked ? await unpackBounded(source) : source;
  const header = parseNiftiHeader(bytes);
  const frames = header.size[2] * header.volumes;
  if (frames > maxFrames) throw new ConversionError("too-large", { frames });
  const grid = niftiGrid(header);
  const cut = readersCut(grid);
  const volume = storeVoxels(header, bytes, cut);
  const planes = grid === undefined ? [] : planesOf(grid, cut, header);
  const dataset = buildCapture({
    source,
    format: "NIfTI",
    sopClassUid: sopClasses.MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
    remarks: remarksOf(header, volume, planes.length > 0),
  });
  setPixels(dataset, {
    rows: header.size[cut.columnAxis],
    columns: header.size[cut.rowAxis],
    bits: 16,
    photometricInterpretation: "MONOCHROME2",
  });
  setFrames(dataset, header, planes, uidFromText(`hounsfield conversion frame of reference ${hashOf(source)}`));
  setValues(dataset, volume);
  return buildPart10(dataset.set("PixelData", volume.bytes, "OW"));
}

/** Unpacked to what its own header declares and no further. */
async function unpackBounded(source: Uint8Array): Promise<Uint8Array> {
  const head = await unpackedHead(source);
  if (head === undefined || !isNifti(head)) throw new ConversionError("damaged");
  const header = parseNiftiHeader(head);
  const maxOutputLength = Math.min(header.dataStart + niftiDataBytes(header) + 2 ** 20, 2 ** 32);
  return unpack(source, { maxOutputLength }).catch((error: unknown) => {
    throw new ConversionError("damaged", {}, error);
  });
}

/** The plane of every frame of one volume; none where the grid is sheared within the frames. */
function planesOf(grid: NiftiGrid, cut: FrameCut, { size }: NiftiHeader): readonly FramePlane[] {
  const planes = Array.from({ length: size[2] }, (_, k) => framePlane(grid, cut, size, k));
  return planes.filter((plane) => plane !== undefined);
}

function remarksOf(header: NiftiHeader, volume: StoredVolume, hasPlace: boolean): string[] {
  const remarks: string[] = [];
  if (!hasPlace) remarks.push("The place in the patient is not known.");
  else remarks.push(`Geometry from the ${header.sformCode > 0 ? "sform" : "qform"}.`);
  if (volume.largestError > 0) remarks.push(`Values were rounded; the largest error is ${volume.largestError.toPrecision(3)}.`);
  if (volume.notNumbers > 0) remarks.push(`${volume.notNumbers} values were no numbers and became the least value.`);
  return remarks;
}

function setFrames(dataset: Dataset, header: NiftiHeader, planes: readonly FramePlane[], frameOfReferenceUid: string): void {
  const { size, volumes } = header;
  const first = planes[0];
  const organization = uidFromText(`${frameOfReferenceUid} dimensions`);
  const shared = new Dataset();
  if (first !== undefined) {
    dataset.set("FrameOfReferenceUID", frameOfReferenceUid).set("PositionReferenceIndicator", []);
    shared
      .set("PixelMeasuresSequence", [
        new Dataset()
          .set("PixelSpacing", first.pixelSpacing.map(decimal))
          .set("SliceThickness", decimal(first.sliceSpacingMm))
          .set("SpacingBetweenSlices", decimal(first.sliceSpacingMm)),
      ])
      .set("PlaneOrientationSequence", [
        new Dataset().set("ImageOrientationPatient", first.imageOrientationPatient.map(decimal)),
      ]);
  }
  dataset
    // Required (PS3.3 C.7.6.16.1) and not known; not today's, so that the same file stays the same object.
    .set("ContentDate", "19000101")
    .set("ContentTime", "000000")
    .set("NumberOfFrames", size[2] * volumes)
    .setElement(0x00280009, frameIncrement())
    .set("DimensionOrganizationSequence", [new Dataset().set("DimensionOrganizationUID", organization)])
    .set("DimensionIndexSequence", dimensionIndices(organization, volumes > 1))
    .set("SharedFunctionalGroupsSequence", [shared])
    .set(
      "PerFrameFunctionalGroupsSequence",
      Array.from({ length: size[2] * volumes }, (_, frame) => frameGroups(frame, header, planes)),
    );
}

/** Frame Increment Pointer (0028,0009): to the functional groups of each frame (PS3.3 A.8.4.3.1). */
function frameIncrement() {
  return { vr: "AT", value: [0x52009230] } as const;
}

/** Volume before slice: the order the frames are in. */
function dimensionIndices(organization: string, hasVolumes: boolean): readonly Dataset[] {
  const index = (pointer: number, label: string) =>
    new Dataset()
      .set("DimensionOrganizationUID", organization)
      .setElement(0x00209165, { vr: "AT", value: [pointer] })
      .setElement(0x00209167, { vr: "AT", value: [0x00209111] })
      .set("DimensionDescriptionLabel", label);
  const slice = index(0x00209057, "Slice");
  return hasVolumes ? [index(0x00209128, "Volume"), slice] : [slice];
}

function frameGroups(frame: number, { size, volumes }: NiftiHeader, planes: readonly FramePlane[]): Dataset {
  const slice = frame % size[2];
  const volume = Math.floor(frame / size[2]);
  const content = new Dataset()
    .set("StackID", "1")
    .set("InStackPositionNumber", slice + 1)
    .set("DimensionIndexValues", volumes > 1 ? [volume + 1, slice + 1] : [slice + 1]);
  if (volumes > 1) content.set("TemporalPositionIndex", volume + 1);
  const groups = new Dataset().set("FrameContentSequence", [content]);
  const plane = planes[slice];
  if (plane === undefined) return groups;
  return groups.set("PlanePositionSequence", [
    new Dataset().set("ImagePositionPatient", plane.imagePositionPatient.map(decimal)),
  ]);
}

function setValues(dataset: Dataset, { slope, intercept, low, high }: StoredVolume): void {
  dataset
    .set("RescaleSlope", decimal(slope))
    .set("RescaleIntercept", decimal(intercept))
    .set("RescaleType", "US")
    .set("PresentationLUTShape", "IDENTITY")
    .set("WindowCenter", decimal((low + high) / 2))
    .set("WindowWidth", decimal(high > low ? high - low : 1));
}

/** A number that a Decimal String of 16 characters holds (PS3.5 6.2). */
function decimal(value: number): number {
  for (let digits = 15; digits > 4; digits -= 1) {
    const rounded = Number(value.toPrecision(digits));
    if (String(rounded).length <= 16) return rounded;
  }
  return Number(value.toPrecision(4));
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
