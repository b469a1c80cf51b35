import { retrieveFrame } from "../../api/index.ts";
import { FrameLoader } from "../pixels/frame-loader.ts";
import { SeriesCache } from "../pixels/series-cache.ts";
import { findMachine, type Machine } from "../volume/graphics.ts";
import { Hub } from "./hub.ts";

/** What all viewports of the grid share. */
export interface Engine {
  readonly cache: SeriesCache;
  readonly loader: FrameLoader;
  readonly hub: Hub;
  readonly machine: Machine;
}

export function createEngine(): Engine {
  return { cache: new SeriesCache(), loader: new FrameLoader(retrieveFrame), hub: new Hub(), machine: findMachine() };
}
