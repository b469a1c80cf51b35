import { Dataset, isTransferSyntaxEncapsulated, isTransferSyntaxKnown, parseImagePixel, sopClasses } from "../dicom/index.ts";
import { syntheticModelName } from "./describe-instance.ts";
import { plainProjection } from "./hanging-traits.ts";
import { isUsableUid } from "./identity.ts";
import { type ElementCursor, endOfSequence, isVr, readElementHeader, tagAt, undefinedLength } from "./plain-elements.ts";
import { seriesKindOf } from "./series-kind.ts";
import type { InstanceDescription } from "./types.ts";

/** Implicit VR little endian, the one encoding here whose elements carry no VR. */
const implicitVr = "1.2.840.10008.1.2";
/** Explicit VR big endian and deflated: not plain. */
const notPlain: ReadonlySet<string> = new Set(["1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.8.1"]);
const pixelData = new Map([
  [0x7fe00008, "FloatPixelData"],
  [0x7fe00009, "DoubleFloatPixelData"],
  [0x7fe00010, "PixelData"],
] as const);

const textTags = {
  transferSyntaxUid: 0x00020010,
  mediaClassUid: 0x00020002,
  sopClassUid: 0x00080016,
  sopInstanceUid: 0x00080018,
  studyDate: 0x00080020,
  studyTime: 0x00080030,
  accessionNumber: 0x00080050,
  modality: 0x00080060,
  institutionName: 0x00080080,
  studyDescription: 0x00081030,
  seriesDescription: 0x0008103e,
  modelName: 0x00081090,
  patientName: 0x00100010,
  patientId: 0x00100020,
  patientBirthDate: 0x00100030,
  patientSex: 0x00100040,
  bodyPartExamined: 0x00180015,
  contrastAgent: 0x00180010,
  protocolName: 0x00181030,
  convolutionKernel: 0x00181210,
  viewPosition: 0x00185101,
  studyInstanceUid: 0x0020000d,
  seriesInstanceUid: 0x0020000e,
  seriesNumber: 0x00200011,
  instanceNumber: 0x00200013,
  patientOrientation: 0x00200020,
  imagePosition: 0x00200032,
  imageOrientation: 0x00200037,
  laterality: 0x00200060,
  imageLaterality: 0x00200062,
  numberOfFrames: 0x00280008,
  photometricInterpretation: 0x00280004,
  rescaleIntercept: 0x00281052,
  rescaleSlope: 0x00281053,
} as const;
type TextName = keyof typeof textTags;
type Texts = { [K in TextName]: string };
const nameOfTag = new Map<number, TextName>(Object.entries(textTags).map(([name, tag]) => [tag, name as TextName]));
const noTexts = Object.fromEntries(Object.keys(textTags).map((name) => [name, ""])) as Texts;
/** Texts of which there may be several, and those that are numbers. */
const severalTags: ReadonlySet<number> = new Set([
  textTags.convolutionKernel,
  textTags.patientOrientation,
  textTags.imagePosition,
  textTags.imageOrientation,
]);
const decimalTags: ReadonlySet<number> = new Set([textTags.imagePosition, textTags.imageOrientation]);
const ROWS = 0x00280010;
const COLUMNS = 0x00280011;
/** The rest of the Image Pixel module, each of two bytes. */
const imageNumbers: ReadonlySet<number> = new Set([
  0x00280002,
  0x00280006,
  ROWS,
  COLUMNS,
  0x00280100,
  0x00280101,
  0x00280102,
  0x00280103,
]);
/**
 * Directory records, and what else of an image the parser has to judge: Modality and VOI LUTs, Dose Grid Scaling, coded views, shared
 * functional groups.
 */
const notPlainTags: ReadonlySet<number> = new Set([0x00041220, 0x00283000, 0x00283010, 0x3004000e, 0x00540220, 0x52009229]);

const plainDecimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

interface Walk extends ElementCursor {
  /** Of the whole file. */
  readonly byteLength: number;
  readonly texts: Texts;
  hasContrast: boolean;
  hasPosition: boolean;
  hasPixels: boolean;
  /** What describes the pixels. */
  readonly image: Dataset;
  /** How many of Rows and Columns are there. */
  sized: number;
}

