import type { ImagePixel } from "../../dicom/index.ts";
import type { JpegHeader } from "./jpeg-header.ts";

/**
 * Whether the three components of a JPEG are luminance and chrominance. An Adobe mark or components named R, G and B were written with
 * the image and know; then the photometric interpretation says so; where it says RGB, a JFIF mark or subsampling shows that the image was
 * compressed as YCbCr and its header never changed.
 */
export function isLuminanceChrominance(
  jpeg: JpegHeader,
  { photometricInterpretation }: Pick<ImagePixel, "photometricInterpretation">,
): boolean {
  if (jpeg.adobe !== undefined) return jpeg.adobe.transform === 1;
  if (jpeg.components.map(({ id }) => String.fromCharCode(id)).join("") === "RGB") return false;
  if (photometricInterpretation !== "RGB") return true;
  const subsampled = jpeg.components.some(
    ({ across, down }) => across !== jpeg.components[0]?.across || down !== jpeg.components[0]?.down,
  );
  return jpeg.jfif || subsampled;
}
