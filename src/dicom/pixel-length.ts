import type { Dataset } from "./dataset.ts";
import { type Reading, repair } from "./reading.ts";
import { tagText } from "./tag-dictionary.ts";
import { isTransferSyntaxEncapsulated } from "./transfer-syntax.ts";

const PIXEL_DATA = 0x7fe00010;

/** Notes where native Pixel Data are shorter or longer than the image description makes them (PS3.5 8.1.1, PS3.3 C.7.6.3). */
export function checkPixelLength(reading: Reading, dataset: Dataset, transferSyntaxUid: string): void {
  const element = dataset.elementAt(PIXEL_DATA);
  if (element === undefined || element.fragments !== undefined || isTransferSyntaxEncapsulated(transferSyntaxUid)) return;
  const expected = expectedLength(dataset);
  const { length } = element.value;
  const isCut = reading.repairs.some(({ code, tag }) => code === "truncated-value" && tag === tagText(PIXEL_DATA));
  if (expected === undefined || isCut) return;
  if (length < expected) repair(reading, "pixel-data-short", PIXEL_DATA);
  else if (length > expected + 1) repair(reading, "pixel-data-long", PIXEL_DATA);
}

function expectedLength(dataset: Dataset): number | undefined {
  const [rows, columns, bits] = [dataset.first("Rows"), dataset.first("Columns"), dataset.first("BitsAllocated")];
  if (rows === undefined || columns === undefined || bits === undefined) return undefined;
  const samples = dataset.first("PhotometricInterpretation") === "YBR_FULL_422" ? 2 : (dataset.first("SamplesPerPixel") ?? 1);
  const frames = Math.max(1, dataset.first("NumberOfFrames") ?? 1);
  const length = Math.ceil((rows * columns * samples * frames * bits) / 8);
  return Number.isFinite(length) ? length : undefined;
}
