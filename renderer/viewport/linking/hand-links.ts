import { dot, type ImagePlane, planeNormal, type Vec3 } from "../../../src/geometry/index.ts";
import { type HandLink, isSameAxis } from "../../stores/viewport/link-state.ts";
import { axisOf, isParallel, positionMm } from "./parallel.ts";

/** What a viewport shows, and in which space. */
export interface Shown {
  readonly space: string;
  readonly plane: ImagePlane;
}

/**
 * How far along a plane's axis (`axisOf`) the anatomy on it lies in another space, millimetres: 0 within a space, by hand-made link between
 * two, undefined where nothing ties them along this axis.
 */
export function shiftMm(links: readonly HandLink[], from: Shown, toSpace: string): number | undefined {
  if (from.space === toSpace) return 0;
  for (const { axis, places } of links) {
    if (!isSameAxis(axis, planeNormal(from.plane))) continue;
    const here = places.find(({ space }) => space === from.space);
    const there = places.find(({ space }) => space === toSpace);
    if (here !== undefined && there !== undefined) {
      const way = dot(axis, axisOf(from.plane)) < 0 ? -1 : 1;
      return way * (there.positionMm - here.positionMm);
    }
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

/** What a link by hand says of one of its spaces. */
export interface Offset {
  /** How far it lies beyond another space of the link along the axis, millimetres: one number for each other. */
  readonly offsetsMm: readonly number[];
  /** Where the axis points to. */
  readonly axis: Vec3;
}

/** The link by hand of what a viewport shows, as it is said there; undefined where there is none along this axis. */
export function offsetOf(links: readonly HandLink[], { space, plane }: Shown): Offset | undefined {
  const link = links.find(
    ({ axis, places }) => isSameAxis(axis, planeNormal(plane)) && places.some((place) => place.space === space),
  );
  const own = link?.places.find((place) => place.space === space);
  if (link === undefined || own === undefined) return undefined;
  const offsetsMm = link.places.filter((place) => place !== own).map(({ positionMm }) => own.positionMm - positionMm);
  return { offsetsMm, axis: link.axis };
}
