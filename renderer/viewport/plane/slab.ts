import type { Slab } from "../../stores/viewport/viewport-store.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import type { PlaneAxes } from "./axes.ts";
import type { CutVolume } from "./reformat.ts";
import { RunningSums } from "./running-sums.ts";
import { emptyOf, endCounted, endLine, type Fold, foldKnown, foldLine, foldRun, sampleLine } from "./slab-lines.ts";

/** Planes of a slab: those up to `reach` away from its middle count whole, the next on either side by `edge` (0: not at all). */
export interface SlabSpan {
  readonly reach: number;
  readonly edge: number;
}

/** Padding where there is none. */
const nothing = [1, 0] as const;

/** Planes are folded in blocks of this many, which are kept: a slab that moves on folds few planes anew. */
const BLOCK = 8;

/**
 * Planes that a slab about a plane is made of. The mean weighs a plane by how much of its own thickness (the spacing) lies in the slab.
 * The brightest and darkest are those of whole planes: the ones whose centres lie in the slab, its two faces included, so that nothing is
 * made darker by a part.
 */
export function slabSpan({ mode, thicknessMm }: Slab, spacingMm: number): SlabSpan {
  const half = Math.max(0, thicknessMm) / 2 / spacingMm;
  if (mode !== "MEAN") return { reach: Math.floor(half + 1e-6), edge: 0 };
  if (half <= 0.5) return { reach: 0, edge: 0 };
  const reach = Math.floor(half - 0.5 + 1e-6);
  const edge = half - 0.5 - reach;
  return { reach, edge: edge < 1e-6 ? 0 : edge };
}

interface Folded {
  readonly fold: Fold;
  /** How many values each pixel is of, where that differs from pixel to pixel. */
  readonly counts: Float32Array | undefined;
  /** How many planes there were, by weight; each pixel's count where `counts` is undefined. */
  planes: number;
}

export interface SlabVolume extends CutVolume {
  /** Values that are no tissue: left out. */
  readonly padding: readonly [number, number] | undefined;
  /** Whether all tissue is brighter than padding, so that the brightest value is found without telling them apart. */
  readonly isPaddingDarkest?: boolean;
  readonly isLoaded: (slice: number) => boolean;
}

/**
 * Throws slabs of planes through one axis of a volume together. Slices that are missing or have not come are left out, and so is padding.
 * Frames of a tilted gantry are shifted against the grid as `extractPlane` shifts them, also where the planes are the frames themselves:
 * lines of sight are always at right angles to the plane.
 */
export class SlabFolder {
  readonly #volume: SlabVolume;
  readonly #axes: PlaneAxes;
  readonly #width: number;
  readonly #height: number;
  readonly #blocks = new Map<number, Folded>();
  #running: RunningSums | undefined;
  #mode: Slab["mode"] | undefined;
  #work: Folded | undefined;
  readonly #line: Float32Array;

  /** @param axes of the planes; `through` is the axis that the slab's thickness lies along */
  constructor(volume: SlabVolume, axes: PlaneAxes) {
    this.#volume = volume;
    this.#axes = axes;
    const { dimensions } = volume.grid;
    this.#width = dimensions[axes.through.axis === 0 ? 1 : 0];
    this.#height = dimensions[axes.through.axis === 2 ? 1 : 2];
    this.#line = new Float32Array(this.#width);
  }

  /** Forgets what was folded: slices have come since. */
  forget(): void {
    this.#blocks.clear();
    this.#running?.forget();
  }

  /**
   * The slab about plane `index`, turned as the plane's axes say; `missing` where no line of sight meets a value.
   *
   * @param out as long as the plane has pixels
   */
  fold(index: number, slab: Slab, missing: number, out: PixelValues): void {
    const { through } = this.#axes;
    const { grid } = this.#volume;
    if (this.#mode !== slab.mode) {
      this.#blocks.clear();
      this.#work = undefined;
      this.#running = undefined;
    }
    this.#mode = slab.mode;
    const span = slabSpan(slab, grid.spacingMm[through.axis]);
    const first = Math.max(0, index - span.reach);
    const last = Math.min(grid.dimensions[through.axis] - 1, index + span.reach);
    const running = this.#runningSums(slab.mode);
    if (running !== undefined) {
      running.mean({ first, last, edge: span.edge }, missing, out);
      this.#hideMissing(missing, out);
      return;
    }
    const whole = this.#restart(slab.mode);
    this.#foldPlanes(slab.mode, first, last, index, whole);
    if (span.edge > 0) {
      for (const plane of [index - span.reach - 1, index + span.reach + 1]) {
        if (plane >= 0 && plane < grid.dimensions[through.axis])
          this.#addPlanes(slab.mode, plane, plane, index, whole, span.edge);
      }
    }
    this.#keepFew(last - first + 1);
    this.#put(whole, slab.mode, missing, out);
  }

