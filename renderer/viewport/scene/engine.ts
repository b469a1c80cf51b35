import { retrieveCut, retrieveFrame, retrieveFrames, retrieveGraphics, retrieveOverlay } from "../../api/index.ts";
import {
  currentDecisions,
  type DeviceDecisions,
  LARGE_SLICE_PIXELS,
  onDecisions,
  refreshSeries,
  tellGpuGivenUp,
} from "../../stores/index.ts";
import { pathsOf } from "../overlay/drawn-paths.ts";
import { DrawnShelf } from "../pixels/drawn-shelf.ts";
import { FrameLoader } from "../pixels/frame-loader.ts";
import { OverlayShelf } from "../pixels/overlay-shelf.ts";
import { SeriesCache } from "../pixels/series-cache.ts";
import { PlaneBackends } from "../plane/plane-backends.ts";
import { findMachine, type Machine } from "../volume/graphics.ts";
import { Hub } from "./hub.ts";
import { Places } from "./places.ts";

/** What all viewports of the grid share. */
export interface Engine {
  readonly cache: SeriesCache;
  readonly loader: FrameLoader;
  readonly overlays: OverlayShelf;
  readonly drawn: DrawnShelf;
  readonly hub: Hub;
  readonly places: Places;
  readonly machine: Machine;
  readonly backends: PlaneBackends;
  /** Follows what is decided for this computer. Returns how to stop. */
  follow(): () => void;
}

export function createEngine(): Engine {
  const backends = new PlaneBackends(chooserOf(currentDecisions()));
  return {
    cache: new SeriesCache(() => currentDecisions().cacheBytes),
    loader: new FrameLoader(retrieveFrame, {
      onChanged: (seriesInstanceUid) => void refreshSeries(seriesInstanceUid),
      retrieveMany: retrieveFrames,
      ahead: () => currentDecisions().ahead,
    }),
    overlays: new OverlayShelf(retrieveOverlay),
    drawn: new DrawnShelf(async (objectUid, place, options) => {
      const isImage = "sopInstanceUid" in place;
      return pathsOf(await (isImage ? retrieveGraphics(objectUid, place, options) : retrieveCut(objectUid, place, options)));
    }),
    hub: new Hub(),
    places: new Places(),
    machine: findMachine(),
    backends,
    follow() {
      const stopDecisions = onDecisions((decisions) => {
        backends.chooser = chooserOf(decisions);
      });
      const stopState = backends.subscribe(() => {
        if (backends.state === "given-up") tellGpuGivenUp();
      });
      return () => {
        stopDecisions();
        stopState();
      };
    },
  };
}

function chooserOf({ planes }: DeviceDecisions): (pixels: number) => "cpu" | "gpu" {
  return (pixels) => (pixels > LARGE_SLICE_PIXELS ? planes.large : planes.small);
}
