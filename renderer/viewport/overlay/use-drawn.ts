import { useEffect, useMemo, useReducer } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import {
  type CellPresentation,
  type DrawnObject,
  drawnObject,
  drawnOn,
  useDrawnStore,
  usePresentationStore,
} from "../../stores/index.ts";
import type { DrawnPlace, DrawnShelf } from "../pixels/drawn-shelf.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { GraphicPaths } from "./drawn-paths.ts";

/** Neighbours that are fetched ahead, nearest first. */
const around = [0, 1, -1, 2, -2, 3];

/** An object over the image that is on screen: what it draws, while it is on its way undefined. */
export interface Drawn {
  readonly object: DrawnObject;
  readonly paths: GraphicPaths | "failed" | undefined;
}

/**
 * What the reader wishes to see over the image that a stack shows, or cut by the plane that is shown; always that of the picture drawn,
 * never of the one wanted.
 */
export function useDrawn(
  shelf: DrawnShelf,
  detail: SeriesDetail,
  facts: PlaneFacts | undefined,
  isWanted: boolean,
  presentation: CellPresentation | undefined,
  isCut: boolean,
): readonly Drawn[] {
  const all = useDrawnStore(({ objects }) => objects);
  const state = usePresentationStore(({ answers }) => presentation && answers.get(presentation.sopInstanceUid));
  const objects = useMemo(() => {
    if (!isWanted) return [];
    const applied = state && drawnObject(state);
    const shown = drawnOn(all, detail);
    return applied === undefined ? shown : [...shown, { ...applied, hidden: new Set(presentation?.hiddenLayers) }];
  }, [all, detail, isWanted, state, presentation]);
  const plane = facts?.slice?.plane;
  const { frameOfReferenceUid } = detail;
  const cut = useMemo(
    () => (isCut && plane !== undefined && frameOfReferenceUid ? { plane, frameOfReferenceUid } : undefined),
    [isCut, plane, frameOfReferenceUid],
  );
  const [, come] = useReducer((count: number) => count + 1, 0);
  const wantedIndex = facts?.wantedIndex;
  const viewer = useMemo(() => ({}), []);
  useEffect(() => {
    const frames = wantedIndex === undefined ? [] : around.flatMap((by) => detail.frames[wantedIndex + by] ?? []);
    const places: readonly DrawnPlace[] = isCut ? (cut === undefined ? [] : [cut]) : frames;
    const wishes = places.flatMap((image) => objects.map(({ sopInstanceUid }) => ({ objectUid: sopInstanceUid, image })));
    shelf.look(viewer, wishes, come);
  }, [shelf, viewer, detail, wantedIndex, objects, cut, isCut]);
  useEffect(() => () => shelf.look(viewer, [], come), [shelf, viewer]);
  const slice = facts?.slice;
  const place = isCut ? cut : slice?.isAcquired === true ? slice.frame : undefined;
  if (place === undefined) return [];
  return objects.map((object) => ({ object, paths: shelf.paths({ objectUid: object.sopInstanceUid, image: place }) }));
}
