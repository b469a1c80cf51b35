import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding, VoxelValues } from "../../../src/findings/index.ts";
import type { VolumeGrid } from "../../../src/geometry/index.ts";
import { fetchSeries, knownSeries, useSeriesStore } from "../../stores/index.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";

/** Where a finding's voxels are: the grid of its own series, and its values where that is the series on screen. */
export interface Home {
  readonly detail: SeriesDetail;
  readonly grid: VolumeGrid;
  readonly values?: VoxelValues | undefined;
}

type Own = Pick<Finding, "seriesInstanceUid" | "reference">;

/** The grid that a finding's mask is on: of its own series' stack, where its frame is one of this stack. */
export function maskGrid(finding: Own, detail: SeriesDetail): VolumeGrid | undefined {
  if (finding.seriesInstanceUid !== detail.seriesInstanceUid) return undefined;
  const { sopInstanceUid } = finding.reference;
  return detail.frames.some((frame) => frame.sopInstanceUid === sopInstanceUid) ? detail.geometry.grid : undefined;
}

/** A finding's home in the series on screen; undefined on another one. */
export function homeHere(finding: Own, detail: SeriesDetail, pixels: SeriesPixels): Home | undefined {
  const grid = maskGrid(finding, detail);
  return grid && { detail, grid, values: valuesOf(pixels) };
}

/** A finding's home, asked for where another series is on screen; undefined where it makes no regular volume, or does not come. */
export async function homeOf(finding: Own, detail: SeriesDetail, pixels: SeriesPixels): Promise<Home | undefined> {
  const here = homeHere(finding, detail, pixels);
  if (here !== undefined) return here;
  const { seriesInstanceUid } = finding;
  const known = knownSeries(useSeriesStore.getState().details, seriesInstanceUid);
  const home = known ?? (await fetchSeries(seriesInstanceUid).catch(() => undefined));
  const grid = home && maskGrid(finding, home);
  return home && grid && { detail: home, grid };
}

/** Values of a series' voxels, where they are those of the grid and have come. */
function valuesOf(pixels: SeriesPixels): VoxelValues | undefined {
  const [first] = pixels.detail.frames;
  if (first === undefined || first.samplesPerPixel === 3 || pixels.reduction !== undefined) return undefined;
  return {
    unit: first.unit,
    at(i: number, j: number, k: number) {
      const frame = pixels.frameOfSlice(k);
      const values = frame === undefined || pixels.isCutOff(frame) ? undefined : pixels.frame(frame);
      return values?.[i + first.columns * j];
    },
  };
}
