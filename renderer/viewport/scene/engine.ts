import { retrieveFrame, retrieveGraphics, retrieveOverlay } from "../../api/index.ts";
import { refreshSeries } from "../../stores/index.ts";
import { pathsOf } from "../overlay/drawn-paths.ts";
import { DrawnShelf } from "../pixels/drawn-shelf.ts";
import { FrameLoader } from "../pixels/frame-loader.ts";
import { OverlayShelf } from "../pixels/overlay-shelf.ts";
import { SeriesCache } from "../pixels/series-cache.ts";
import { findMachine, type Machine } from "../volume/graphics.ts";
import { Hub } from "./hub.ts";

/** What all viewports of the grid share. */
export interface Engine {
  readonly cache: SeriesCache;
  readonly loader: FrameLoader;
  readonly overlays: OverlayShelf;
  readonly drawn: DrawnShelf;
  readonly hub: Hub;
  readonly machine: Machine;
}

export function createEngine(): Engine {
  return {
    cache: new SeriesCache(),
    loader: new FrameLoader(retrieveFrame, (seriesInstanceUid) => void refreshSeries(seriesInstanceUid)),
    overlays: new OverlayShelf(retrieveOverlay),
    drawn: new DrawnShelf(async (objectUid, image, options) => pathsOf(await retrieveGraphics(objectUid, image, options))),
    hub: new Hub(),
    machine: findMachine(),
  };
}