  /** Means of whole numbers, where frames lie on the grid, move on from one to the next. */
  #runningSums(mode: Slab["mode"]): RunningSums | undefined {
    const { values, grid, padding, isLoaded, shifts } = this.#volume;
    if (mode !== "MEAN" || shifts !== undefined || values instanceof Float32Array) return undefined;
    this.#running ??= new RunningSums({ values, grid, padding, isLoaded }, this.#axes);
    return this.#running;
  }

  /** Whether each pixel needs a count of its own. */
  #isCareful(mode: Slab["mode"]): boolean {
    const { shifts, padding, isPaddingDarkest = false } = this.#volume;
    return shifts !== undefined || (padding !== undefined && !(mode === "MIP" && isPaddingDarkest));
  }

  #start(mode: Slab["mode"]): Folded {
    const length = this.#width * this.#height;
    const isCareful = this.#isCareful(mode);
    const { values } = this.#volume;
    const isSum = mode === "MEAN" || isCareful;
    const fold = isSum ? new Float32Array(length) : new (values.constructor as new (length: number) => PixelValues)(length);
    const empty = emptyOf(mode, fold);
    if (empty !== 0) fold.fill(empty);
    return { fold, counts: isCareful ? new Float32Array(length) : undefined, planes: 0 };
  }

  /** The fold of the slab itself, used again from one to the next. */
  #restart(mode: Slab["mode"]): Folded {
    const folded = this.#work ?? this.#start(mode);
    this.#work = folded;
    folded.fold.fill(emptyOf(mode, folded.fold));
    folded.counts?.fill(0);
    folded.planes = 0;
    return folded;
  }

  /** Whole blocks from what is kept, the rest plane by plane. */
  #foldPlanes(mode: Slab["mode"], first: number, last: number, middle: number, out: Folded): void {
    // Frames of a tilted gantry lie differently about every middle.
    const isKept = !(this.#axes.through.axis === 2 && this.#volume.shifts !== undefined);
    for (let plane = first; plane <= last; ) {
      const block = Math.floor(plane / BLOCK);
      const end = block * BLOCK + BLOCK - 1;
      if (isKept && plane === block * BLOCK && end <= last) addFolded(mode, this.#block(mode, block, middle), out);
      else this.#addPlanes(mode, plane, Math.min(end, last), middle, out);
      plane = end + 1;
    }
  }

  #block(mode: Slab["mode"], block: number, middle: number): Folded {
    const kept = this.#blocks.get(block);
    this.#blocks.delete(block);
    const folded = kept ?? this.#start(mode);
    if (kept === undefined) this.#addPlanes(mode, block * BLOCK, block * BLOCK + BLOCK - 1, middle, folded);
    this.#blocks.set(block, folded);
    return folded;
  }

  /** As many blocks as a slab of this many planes uses, and those that it has just left. */
  #keepFew(planes: number): void {
    const most = Math.ceil(planes / BLOCK) + 2;
    for (const block of this.#blocks.keys()) {
      if (this.#blocks.size <= most) return;
      this.#blocks.delete(block);
    }
  }

  #addPlanes(mode: Slab["mode"], first: number, last: number, middle: number, out: Folded, weight = 1): void {
    if (this.#isCareful(mode)) this.#addCarefully(mode, first, last, middle, out, weight);
    else if (this.#axes.through.axis === 0) this.#addRuns(mode, first, last, out, weight);
    else this.#addLines(mode, first, last, out, weight);
  }

  #addRuns(mode: Slab["mode"], first: number, last: number, out: Folded, weight: number): void {
    const { values, grid } = this.#volume;
    const columns = grid.dimensions[0];
    const { fold } = out;
    for (let at = 0, from = first; at < fold.length; at++, from += columns) {
      fold[at] = foldRun(mode, fold[at] as number, values, from, last - first + 1, weight);
    }
    out.planes += (last - first + 1) * weight;
  }

  #addLines(mode: Slab["mode"], first: number, last: number, out: Folded, weight: number): void {
    const { values, grid, isLoaded } = this.#volume;
    const [columns, rows] = grid.dimensions;
    const { axis } = this.#axes.through;
    for (let plane = first; plane <= last; plane++) {
      if (axis === 2 && !isLoaded(plane)) continue;
      out.planes += weight;
      for (let line = 0; line < this.#height; line++) {
        const from = axis === 2 ? columns * (line + rows * plane) : columns * (plane + rows * line);
        foldLine(mode, out.fold, line * columns, values, from, columns, weight);
      }
    }
  }

  /** Line by line with what is no tissue left out, and with the shift of each frame. */
  #addCarefully(mode: Slab["mode"], first: number, last: number, middle: number, out: Folded, weight: number): void {
    const counts = out.counts as Float32Array;
    const { values, grid, shifts, isLoaded, padding = nothing } = this.#volume;
    const [columns, rows] = grid.dimensions;
    const { axis } = this.#axes.through;
    const width = this.#width;
    const takeLine = (plane: number, line: number, slice: number) => {
      const at = line * width;
      if (shifts !== undefined) {
        this.#sample(plane, line, middle);
        foldKnown(mode, out.fold, counts, at, this.#line, 0, 1, width, weight, padding);
      } else {
        const from = columns * rows * slice + (axis === 0 ? plane : columns * (axis === 2 ? line : plane));
        foldKnown(mode, out.fold, counts, at, values, from, axis === 0 ? columns : 1, width, weight, padding);
      }
    };
    for (let plane = first; plane <= last; plane++) {
      for (let line = 0; line < this.#height; line++) {
        const slice = axis === 2 ? plane : line;
        if (isLoaded(slice)) takeLine(plane, line, slice);
      }
    }
  }

  /** A line of a plane whose frames are shifted into the reused one, NaN where there is nothing. */
  #sample(plane: number, line: number, middle: number): void {
    const { values, grid, frameSize } = this.#volume;
    const [columns, rows] = frameSize ?? [grid.dimensions[0], grid.dimensions[1]];
    const { axis } = this.#axes.through;
    const slice = axis === 2 ? plane : line;
    const base = columns * rows * slice;
    const across = { stride: columns, count: rows };
    const along = { stride: 1, count: columns };
    const [shiftI, shiftJ] = this.#shiftOf(slice, axis === 2 ? middle : undefined);
    if (axis === 0) sampleLine(values, base, across, shiftJ, along, plane - shiftI, this.#line);
    else sampleLine(values, base, along, shiftI, across, (axis === 2 ? line : plane) - shiftJ, this.#line);
  }

  #shiftOf(slice: number, middle: number | undefined): readonly [number, number] {
    const { shifts } = this.#volume;
    const [i, j] = shifts?.[slice] ?? [0, 0];
    if (middle === undefined) return [i, j];
    const [middleI, middleJ] = shifts?.[middle] ?? [0, 0];
    return [i - middleI, j - middleJ];
  }

  /** Turns the fold as the plane is read and ends it. */
  #put(whole: Folded, mode: Slab["mode"], missing: number, out: PixelValues): void {
    const { right, down, through } = this.#axes;
    // The fold's own lines run along the lower of the plane's two axes.
    const lines = through.axis === 0 ? 1 : 0;
    const strideOf = (axis: number) => (axis === lines ? 1 : this.#width);
    const [columns, rows] = right.axis === lines ? [this.#width, this.#height] : [this.#height, this.#width];
    const across = strideOf(right.axis) * right.sign;
    const along = strideOf(down.axis) * down.sign;
    const start = (right.sign === 1 ? 0 : (1 - columns) * across) + (down.sign === 1 ? 0 : (1 - rows) * along);
    for (let row = 0; row < rows; row++) {
      const line = { from: start + row * along, stride: across, out, at: row * columns, count: columns };
      if (whole.counts !== undefined) endCounted(mode, whole.fold, whole.counts, missing, line);
      else endLine(mode, whole.fold, 1 / whole.planes, line);
    }
    if (whole.counts === undefined && whole.planes === 0) out.fill(missing);
    this.#hideMissing(missing, out);
  }

  /** In planes that are not the frames' own, a slice that has not come is a line. */
  #hideMissing(missing: number, out: PixelValues): void {
    const { right, down, through } = this.#axes;
    if (through.axis === 2) return;
    const isUpright = right.axis === (through.axis === 0 ? 1 : 0);
    const [columns, rows] = isUpright ? [this.#width, this.#height] : [this.#height, this.#width];
    const slices = this.#volume.grid.dimensions[2];
    for (let slice = 0; slice < slices; slice++) {
      if (this.#volume.isLoaded(slice)) continue;
      const { sign } = down.axis === 2 ? down : right;
      const line = sign === 1 ? slice : slices - 1 - slice;
      if (down.axis === 2) out.fill(missing, line * columns, (line + 1) * columns);
      else for (let row = 0; row < rows; row++) out[row * columns + line] = missing;
    }
  }
}

function addFolded(mode: Slab["mode"], from: Folded, to: Folded): void {
  foldLine(mode, to.fold, 0, from.fold, 0, to.fold.length, 1);
  if (from.counts !== undefined && to.counts !== undefined) foldLine("MEAN", to.counts, 0, from.counts, 0, to.counts.length, 1);
  to.planes += from.planes;
}
