import { type PixelElement, parseImagePixel } from "./image-pixel.ts";
import { tagOf } from "./keyword.ts";
import type { Part10File } from "./part10.ts";
import type { Repair } from "./repair.ts";
import { tagText } from "./tag-dictionary.ts";
import { EXPLICIT_VR_BIG_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from "./transfer-syntax.ts";

const elements = ["FloatPixelData", "DoubleFloatPixelData", "PixelData"] as const;
const plain: ReadonlySet<string> = new Set([IMPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_LITTLE_ENDIAN, EXPLICIT_VR_BIG_ENDIAN]);
const undefinedLength = 0xffffffff;

interface PixelValue {
  readonly element: PixelElement;
  /** As stated; undefined where fragments follow, or where it is not known. */
  readonly byteLength: number | undefined;
  readonly isFragments: boolean;
}

/**
 * What of an image's description is not believed when it is shown, told from the data set and the length of the pixel data alone; empty
 * where there are no pixel data. The file may have been read up to its pixel data only; `bytes`, what was read of it, then tell fragments
 * of stated length from pixels that are not compressed.
 */
export function imageRepairs(
  file: Pick<Part10File, "dataset" | "transferSyntaxUid" | "repairs" | "stoppedBefore">,
  bytes?: Uint8Array,
): readonly Repair[] {
  const { dataset, transferSyntaxUid } = file;
  const value = pixelValueInSight(file, bytes) ?? pixelValueRead(file);
  if (value === undefined) return [];
  const { element, byteLength, isFragments } = value;
  const read = parseImagePixel(dataset, { transferSyntaxUid, element, byteLength });
  // Fragments are of some compression, whatever was declared.
  const isUndeclared = isFragments && plain.has(transferSyntaxUid);
  const found: readonly Repair[] = [
    ...(isUndeclared ? [{ code: "wrong-transfer-syntax" as const }] : []),
    ...("repairs" in read ? read.repairs : []),
  ];
  return found.filter(({ code, tag }) => !file.repairs.some((known) => known.code === code && known.tag === tag));
}

function pixelValueInSight(
  { stoppedBefore, transferSyntaxUid }: Pick<Part10File, "stoppedBefore" | "transferSyntaxUid">,
  bytes?: Uint8Array,
): PixelValue | undefined {
  const element = stoppedBefore && elements.find((keyword) => tagOf(keyword) === stoppedBefore.tag);
  if (stoppedBefore === undefined || element === undefined) return undefined;
  const { length, valueStart } = stoppedBefore;
  const isWrapped = !plain.has(transferSyntaxUid) && bytes !== undefined && isItem(bytes, valueStart);
  const isFragments = length === undefinedLength || isWrapped;
  return { element, byteLength: isFragments ? undefined : length, isFragments };
}

function isItem(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xfe && bytes[at + 1] === 0xff && bytes[at + 2] === 0 && bytes[at + 3] === 0xe0;
}

/** Of pixel data that were cut off, the length that they should have is gone. */
function pixelValueRead({ dataset, repairs }: Pick<Part10File, "dataset" | "repairs">): PixelValue | undefined {
  const element = elements.find((keyword) => dataset.has(keyword));
  const read = element && dataset.element(element);
  if (element === undefined || read === undefined) return undefined;
  const tag = tagText(tagOf(element));
  const isCut = repairs.some((repair) => repair.code === "truncated-value" && repair.tag === tag);
  const isFragments = read.fragments !== undefined;
  const length = read.value instanceof Uint8Array ? read.value.length : undefined;
  return { element, byteLength: isCut || isFragments ? undefined : length, isFragments };
}
