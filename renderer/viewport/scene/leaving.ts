import type { PlaneScene } from "./plane-scene.ts";

/** What was on the screen when it was last looked at: it outlives a scene that is made anew for the same images. */
export interface LastShown {
  shown: string | undefined;
}

/**
 * Tells when the slice on the screen is another one than before, whoever went there: a key, a linked viewport, cine, another plane. What the
 * hand has begun belongs to the slice that it was begun on. Returns how to stop.
 */
export function onSliceLeft(scene: Pick<PlaneScene, "facts" | "subscribe">, last: LastShown, left: () => void): () => void {
  const look = () => {
    const now = placeOf(scene.facts().slice);
    if (now === undefined || now === last.shown) return;
    const wasShown = last.shown !== undefined;
    last.shown = now;
    if (wasShown) left();
  };
  look();
  return scene.subscribe(look);
}

/** Of a slice, by its frame and its place in the patient. */
function placeOf(slice: ReturnType<PlaneScene["facts"]>["slice"]): string | undefined {
  if (slice === undefined) return undefined;
  const { frame, plane } = slice;
  const where = plane === undefined ? [] : [plane.imagePositionPatient, plane.rowDirection, plane.columnDirection];
  return [frame.sopInstanceUid, frame.frameNumber, ...where].join(" ");
}
