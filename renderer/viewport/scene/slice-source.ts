import type { Frame } from "../../../src/contract/index.ts";
import {
  distanceToPlaneMm,
  type ImagePlane,
  indexToPatientMm,
  patientMmToIndex,
  uprightGrid,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";
import type { PlaneName, Slab } from "../../stores/viewport/viewport-store.ts";
import type { Look } from "../pixels/frame-order.ts";
import type { PixelValues, SeriesPixels } from "../pixels/series-pixels.ts";
import { type PlaneAxes, planeAxes } from "../plane/axes.ts";
import { blankOf } from "../plane/blank.ts";
import { type CutVolume, extractPlane, frameShifts, planeCount, planeIndexOf, planeOf } from "../plane/reformat.ts";
import { frameForMany } from "../plane/shared-frame.ts";
import { frameSlice, type Slice, sliceCentre } from "../plane/slice.ts";
import { formsSlabs, Slabs } from "./slabs.ts";

/** Slices in order: the frames of a stack, or the planes of a volume along an axis. */
export interface SliceSource {
  readonly count: number;
  /** Undefined until its pixels have come. */
  slice(index: number): Slice | undefined;
  planeAt(index: number): ImagePlane | undefined;
  /** The slice nearest to a point in the patient; undefined where slices have no place. */
  nearest(pointPatient: Vec3): number | undefined;
  /** The nearest point that slices pass through; undefined for one that lies more than a slice away from all of them. */
  within(pointPatient: Vec3): Vec3 | undefined;
  /** What to fetch so that a slice can be drawn. */
  look(index: number, direction: Look["direction"]): Look;
  /** Index of the frame that belongs to a slice: itself, or the nearest. */
  frameIndex(index: number): number;
  /** Told that frames have come, so that a slice drawn from them is made anew. */
  refresh(frame: number): void;
  /** Slices are slabs of this thickness from now on, where they form a volume; single ones for undefined. */
  setSlab(slab: Slab | undefined): void;
}

/** The frames of a series, each as it was acquired, or slabs about them where they are slices of a volume. */
export function createStackSource(pixels: SeriesPixels): SliceSource {
  const { frames, geometry } = pixels.detail;
  // By their values: those of a frame that was given up go with it.
  const slices = new WeakMap<PixelValues, Slice>();
  const slabs = geometry.grid !== undefined && formsSlabs(pixels) ? new Slabs(pixels, geometry.grid, asAcquired) : undefined;
  return {
    count: frames.length,
    slice(index) {
      const frame = frames[index];
      const values = pixels.frame(index);
      if (frame === undefined || values === undefined) return undefined;
      const slice = slices.get(values) ?? frameSlice(frame, values);
      slices.set(values, slice);
      return slabs?.about(pixels.sliceOf(index), slice) ?? slice;
    },
    planeAt: (index) => frames[index]?.plane,
    nearest(pointPatient) {
      let best: { index: number; distance: number } | undefined;
      frames.forEach(({ plane }, index) => {
        if (plane === undefined) return;
        const distance = Math.abs(distanceToPlaneMm(plane, pointPatient));
        if (best === undefined || distance < best.distance) best = { index, distance };
      });
      return best?.index;
    },
    within(pointPatient) {
      const reach = pixels.detail.geometry.grid?.spacingMm[2] ?? frames[0]?.sliceThicknessMm ?? 5;
      const isNear = frames.some(({ plane }) => plane !== undefined && Math.abs(distanceToPlaneMm(plane, pointPatient)) <= reach);
      return isNear ? pointPatient : undefined;
    },
    look: (index, direction) => ({ index, direction, whole: slabs?.isOn() ?? false }),
    frameIndex: (index) => index,
    refresh: () => slabs?.refresh(),
    setSlab: (slab) => slabs?.set(slab),
  };
}

/** Rows and columns as they are stored, slice after slice. */
const asAcquired: PlaneAxes = { right: { axis: 0, sign: 1 }, down: { axis: 1, sign: 1 }, through: { axis: 2, sign: 1 } };

/**
 * Planes through the volume that a series' frames form. Those that follow each other along the slices are the frames as acquired; the
 * others are cut along an upright grid, which a tilted gantry's frames are put right on line by line. Slices that are missing in the series
 * are left out among the former and blank in the latter.
 */
export function createPlaneSource(pixels: SeriesPixels, sheared: VolumeGrid, name: PlaneName): SliceSource {
  const upright = uprightGrid(sheared);
  const axes = planeAxes(upright, name);
  const isAcquired = axes.through.axis === 2;
  const grid = isAcquired ? sheared : upright;
  const cutter = createCutter(pixels, grid, axes, [sheared.dimensions[0], sheared.dimensions[1]]);
  const slabs = new Slabs(pixels, grid, axes);
  const nearestFrame = (index: number) => {
    if (isAcquired) return index;
    const centre = sliceCentre(planeOf(grid, axes, index));
    const frameAxes: PlaneAxes = { ...axes, through: { axis: 2, sign: 1 } };
    return pixels.frameNear(planeIndexOf(grid, frameAxes, centre));
  };
  // A voxel of a reduced volume is the mean of several frames' even along the slices.
  const ofMany = frameForMany((pixels.reduction?.full ?? pixels.detail).frames);
  const gridIndex = (index: number) => (isAcquired ? pixels.sliceOf(index) : index);
  const planeAt = (index: number) => planeOf(grid, axes, gridIndex(index));
  let made: { readonly index: number; readonly slice: Slice } | undefined;
  return {
    count: isAcquired ? pixels.frameCount : planeCount(grid, axes),
    slice(index) {
      if (made?.index === index) return made.slice;
      const frame = pixels.detail.frames[nearestFrame(index)];
      if (frame === undefined || pixels.loadedCount === 0 || (isAcquired && pixels.frame(index) === undefined)) return undefined;
      const plane = planeAt(index);
      const { rows, columns, pixelSpacing: spacing } = plane;
      const values = slabs.isOn() ? noValues : cutter.cut(gridIndex(index));
      const single: Slice = {
        columns,
        rows,
        samplesPerPixel: 1,
        values,
        spacing,
        isCalibrated: true,
        plane,
        frame: isAcquired && pixels.reduction === undefined ? frame : ofMany(frame),
        reducedBy: pixels.reduction?.factors,
        isAcquired: isAcquired && pixels.reduction === undefined,
        isBlank: isAcquired ? undefined : cutter.isBlank(gridIndex(index), frame),
      };
      const slice = slabs.about(gridIndex(index), single) ?? single;
      made = { index, slice };
      return slice;
    },
    planeAt,
    nearest(pointPatient) {
      const index = planeIndexOf(grid, axes, pointPatient);
      return isAcquired ? pixels.frameNear(index) : index;
    },
    within(pointPatient) {
      const index = patientMmToIndex(sheared, pointPatient);
      const inside = index.map((part, axis) =>
        Math.min((sheared.dimensions[axis] as number) - 1, Math.max(0, part)),
      ) as unknown as Vec3;
      return index.every((part, axis) => Math.abs(part - (inside[axis] as number)) <= 1)
        ? indexToPatientMm(sheared, inside)
        : undefined;
    },
    look: (index, direction) => ({ index: nearestFrame(index), direction: isAcquired ? direction : 0, whole: true }),
    frameIndex: nearestFrame,
    refresh(frame) {
      slabs.refresh();
      if (made !== undefined && (slabs.isOn() || !isAcquired || frame === made.index)) made = undefined;
    },
    setSlab(slab) {
      if (slabs.set(slab)) made = undefined;
    },
  };
}

/** Stands where a slab's values will. */
const noValues = new Uint8Array();

/** Cuts planes into one reused buffer. */
function createCutter(
  pixels: SeriesPixels,
  grid: VolumeGrid,
  axes: PlaneAxes,
  frameSize: readonly [number, number],
): {
  readonly cut: (index: number) => PixelValues;
  readonly isBlank: (index: number, frame: Frame) => NonNullable<Slice["isBlank"]>;
} {
  const whole = pixels.whole();
  if (whole === undefined) throw new RangeError("A plane was asked of frames that form no volume.");
  const length = grid.dimensions[axes.right.axis] * grid.dimensions[axes.down.axis];
  const shifts = axes.through.axis === 2 ? undefined : frameShifts(grid, pixels.detail.frames, (frame) => pixels.sliceOf(frame));
  const volume: CutVolume = { values: whole, grid, shifts, frameSize };
  const out = new (whole.constructor as new (length: number) => PixelValues)(length);
  const isLoaded = (slice: number) => isSliceLoaded(pixels, slice);
  return {
    cut(index) {
      extractPlane(volume, axes, index, isLoaded, pixels.range?.low ?? 0, out);
      return out;
    },
    isBlank: (index, { paddingRange }) =>
      blankOf({ ...volume, padding: paddingRange, isLoaded }, axes, { first: index, last: index, middle: index }),
  };
}

function isSliceLoaded(pixels: SeriesPixels, slice: number): boolean {
  const frame = pixels.frameOfSlice(slice);
  return frame !== undefined && pixels.frame(frame) !== undefined;
}
