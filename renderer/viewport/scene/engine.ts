import { retrieveCut, retrieveFrame, retrieveFrames, retrieveGraphics, retrieveOverlay } from "../../api/index.ts";
import {
  currentDecisions,
  type DeviceDecisions,
  knownSeries,
  LARGE_SLICE_PIXELS,
  needSeries,
  onDecisions,
  refreshSeries,
  tellGpuGivenUp,
  useSeriesStore,
  useStudyStore,
} from "../../stores/index.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { confirmDevice } from "../device/follow-device.ts";
import { pathsOf } from "../overlay/drawn-paths.ts";
import { DrawnShelf } from "../pixels/drawn-shelf.ts";
import { FrameLoader } from "../pixels/frame-loader.ts";
import { OverlayShelf } from "../pixels/overlay-shelf.ts";
import { SeriesCache } from "../pixels/series-cache.ts";
import { PlaneBackends } from "../plane/plane-backends.ts";
import { findMachine, type Machine } from "../volume/graphics.ts";
import { DisplayFrames } from "./display-frames.ts";
import { Hub } from "./hub.ts";
import { Places } from "./places.ts";
import { Prefetch } from "./prefetch.ts";

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
  readonly frames: DisplayFrames;
  /** Follows what is decided for this computer. Returns how to stop. */
  follow(): () => void;
}

export function createEngine(): Engine {
  const backends = new PlaneBackends(chooserOf(currentDecisions()), confirmDevice);
  const cache = new SeriesCache(() => currentDecisions().cacheBytes);
  const loader = new FrameLoader(retrieveFrame, {
    onChanged: (seriesInstanceUid) => void refreshSeries(seriesInstanceUid),
    retrieveMany: retrieveFrames,
    ahead: () => currentDecisions().ahead,
  });
  return {
    cache,
    loader,
    overlays: new OverlayShelf(retrieveOverlay),
    drawn: new DrawnShelf(async (objectUid, place, options) => {
      const isImage = "sopInstanceUid" in place;
      return pathsOf(await (isImage ? retrieveGraphics(objectUid, place, options) : retrieveCut(objectUid, place, options)));
    }),
    hub: new Hub(),
    places: new Places(),
    machine: findMachine(confirmDevice),
    backends,
    frames: new DisplayFrames(),
    follow() {
      const stopDecisions = onDecisions((decisions) => {
        backends.chooser = chooserOf(decisions);
      });
      const stopState = backends.subscribe(() => {
        if (backends.state === "given-up") tellGpuGivenUp();
      });
      const prefetch = new Prefetch({ cache, loader, wanted: likelySeries, detailOf });
      const stopLayout = useViewportStore.subscribe((now, before) => {
        if (now.cells !== before.cells) prefetch.wake();
      });
      return () => {
        stopDecisions();
        stopState();
        stopLayout();
        prefetch.dispose();
      };
    },
  };
}

/** Image series of the open study, then of its latest prior, that no cell shows. */
function likelySeries(): readonly string[] {
  const { detail } = useStudyStore.getState();
  if (detail === undefined) return [];
  const shown = useViewportStore
    .getState()
    .cells.map(({ content }) => (content.kind === "empty" ? "" : content.seriesInstanceUid));
  return [...detail.series, ...(detail.priors[0]?.series ?? [])]
    .filter(({ kind, seriesInstanceUid }) => kind === "image" && !shown.includes(seriesInstanceUid))
    .map(({ seriesInstanceUid }) => seriesInstanceUid);
}

async function detailOf(seriesInstanceUid: string) {
  await needSeries(seriesInstanceUid);
  return knownSeries(useSeriesStore.getState().details, seriesInstanceUid);
}

function chooserOf({ planes }: DeviceDecisions): (pixels: number) => "cpu" | "gpu" {
  return (pixels) => (pixels > LARGE_SLICE_PIXELS ? planes.large : planes.small);
}
