import type { ViewState } from "../../../src/contract/index.ts";
import { type ColourMapName, colourMapNames, restingCine, type SuvType, suvTypes } from "../viewport/display.ts";
import { type Rendering, restingRendering, volumePresets } from "../viewport/rendering.ts";
import { type Cell, type CellContent, emptyCell, type VolumePreset } from "../viewport/viewport-store.ts";

export type KeptCell = ViewState["cells"][number];
type Mutable<Part> = { -readonly [Key in keyof Part]: Part[Key] };

/** A cell as it is kept: its wishes, and where its reader is. What is as it opens is not said. */
export function keptCell(cell: Cell, place: KeptCell["place"], frameCount?: number): KeptCell {
  const { showsOverlays, showsShutter, showsDrawn, inverted, rotationDegrees, flippedHorizontally, flippedVertically } = cell;
  const { content, window, voiIndex, slab, align, colourMap, interpolation, suvType, isApart, rendering } = cell;
  const kept: Mutable<KeptCell> = {
    content: content.kind === "empty" ? { kind: "empty" } : content,
    showsOverlays,
    showsShutter,
    showsDrawn,
    inverted,
    rotationDegrees,
    flippedHorizontally,
    flippedVertically,
  };
  if (window !== undefined) kept.window = window;
  if (voiIndex !== undefined) kept.voiIndex = voiIndex;
  if (slab !== undefined) kept.slab = slab;
  if (align !== undefined) kept.align = align;
  if (colourMap !== "GREY") kept.colourMap = colourMap;
  if (interpolation !== "smooth") kept.interpolation = interpolation;
  if (suvType !== "bodyWeight") kept.suvType = suvType;
  if (isApart) kept.isApart = true;
  if (cell.hung !== undefined) kept.hung = given(cell.hung);
  if (content.kind === "volume3d" && rendering !== restingRendering) kept.rendering = rendering;
  const { playing: _never, ...cine } = cell.cine;
  if (Object.entries(cine).some(([key, value]) => value !== restingCine[key as keyof typeof cine])) kept.cine = cine;
  // A content that has not been drawn since it was restored is still where it was.
  const at = place ?? (cell.opening?.kind === "place" ? cell.opening.place : undefined);
  if (at !== undefined) kept.place = at;
  if (frameCount !== undefined) kept.frameCount = frameCount;
  if (cell.guessedPhase !== undefined) kept.guessedPhase = cell.guessedPhase;
  return kept;
}

/**
 * A kept cell to be shown again; names that this edition does not know are its own first ones, and cine stands still. A series that has other
 * frames by now is shown as it opens: which stack it was, and where in it, may mean another by now.
 *
 * @param known how many frames each series has that may be shown
 */
export function restoredCell(whole: KeptCell, id: string, known: ReadonlyMap<string, number>, sequence: number): Cell {
  const kept = asItIsNow(whole, known);
  const { content, place, window, colourMap, suvType, rendering, cine, hung, ...rest } = kept;
  if (content.kind === "empty" || !known.has(content.seriesInstanceUid)) return emptyCell(id);
  return {
    ...emptyCell(id),
    ...given(rest),
    window,
    hung: hung === undefined ? undefined : { ...restingLook, ...hung },
    colourMap: knownColourMap(colourMap),
    suvType: suvTypes.find((type): type is SuvType => type === suvType) ?? "bodyWeight",
    rendering: restoredRendering(rendering),
    cine: { ...restingCine, ...given(cine ?? {}), playing: false },
    content: restoredContent(content),
    opening: place === undefined ? undefined : { sequence, kind: "place", place },
  };
}

function asItIsNow(kept: KeptCell, known: ReadonlyMap<string, number>): Omit<KeptCell, "frameCount"> {
  const { frameCount, ...others } = kept;
  const { content } = kept;
  const now = content.kind === "empty" ? undefined : known.get(content.seriesInstanceUid);
  if (content.kind === "empty" || frameCount === undefined || now === undefined || frameCount === now) return others;
  const { place: _place, cine: _cine, voiIndex: _voi, guessedPhase: _phase, ...looks } = others;
  return content.kind === "document" ? looks : { ...looks, content: { ...content, split: undefined } };
}

/** The members that have a value. */
function given<Part extends object>(part: Part): { [Key in keyof Part]: Exclude<Part[Key], undefined> } {
  const there = Object.entries(part).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [Key in keyof Part]: Exclude<Part[Key], undefined> };
}

function knownColourMap(name: string | undefined): ColourMapName {
  return colourMapNames.find((known) => known === name) ?? "GREY";
}

const restingLook = { window: undefined, slab: undefined, align: undefined };

const backgrounds = ["black", "grey", "white"] as const;

function restoredRendering(kept: KeptCell["rendering"]): Rendering {
  if (kept === undefined) return restingRendering;
  const background = backgrounds.find((one) => one === kept.background) ?? restingRendering.background;
  return { ...restingRendering, ...given(kept), background };
}

function restoredContent(content: Exclude<KeptCell["content"], { kind: "empty" }>): CellContent {
  if (content.kind === "volume3d") return { ...content, preset: knownVolumePreset(content.preset) };
  return content.kind === "document" ? { ...content, sopInstanceUid: content.sopInstanceUid } : content;
}

/** A protocol may name a preset that another edition has. */
export function knownVolumePreset(preset: string): VolumePreset {
  return volumePresets.find((known) => known === preset) ?? "bone";
}