/**
 * Describes a file from its head when it is written plainly: little endian, in the order of tags, its texts ASCII and free of anything
 * that a rule would have to be known for. Most files of most vendors are; reading one so takes a tenth of the time. Undefined for every
 * other file and wherever there is any doubt: then the parser must have it. What is given is what `describeInstance` gives.
 */
export function describePlainHead(head: Buffer, byteLength: number, sha256: string): InstanceDescription | undefined {
  if (head.length < 140 || head.readUInt32LE(128) !== 0x4d434944) return undefined;
  const walk: Walk = {
    head,
    byteLength,
    texts: { ...noTexts },
    hasContrast: false,
    hasPosition: false,
    explicit: true,
    hasPixels: false,
    image: new Dataset(),
    sized: 0,
    tag: 0,
    vr: 0,
    start: 0,
    length: 0,
  };
  return walkElements(walk) && isPlainImage(walk) ? toDescription(walk, byteLength, sha256) : undefined;
}

/** Goes from element to element up to the pixel data, which must be reached; false where anything is not plain. */
function walkElements(walk: Walk): boolean {
  const { head } = walk;
  let at = 132;
  let before = 0;
  while (at + 12 <= head.length) {
    const isFirstOfDataset = before < 0x00030000 && tagAt(head, at) >= 0x00030000;
    if (isFirstOfDataset && !enterDataset(walk, at)) return false;
    if (!readElementHeader(walk, at) || walk.tag <= before) return false;
    const { tag, start, length, vr } = walk;
    if (isPixelData(tag)) {
      walk.hasPixels = length > 0 && (length === undefinedLength || start + length <= walk.byteLength);
      return walk.hasPixels;
    }
    const end = length === undefinedLength ? endOfSequence(walk, start, vr) : start + length;
    if (end > head.length || notPlainTags.has(tag) || !take(walk, tag, start, end)) return false;
    before = tag;
    at = end;
  }
  return false;
}

/** Behind the meta information: sets how the data set is encoded. */
function enterDataset(walk: Walk, at: number): boolean {
  const { transferSyntaxUid, mediaClassUid } = walk.texts;
  if (!isTransferSyntaxKnown(transferSyntaxUid) || notPlain.has(transferSyntaxUid)) return false;
  if (mediaClassUid === sopClasses.MediaStorageDirectoryStorage) return false;
  walk.explicit = transferSyntaxUid !== implicitVr;
  const vr = walk.head.readUInt16BE(at + 4);
  return walk.explicit || !isVr(vr);
}

/** Keeps the value of a wanted element; false where it is not plain. */
function take(walk: Walk, tag: number, start: number, end: number): boolean {
  const { head, texts } = walk;
  if (imageNumbers.has(tag)) {
    if (end - start !== 2) return false;
    const number = head.readUInt16LE(start);
    if ((tag === ROWS || tag === COLUMNS) && number > 0) walk.sized += 1;
    walk.image.setElement(tag, { vr: "US", value: [number] });
    return true;
  }
  const name = nameOfTag.get(tag);
  if (name === undefined) return true;
  if (end - start > 256 || !isPlainText(head, start, end, severalTags.has(tag))) return false;
  const text = head.toString("latin1", start, end);
  if (tag === textTags.contrastAgent) walk.hasContrast = true;
  if (tag === textTags.imagePosition) walk.hasPosition = true;
  const value = severalTags.has(tag) ? severalValues(tag, text) : trimmed(text, tag === textTags.patientName);
  if (value === undefined) return false;
  texts[name] = value;
  return true;
}

/** Beyond ASCII, an escape, several values where there should be one: the parser knows what to make of them. */
function isPlainText(head: Buffer, start: number, end: number, maySeparate: boolean): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = head[at] ?? 0xff;
    if (byte >= 0x7f || (byte === 0x5c && !maySeparate) || (byte < 0x20 && byte !== 0)) return false;
  }
  return true;
}

/** Values between "\\", numbers as numbers are written; undefined where one is none. */
function severalValues(tag: number, text: string): string | undefined {
  const parts = trimmed(text, true) === "" ? [] : text.split("\\").map((part) => trimmed(part, false));
  if (!decimalTags.has(tag)) return parts.join("\\");
  return parts.every((part) => plainDecimal.test(part)) ? parts.map(Number).join("\\") : undefined;
}

