import type { HandLink } from "../../stores/viewport/link-state.ts";
import type { ShownEvent } from "../scene/hub.ts";
import { shiftMm } from "./hand-links.ts";
import { isParallel } from "./parallel.ts";

/** What viewports can do together, but for their windows. */
export interface LinkSwitches {
  readonly scroll: boolean;
  readonly zoom: boolean;
  readonly pan: boolean;
  readonly byHand: readonly HandLink[];
}

type Placed = Pick<ShownEvent, "space" | "plane"> & Partial<Pick<ShownEvent, "series">>;

/** What a viewport really does together with at least one of the others: of what is switched on, that which they can share. */
export function sharedKinds(
  own: Placed,
  others: readonly Placed[],
  switches: LinkSwitches,
): readonly ("scroll" | "zoom" | "pan")[] {
  const isAlike = ({ plane }: Placed) =>
    own.plane === undefined || plane === undefined ? own.plane === plane : isParallel(own.plane, plane);
  const scrolls = ({ space, series, plane }: Placed) =>
    own.plane !== undefined &&
    plane !== undefined &&
    isParallel(own.plane, plane) &&
    shiftMm(switches.byHand, { space, series, plane }, own) !== undefined;
  return [
    ...(switches.scroll && others.some(scrolls) ? (["scroll"] as const) : []),
    ...(switches.zoom && others.length > 0 ? (["zoom"] as const) : []),
    ...(switches.pan && others.some(isAlike) ? (["pan"] as const) : []),
  ];
}
