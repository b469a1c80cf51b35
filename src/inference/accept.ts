import { sliceSpacingMm } from "../geometry/index.ts";
import type { Volume } from "../volume/index.ts";
import type { ModelManifest } from "./contract/manifest.ts";
import { InferenceError } from "./errors.ts";

/** SOP classes of each modality (PS3.4 B.5): a volume is known by its frames. */
const SOP_CLASSES: Readonly<Record<string, readonly string[]>> = {
  CT: ["1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.2.2"],
};

/** A bound on memory: 550 x 550 x 2000 mm. */
const MAX_COVERED_MM3 = 6e8;

/**
 * Refuses a series the model was not made for, with the reason: other modality, too few or too thick slices, too little covered,
 * no regular volume. Body region is checked by the pipeline (no lungs, no run).
 *
 * Throws `inference/not-accepted`.
 */
export function assertAccepted(volume: Volume, manifest: ModelManifest): void {
  const { accepts } = manifest;
  const { minSlices = 1, maxSliceSpacingMm = Infinity, maxPixelSpacingMm = Infinity, minExtentMm = 0 } = accepts;
  const { dimensions, spacingMm } = volume.grid;
  const known = accepts.modality.flatMap((modality) => SOP_CLASSES[modality] ?? []);
  const other = volume.frames.find((frame) => !known.includes(frame.sopClassUid));
  if (other || volume.frames.length === 0) throw refused(manifest, `it is not ${accepts.modality.join(" or ")}`);
  if (volume.geometry.kind === "stack") throw refused(manifest, "its slices do not make a regular volume");
  if (dimensions[2] < minSlices) throw refused(manifest, `it has ${dimensions[2]} slices, ${minSlices} are needed`);
  const betweenSlicesMm = sliceSpacingMm(volume.grid);
  if (betweenSlicesMm > maxSliceSpacingMm) {
    throw refused(manifest, `its slices lie ${betweenSlicesMm.toFixed(2)} mm apart, at most ${maxSliceSpacingMm} mm is accepted`);
  }
  if (Math.max(spacingMm[0], spacingMm[1]) > maxPixelSpacingMm) {
    throw refused(manifest, `its pixels are larger than ${maxPixelSpacingMm} mm`);
  }
  const extents = [spacingMm[0], spacingMm[1], betweenSlicesMm].map((mm, axis) => mm * (dimensions[axis] as number));
  const extent = Math.min(...extents);
  if (!(extents.reduce((product, mm) => product * mm, 1) <= MAX_COVERED_MM3))
    throw refused(manifest, "it covers more than a body");
  if (extent < minExtentMm) throw refused(manifest, `it covers less than ${minExtentMm} mm`);
}

function refused(manifest: ModelManifest, reason: string): InferenceError {
  return new InferenceError(
    "not-accepted",
    `${manifest.title.en} does not take this series: ${reason}. The series can be read as usual; choose another series or model.`,
    { model: manifest.id, reason },
  );
}
