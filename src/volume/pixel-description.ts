import { type Dataset, type ImagePixel, type PixelElement, parseImagePixel, type Repair } from "../dicom/index.ts";
import { VolumeError } from "./errors.ts";

/** The Image Pixel module of an image as it was believed. */
export type PixelDescription = ImagePixel;

/**
 * Reads and bounds the pixel description of a data set. `nativeLength`, the bytes of a value that is not in fragments, speaks where the
 * written words cannot be; `repairs` are those that were not believed. @throws VolumeError no-pixel-data, unsupported-pixel-format, too-large
 */
export function parsePixelDescription(
  dataset: Dataset,
  value: { readonly transferSyntaxUid: string; readonly element?: PixelElement; readonly nativeLength?: number | undefined },
): { readonly description: PixelDescription; readonly repairs: readonly Repair[] } {
  const { nativeLength: byteLength, ...rest } = value;
  const read = parseImagePixel(dataset, { ...rest, byteLength });
  switch (read.kind) {
    case "image":
      return read;
    case "no-image":
      throw new VolumeError(
        "no-pixel-data",
        "This object holds no image: it gives no Rows and Columns. Other objects are not affected.",
      );
    case "too-large": {
      const { rows, columns } = read;
      throw new VolumeError(
        "too-large",
        `A frame of ${columns} x ${rows} is more than can be shown. Other series are not affected.`,
        { rows, columns },
      );
    }
    case "unsupported-samples": {
      const { photometricInterpretation, samplesPerPixel } = read;
      throw new VolumeError(
        "unsupported-pixel-format",
        `Images of kind ${photometricInterpretation} with ${samplesPerPixel} samples per pixel cannot be shown. Other series are not affected.`,
        { photometricInterpretation, samplesPerPixel },
      );
    }
    case "unsupported-bits": {
      const { bitsAllocated } = read;
      throw new VolumeError(
        "unsupported-pixel-format",
        `Pixels of ${bitsAllocated} bits cannot be read (1 to 32 can). Other series are not affected.`,
        { bitsAllocated },
      );
    }
  }
}
