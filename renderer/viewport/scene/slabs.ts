import type { Frame } from "../../../src/contract/index.ts";
import { uprightGrid, type VolumeGrid } from "../../../src/geometry/index.ts";
import type { Slab } from "../../stores/viewport/viewport-store.ts";
import type { PixelValues, SeriesPixels } from "../pixels/series-pixels.ts";
import type { PlaneAxes } from "../plane/axes.ts";
import { blankOf } from "../plane/blank.ts";
import { frameShifts } from "../plane/reformat.ts";
import { frameForMany } from "../plane/shared-frame.ts";
import { SlabFolder, type SlabVolume, slabSpan } from "../plane/slab.ts";
import type { Slice } from "../plane/slice.ts";

/** Whether a series' frames are slices of a volume that slabs can be made of. */
export function formsSlabs(pixels: SeriesPixels): boolean {
  const { geometry } = pixels.detail;
  return geometry.kind !== "stack" && geometry.grid !== undefined && pixels.whole() !== undefined;
}

/** Slabs about the planes of a series along one axis, as thick as is wished now. */
export class Slabs {
  readonly #pixels: SeriesPixels;
  readonly #grid: VolumeGrid;
  readonly #axes: PlaneAxes;
  readonly #ofMany: (frame: Frame) => Frame;
  #wish: Slab | undefined;
  #folder: SlabFolder | undefined;
  #volume: SlabVolume | undefined;
  #out: PixelValues | undefined;
  #made: { readonly index: number; readonly slice: Slice } | undefined;

  constructor(pixels: SeriesPixels, grid: VolumeGrid, axes: PlaneAxes) {
    this.#pixels = pixels;
    this.#grid = grid;
    this.#axes = axes;
    this.#ofMany = frameForMany((pixels.reduction?.full ?? pixels.detail).frames);
  }

  /** @returns whether this is another wish than before */
  set(slab: Slab | undefined): boolean {
    if (slab?.mode === this.#wish?.mode && slab?.thicknessMm === this.#wish?.thicknessMm) return false;
    this.#wish = slab;
    this.#made = undefined;
    if (slab === undefined) this.#folder = this.#volume = this.#out = undefined;
    return true;
  }

  /** Whether more than the plane itself is shown. */
  isOn(): boolean {
    return this.#wish !== undefined && this.#reach(this.#wish) > 0;
  }

  /** Told that frames have come: more of them than it is told of, so that nothing folded before is trusted. */
  refresh(): void {
    this.#made = undefined;
    if (this.#volume !== undefined && this.#volume.isPaddingDarkest !== this.#isPaddingDarkest(this.#volume.padding))
      this.#folder = this.#volume = undefined;
    this.#folder?.forget();
  }

  /** The slab about a plane of the grid, instead of a slice of its own; undefined where none is wished. */
  about(index: number, single: Slice): Slice | undefined {
    if (this.#wish === undefined || !this.isOn()) return undefined;
    if (this.#made?.index === index) return this.#made.slice;
    this.#out ??= this.#allocate();
    this.#volume ??= this.#createVolume(single);
    this.#folder ??= new SlabFolder(this.#volume, this.#axes);
    this.#folder.fold(index, this.#wish, this.#pixels.range?.low ?? 0, this.#out);
    const reach = this.#reach(this.#wish);
    const last = this.#grid.dimensions[this.#axes.through.axis] - 1;
    const planes = { first: Math.max(0, index - reach), last: Math.min(last, index + reach), middle: index };
    const slice: Slice = {
      ...single,
      frame: this.#ofMany(single.frame),
      values: this.#out,
      isAcquired: false,
      isBlank: blankOf(this.#volume, this.#axes, planes),
      slab: { ...this.#wish, planes: planes.last - planes.first + 1 },
    };
    this.#made = { index, slice };
    return slice;
  }

  #reach(slab: Slab): number {
    const { reach, edge } = slabSpan(slab, this.#spacingMm());
    return edge > 0 ? reach + 1 : reach;
  }

  /** From plane to plane, at right angles to them. */
  #spacingMm(): number {
    return uprightGrid(this.#grid).spacingMm[this.#axes.through.axis];
  }

  #allocate(): PixelValues {
    const { dimensions } = this.#grid;
    const whole = this.#pixels.whole() as PixelValues;
    const length = dimensions[this.#axes.right.axis] * dimensions[this.#axes.down.axis];
    return new (whole.constructor as new (length: number) => PixelValues)(length);
  }

  /** As far as frames have come; their range is without padding. */
  #isPaddingDarkest(padding: SlabVolume["padding"]): boolean {
    const { range } = this.#pixels;
    return padding !== undefined && range !== undefined && padding[1] < range.low;
  }

  #createVolume({ frame }: Slice): SlabVolume {
    const pixels = this.#pixels;
    const grid = uprightGrid(this.#grid);
    const { dimensions, spacingMm } = this.#axes.through.axis === 2 ? this.#grid : grid;
    const shifts = frameShifts(grid, pixels.detail.frames, (index) => pixels.sliceOf(index));
    const { columns, rows } = frame;
    return {
      values: pixels.whole() as PixelValues,
      grid: { ...grid, dimensions, spacingMm: [spacingMm[0], spacingMm[1], grid.spacingMm[2]] },
      shifts,
      frameSize: [columns, rows],
      padding: frame.paddingRange,
      isPaddingDarkest: this.#isPaddingDarkest(frame.paddingRange),
      isLoaded: (slice) => {
        const index = pixels.frameOfSlice(slice);
        return index !== undefined && pixels.frame(index) !== undefined;
      },
    };
  }
}
