import type { FrameReference } from "../findings/index.ts";
import type { ImagePlane, VolumeGrid } from "../geometry/index.ts";

/** A frame that labels lie on; `FrameHeader` of the volume room is one. */
export interface LabelledFrame extends FrameReference {
  readonly rows: number;
  readonly columns: number;
  readonly plane?: ImagePlane | undefined;
}

/** A series that labels lie on, as the stack that its findings were made on. */
export interface LabelledSeries {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
  readonly frames: readonly LabelledFrame[];
  readonly grid?: VolumeGrid | undefined;
  /** Slices of the grid that no frame is; the frames are the others, in order. */
  readonly missingSlices?: readonly number[] | undefined;
}

/** The frame that slice k of the series' grid is; undefined where it is none. */
export function frameOfSlice({ frames, grid, missingSlices = [] }: LabelledSeries, k: number): LabelledFrame | undefined {
  if (grid === undefined || k < 0 || k >= grid.dimensions[2] || missingSlices.includes(k)) return undefined;
  return frames[k - missingSlices.filter((slice) => slice < k).length];
}
