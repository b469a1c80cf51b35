import { yieldToLoop } from "../base/index.ts";
import { indexToPatientMm, sliceSpacingMm, type Vec3 } from "../geometry/index.ts";
import { findBone } from "./bone.ts";
import { RibsError } from "./errors.ts";
import { pairSides } from "./levels.ts";
import { findLungExtent } from "./lung-extent.ts";
import { numberLevels } from "./number.ts";
import { smoothLine } from "./smooth-line.ts";
import { findSpinalAxis } from "./spine.ts";
import { findTrails, type RibTrail } from "./trails.ts";
import type { HuVolume, Rib, RibCage } from "./types.ts";
import { toWorkVolume, WORK_MM } from "./work-volume.ts";

/** What a search for ribs tells and heeds. */
export interface FindRibsOptions {
  /** Share of the work done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const MIN_SLICES = 12;
const MIN_HEIGHT_MM = 60;
/** A rib cut is some 12 mm high: slices farther apart pass between. */
const MAX_SLICE_MM = 6;
/** The spine is followed so far above and below the lungs. */
const ABOVE_MM = 60;
const BELOW_MM = 160;
const MIN_RIBS = 4;

/**
 * Finds, traces and numbers the ribs of a chest CT without any learnt model: bone by a threshold that fits the scan, the spine by its
 * canal, seeds beside the spine, lines followed through bone, numbers from the first rib or, failing that, the last.
 *
 * `volume` is in HU, of any orientation and slice distance up to 6 mm. Points are LPS+ millimetres.
 * @throws RibsError; the signal's reason when aborted
 */
export async function findRibs(volume: HuVolume, { onProgress, signal }: FindRibsOptions = {}): Promise<RibCage> {
  assertEnough(volume);
  const work = await toWorkVolume(volume, (share) => onProgress?.(share * 0.6), signal);
  const { dimensions } = work.grid;
  const { share } = await findBone(work, signal);
  onProgress?.(0.7);
  const lung = findLungExtent(work);
  await yieldToLoop(signal);
  const first = Math.max(0, lung.first - Math.round(BELOW_MM / WORK_MM));
  const last = Math.min(dimensions[2] - 1, lung.last + Math.round(ABOVE_MM / WORK_MM));
  const axis = findSpinalAxis(share, dimensions, first, last);
  onProgress?.(0.8);
  await yieldToLoop(signal);
  const trails = findTrails(share, dimensions, axis);
  await yieldToLoop(signal);
  const alongAt = (k: number) => axis.along([...axis.at(k), k]);
  const { levels, numbering } = numberLevels(pairSides(trails), {
    lungTopMm: lung.isCutAbove ? null : alongAt(lung.last),
    spineBottomMm: alongAt(axis.first),
  });
  const toRib = (trail: RibTrail, number: number | null, order: number): Rib => ({
    side: trail.side,
    number,
    order,
    points: smoothLine(trail.points).map((point: Vec3) => indexToPatientMm(work.grid, point)),
    isCut: trail.isCut,
  });
  const ribs = levels.flatMap(({ R, L, number }, index) =>
    [R, L].flatMap((trail) => (trail === undefined ? [] : [toRib(trail, number, index + 1)])),
  );
  if (ribs.length < MIN_RIBS) throw noRibs(ribs.length);
  onProgress?.(1);
  return { ribs, numbering };
}

function assertEnough({ grid }: HuVolume): void {
  const slices = grid.dimensions[2];
  const spacingMm = sliceSpacingMm(grid);
  const edgesMm = grid.dimensions.map((count, axis) => count * (grid.spacingMm[axis] as number));
  if (slices < MIN_SLICES || spacingMm > MAX_SLICE_MM || Math.min(...edgesMm) < MIN_HEIGHT_MM) {
    throw new RibsError(
      "too-few-slices",
      `Ribs cannot be followed through ${slices} slices ${spacingMm.toFixed(1)} mm apart. The series can be read as usual; choose one with thinner slices of the whole chest.`,
      { slices, spacingMm: Math.round(spacingMm * 10) / 10 },
    );
  }
}

function noRibs(count: number): RibsError {
  return new RibsError(
    "no-ribs",
    "No ribs were found beside the spine. The series can be read as usual; choose a CT of the chest that shows spine and ribs.",
    { count },
  );
}
