import { dot, type ImagePlane, planeNormal, type Vec3 } from "../../../src/geometry/index.ts";
import { type HandLink, isLinked, isSameAxis, type LinkedPlace } from "../../stores/viewport/link-state.ts";
import { axisOf, isParallel, positionMm } from "./parallel.ts";

/** What a viewport shows, and in which space. */
export interface Shown extends LinkedPlace {
  readonly plane: ImagePlane;
}

/**
 * How far along a plane's axis (`axisOf`) the anatomy on it lies in another space or series, millimetres: as far as a reader has shifted
 * the two series, else 0 within a space, by hand-made link between two, undefined where nothing ties them along this axis.
 */
export function shiftMm(links: readonly HandLink[], from: Shown, to: LinkedPlace): number | undefined {
  const along = links.filter(({ axis }) => isSameAxis(axis, planeNormal(from.plane)));
  const way = (axis: Vec3) => (dot(axis, axisOf(from.plane)) < 0 ? -1 : 1);
  if (from.series !== undefined && to.series !== undefined && from.series !== to.series) {
    for (const { axis, places } of along) {
      const here = places.find(({ series }) => series === from.series);
      const there = places.find(({ series }) => series === to.series);
      if (here !== undefined && there !== undefined) return way(axis) * (there.positionMm - here.positionMm);
    }
  }
  if (from.space === to.space) return 0;
  for (const { axis, places } of along) {
    const of = (space: string) => places.find((place) => place.series === undefined && place.space === space);
    const [here, there] = [of(from.space), of(to.space)];
    if (here !== undefined && there !== undefined) return way(axis) * (there.positionMm - here.positionMm);
  }
  return undefined;
}

/** The link between what is shown on parallel slices, each space once; undefined where there are not two spaces. */
export function linkOf(lead: Shown, others: readonly Shown[]): HandLink | undefined {
  const axis = axisOf(lead.plane);
  const places = [lead, ...others.filter(({ plane }) => isParallel(plane, lead.plane))].map(({ space, plane }) => ({
    space,
    positionMm: positionMm(plane, axis),
  }));
  const once = places.filter(({ space }, at) => places.findIndex((place) => place.space === space) === at);
  return once.length < 2 ? undefined : { axis, places: once };
}

/** The shift between series of one space as their parallel slices are shown, each series once; undefined where there are not two. */
export function shiftOf(lead: Shown, others: readonly Shown[]): HandLink | undefined {
  const axis = axisOf(lead.plane);
  const places = [lead, ...others.filter(({ space, plane }) => space === lead.space && isParallel(plane, lead.plane))].map(
    ({ space, series, plane }) => ({ space, series, positionMm: positionMm(plane, axis) }),
  );
  const once = places.filter(({ series }, at) => places.findIndex((place) => place.series === series) === at);
  return once.length < 2 || once.some(({ series }) => series === undefined) ? undefined : { axis, places: once };
}

/** What a link by hand says of one of its spaces, or series. */
export interface Offset {
  /** How far it lies beyond another place of the link along the axis, millimetres: one number for each other. */
  readonly offsetsMm: readonly number[];
  /** Where the axis points to. */
  readonly axis: Vec3;
  /** Between spaces, or between series of one. */
  readonly kind: "spaces" | "series";
  /** Made in an earlier sitting. */
  readonly isRestored: boolean;
}

/** The link by hand of what a viewport shows, as it is said there, a shift of its series before a link of its space; undefined where there is none along this axis. */
export function offsetOf(links: readonly HandLink[], { space, series, plane }: Shown): Offset | undefined {
  const own = links.filter((link) => isSameAxis(link.axis, planeNormal(plane)) && isLinked(link, { space, series }));
  const link = own.find(({ places }) => places[0]?.series !== undefined) ?? own[0];
  const isShift = link?.places[0]?.series !== undefined;
  const at = link?.places.find((place) => (isShift ? place.series === series : place.space === space));
  if (link === undefined || at === undefined) return undefined;
  return {
    offsetsMm: link.places.filter((place) => place !== at).map(({ positionMm }) => at.positionMm - positionMm),
    axis: link.axis,
    kind: isShift ? "series" : "spaces",
    isRestored: link.isRestored === true,
  };
}
