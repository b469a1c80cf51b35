import type { Dataset } from "../dicom/index.ts";
import { parsePalette } from "./colour.ts";
import { functionalGroup, textOf } from "./functional-group.ts";
import type { ModalityTransform } from "./modality-transform.ts";
import type { PixelDescription } from "./pixel-description.ts";
import type { SupplementalPalette } from "./presentation.ts";

/**
 * The palette over the upper stored values of a grey image (PS3.3 C.7.6.19), where its Pixel Presentation says that colour is meant
 * (C.8.16.2.1.1.5); for values after the Modality LUT, so only where that leaves their distances as they are. Undefined without one.
 */
export function parseSupplementalPalette(
  dataset: Dataset,
  description: PixelDescription,
  transform: ModalityTransform,
): SupplementalPalette | undefined {
  if (!isColourMeant(dataset) || !dataset.has("RedPaletteColorLookupTableDescriptor")) return undefined;
  if (transform.kind !== "linear" || transform.slope !== 1 || !Number.isInteger(transform.intercept)) return undefined;
  try {
    const { first, red, green, blue } = parsePalette(dataset, description);
    const colours = new Uint8Array(red.length * 3);
    for (let at = 0; at < red.length; at += 1) colours.set([red[at] ?? 0, green[at] ?? 0, blue[at] ?? 0], 3 * at);
    return { first: first + transform.intercept, colours };
  } catch {
    // A damaged palette leaves a grey image, which is what it is underneath.
    return undefined;
  }
}

/** COLOR or MIXED: the palette is for display. TRUE_COLOR has no palette, MONOCHROME wants none. */
function isColourMeant(dataset: Dataset): boolean {
  const presentation = textOf(dataset, "PixelPresentation").toUpperCase();
  const frame = textOf(functionalGroup(dataset, 1, "CTImageFrameTypeSequence"), "PixelPresentation").toUpperCase();
  return [presentation, frame].some((value) => value === "COLOR" || value === "MIXED");
}
