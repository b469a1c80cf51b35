import type { ViewPlace } from "../../../src/contract/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import type { Camera } from "../plane/camera.ts";
import type { SliceSource } from "./slice-source.ts";

/** Where a reader is in a series: a fact of its scene. */
export interface Place extends Pick<ViewPlace, "index" | "count" | "pointPatient" | "orbit"> {
  readonly camera: Camera;
}

interface Entry {
  readonly content: string;
  /** While the viewport is on screen; afterwards where it was left. */
  read: () => Place;
}

/**
 * Where the reader is in each cell: asked when the view is kept or a stage is left, and found again by a viewport that was away for a while
 * (another one filled the grid). One entry a cell.
 */
export class Places {
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  /** A viewport is on screen. Returns what to call when it goes: its place is kept. */
  register(cell: Cell, scene: { readonly place: Place; readonly subscribe: (listener: () => void) => () => void }): () => void {
    const entry: Entry = { content: nameOf(cell), read: () => scene.place };
    this.#entries.set(cell.id, entry);
    const stop = scene.subscribe(() => this.#tell());
    return () => {
      stop();
      const last = scene.place;
      entry.read = () => last;
    };
  }

  /** Where the reader is, or was, in what the cell shows. */
  of(cell: Cell): Place | undefined {
    const entry = this.#entries.get(cell.id);
    return entry?.content === nameOf(cell) ? entry.read() : undefined;
  }

  /** Told whenever something may have moved. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** A place belongs to what is shown: it is no place in another series, nor in the same one opened anew. Stacks of a series share it. */
function nameOf({ content, opening }: Cell): string {
  if (content.kind === "empty") return "";
  const plane = content.kind === "mpr" ? content.plane : "";
  return `${content.kind} ${plane} ${content.seriesInstanceUid} ${opening?.sequence ?? 0}`;
}

/** A place as it is kept. */
export function keptPlace({ index, count, pointPatient, camera, orbit }: Place): ViewPlace {
  const { zoom, pan, sizing } = camera;
  return {
    index,
    count,
    // What is kept of a zoom is bounded; no picture is read beyond.
    zoom: Math.min(1000, Math.max(0.01, zoom)),
    pan: [pan[0], pan[1]],
    ...(pointPatient === undefined ? {} : { pointPatient }),
    ...(sizing === undefined ? {} : { sizing }),
    ...(orbit === undefined ? {} : { orbit }),
  };
}

/**
 * Where a viewport of slices begins: where the reader was (`left`), else where the cell's opening says, else in the middle. `isPlaced`: the
 * opening named a place, which a crosshair that is there already must follow.
 */
export function startOf(
  source: SliceSource,
  frames: readonly { readonly sopInstanceUid: string }[],
  left: Place | undefined,
  opening: Cell["opening"],
): { readonly index: number; readonly camera: Camera | undefined; readonly isPlaced: boolean } {
  if (left !== undefined) return { index: indexLike(left, source), camera: left.camera, isPlaced: false };
  if (opening?.kind === "place") {
    const { zoom, pan, sizing } = opening.place;
    return { index: indexLike(opening.place, source), camera: { zoom, pan, sizing }, isPlaced: true };
  }
  const rest = { camera: undefined, isPlaced: false };
  if (opening?.kind === "image") {
    const at = frames.findIndex(({ sopInstanceUid }) => sopInstanceUid === opening.sopInstanceUid);
    return { ...rest, index: Math.max(0, at) };
  }
  if (opening?.kind === "edge" && opening.edge !== "middle")
    return { ...rest, index: opening.edge === "first" ? 0 : source.count - 1 };
  return { ...rest, index: middleOf(source) };
}

/** By its place in the patient, else by its number; else the middle. */
function indexLike({ pointPatient, count, index }: Pick<Place, "pointPatient" | "count" | "index">, source: SliceSource): number {
  if (pointPatient !== undefined && source.within(pointPatient) !== undefined)
    return source.nearest(pointPatient) ?? middleOf(source);
  return count === source.count ? index : middleOf(source);
}

function middleOf({ count }: SliceSource): number {
  return Math.floor((count - 1) / 2);
}