function trimmed(text: string, keepLeading: boolean): string {
  const withoutPadding = text.replace(/[ \0]+$/, "");
  return keepLeading ? withoutPadding : withoutPadding.replace(/^[ \0]+/, "");
}

/** Whether the image is described without fault, so that nothing has to be said of it. */
function isPlainImage({ image, texts, tag, length }: Walk): boolean {
  const { transferSyntaxUid, photometricInterpretation, rescaleIntercept, rescaleSlope, numberOfFrames } = texts;
  const isEncapsulated = isTransferSyntaxEncapsulated(transferSyntaxUid);
  if (!isPixelData(tag) || photometricInterpretation === "PALETTE COLOR" || isEncapsulated !== (length === undefinedLength))
    return false;
  image.set("SOPClassUID", texts.sopClassUid).set("PhotometricInterpretation", photometricInterpretation);
  for (const [keyword, text] of [
    ["NumberOfFrames", numberOfFrames],
    ["RescaleIntercept", rescaleIntercept],
    ["RescaleSlope", rescaleSlope],
  ] as const) {
    if (text === "") continue;
    if (!plainDecimal.test(text)) return false;
    image.set(keyword, Number(text));
  }
  const byteLength = isEncapsulated ? undefined : length;
  const read = parseImagePixel(image, { transferSyntaxUid, element: pixelData.get(tag) ?? "PixelData", byteLength });
  return read.kind === "image" && read.repairs.length === 0;
}

function isPixelData(tag: number): tag is 0x7fe00008 | 0x7fe00009 | 0x7fe00010 {
  return (pixelData as ReadonlyMap<number, string>).has(tag);
}

function toDescription(
  { texts, sized, hasContrast, hasPosition }: Walk,
  byteLength: number,
  sha256: string,
): InstanceDescription | undefined {
  const { sopInstanceUid, sopClassUid, seriesInstanceUid, studyInstanceUid } = texts;
  if (![sopInstanceUid, sopClassUid, seriesInstanceUid, studyInstanceUid].every(isUsableUid)) return undefined;
  const numbers = [texts.seriesNumber, texts.instanceNumber, texts.numberOfFrames].map(plainInteger);
  const [seriesNumber, instanceNumber, numberOfFrames] = numbers;
  if (seriesNumber === undefined || instanceNumber === undefined || numberOfFrames === undefined) return undefined;
  const { patientName, patientId, patientBirthDate, patientSex, studyDate, studyTime } = texts;
  const { accessionNumber, studyDescription, institutionName, viewPosition, patientOrientation } = texts;
  const kind = seriesKindOf(sopClassUid, sized === 2, texts.transferSyntaxUid);
  const laterality = texts.imageLaterality || texts.laterality;
  const isProjection = kind === "image" && !hasPosition;
  return {
    instance: {
      sopInstanceUid,
      sopClassUid,
      seriesInstanceUid,
      studyInstanceUid,
      transferSyntaxUid: texts.transferSyntaxUid,
      instanceNumber,
      numberOfFrames: Math.max(1, numberOfFrames ?? 1),
      byteLength,
      sha256,
    },
    series: {
      seriesInstanceUid,
      studyInstanceUid,
      modality: texts.modality,
      seriesNumber,
      seriesDescription: texts.seriesDescription,
      bodyPartExamined: texts.bodyPartExamined,
      laterality: texts.laterality || texts.imageLaterality,
      protocolName: texts.protocolName,
      convolutionKernel: texts.convolutionKernel,
      imageOrientation: kind === "image" ? texts.imageOrientation : "",
      contrastAgent: kind === "image" && hasContrast ? texts.contrastAgent : null,
      kind,
    },
    projection: isProjection ? plainProjection({ viewPosition, laterality, patientOrientation, isModified: false }) : undefined,
    study: {
      studyInstanceUid,
      patientName,
      patientId,
      patientBirthDate,
      patientSex,
      studyDate,
      studyTime,
      accessionNumber,
      studyDescription,
      institutionName,
      synthetic: texts.modelName === syntheticModelName,
      textGuessed: false,
    },
    repairs: [],
  };
}

/** null where there is none, undefined where it is not plainly a whole number. */
function plainInteger(text: string): number | null | undefined {
  if (text === "") return null;
  return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
