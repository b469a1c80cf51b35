import type {
  ContrastPhase,
  HangingCell,
  HangingProtocol,
  HangingScreen,
  SeriesChoice,
  SeriesSummary,
  StackRule,
} from "../../../src/contract/index.ts";
import type { Opening } from "../viewport/layout-types.ts";
import { type Cell, type CellContent, emptyCell, type HungLook, type VolumePreset } from "../viewport/viewport-store.ts";
import { type ChosenSeries, choiceKey, chooseSeries } from "./series-rules.ts";

/** Cells of a screen, filled; `image` is to be looked for in its series before it can be opened. */
export interface HungCell {
  readonly cell: Cell;
  readonly image: { readonly seriesInstanceUid: string; readonly sopInstanceUid: string } | undefined;
  /** Which stack of its series it shows. */
  readonly stack?: HungStack | undefined;
}

/** A rule for a stack, what it is to a reader, and what to show where the series has none that is it. */
interface HungStack {
  readonly rule: StackRule;
  readonly name: SeriesChoice["name"];
  readonly missing: Cell;
  /** Another series of the study is the unenhanced one. */
  readonly hasPlain: boolean;
}

export interface HangingParts {
  /** What the keys of cells stand for. */
  readonly series: HangingProtocol["series"];
  /** Series of the study that is read, then those of the earlier studies it is compared with. */
  readonly studies: readonly (readonly SeriesSummary[])[];
  /** A window preset of this name. */
  readonly windowOf: (preset: string) => Cell["window"];
  readonly volumePresetOf: (preset: string) => VolumePreset;
  /** A number that grows: an opening is carried out once. */
  readonly sequence: number;
}

/** Fills the cells of a screen; where a series is missing the cell says which. */
export function hangScreen(screen: HangingScreen, parts: HangingParts): readonly HungCell[] {
  const taken = new Set<string>();
  return screen.cells.map((wanted, at) => {
    const id = `cell-${at}`;
    const meant = parts.series[wanted.series] as SeriesChoice;
    const choice = chooseSeries(meant.anyOf, parts.studies[wanted.study] ?? [], taken);
    if (choice === undefined) return { cell: missingCell(id, meant, wanted.study, parts), image: undefined };
    taken.add(choiceKey(choice));
    return { ...hangCell(id, wanted, choice, parts), ...hungStack(id, meant, wanted.study, choice, parts) };
  });
}

/** A phase is looked for only in a series that is meant for several phases: one that is a phase by its description is shown as it is. */
function hungStack(
  id: string,
  { stack: rule, name, anyOf }: SeriesChoice,
  study: number,
  { series }: ChosenSeries,
  parts: HangingParts,
): Pick<HungCell, "stack"> {
  const own = phaseOf(rule);
  if (rule === undefined) return {};
  const phases = Object.values(parts.series).filter(({ stack }) => phaseOf(stack) !== undefined);
  const shown = phases.map((choice) => ({
    phase: phaseOf(choice.stack),
    uid: chooseSeries(choice.anyOf, parts.studies[study] ?? [])?.series.seriesInstanceUid,
  }));
  if (own !== undefined && shown.filter(({ uid }) => uid === series.seriesInstanceUid).length < 2) return {};
  const plain = shown.find(({ phase }) => phase === "unenhanced")?.uid;
  const hasPlain = plain !== undefined && plain !== series.seriesInstanceUid;
  return { stack: { rule, name, missing: missingCell(id, { name, anyOf }, study, parts), hasPlain } };
}

function phaseOf(rule: StackRule | undefined): ContrastPhase | undefined {
  return typeof rule?.pick === "object" && "phase" in rule.pick ? rule.pick.phase : undefined;
}

/** How many cells of a screen have a series, and how many of them one of the study that is read. */
export function countFilled(
  screen: HangingScreen,
  series: HangingProtocol["series"],
  studies: HangingParts["studies"],
): { readonly all: number; readonly current: number } {
  const none = { series, studies, windowOf: () => undefined, volumePresetOf: () => "bone" as const, sequence: 0 };
  const filled = hangScreen(screen, none).flatMap(({ cell }, at) => (cell.content.kind === "empty" ? [] : [screen.cells[at]]));
  return { all: filled.length, current: filled.filter((wanted) => wanted?.study === 0).length };
}

function missingCell(id: string, { name }: SeriesChoice, study: number, { studies }: HangingParts): Cell {
  const isStudyMissing = studies[study] === undefined;
  return { ...emptyCell(id), content: { kind: "empty", missing: { name, study, isStudyMissing } } };
}

function hangCell(id: string, wanted: HangingCell, choice: ChosenSeries, parts: HangingParts): HungCell {
  const { series, projection } = choice;
  const { seriesInstanceUid } = series;
  const slab = wanted.show.kind === "volume3d" ? undefined : wanted.show.slab;
  const turned = uprightFlips(wanted, choice);
  const hung: HungLook = {
    window: windowOf(wanted, series, parts),
    inverted: wanted.inverted ?? false,
    rotationDegrees: wanted.rotationDegrees ?? 0,
    flippedHorizontally: (wanted.flippedHorizontally ?? false) !== turned.horizontally,
    flippedVertically: (wanted.flippedVertically ?? false) !== turned.vertically,
    slab,
    align: wanted.align,
  };
  const cell: Cell = {
    ...{ ...emptyCell(id), ...hung, hung },
    content: contentOf(wanted, seriesInstanceUid, parts),
    opening: openingOf(wanted, projection?.sopInstanceUid, parts.sequence),
  };
  const isOneOfMany = projection !== undefined && series.frameCount > 1;
  return { cell, image: isOneOfMany ? { seriesInstanceUid, sopInstanceUid: projection.sopInstanceUid } : undefined };
}

function contentOf({ show }: HangingCell, seriesInstanceUid: string, { volumePresetOf }: HangingParts): CellContent {
  switch (show.kind) {
    case "stack":
      return { kind: "stack", seriesInstanceUid };
    case "mpr":
      return { kind: "mpr", seriesInstanceUid, plane: show.plane };
    case "volume3d":
      return { kind: "volume3d", seriesInstanceUid, preset: volumePresetOf(show.preset) };
  }
}

/** Named windows are those of CT: they mean nothing on other values. */
function windowOf({ window }: HangingCell, { modality }: SeriesSummary, parts: HangingParts): Cell["window"] {
  if (window === undefined) return undefined;
  if ("center" in window) return window;
  return modality === "CT" ? parts.windowOf(window.preset) : undefined;
}

function openingOf({ place }: HangingCell, sopInstanceUid: string | undefined, sequence: number): Opening | undefined {
  if (sopInstanceUid !== undefined) return { sequence, kind: "image", sopInstanceUid };
  return { sequence, kind: "edge", edge: place ?? "middle" };
}

/**
 * What a mammogram is turned by so that its chest wall lies against the side of the cell that is wished, and it stands as it is read: on
 * the right the rows run to posterior, on the left to anterior (PS3.3 C.7.6.1.1.1 Patient Orientation); the columns run to the feet, of a
 * cranio-caudal view away from the outer side. Without that attribute nothing is turned.
 */
function uprightFlips({ align }: HangingCell, { projection }: ChosenSeries): { horizontally: boolean; vertically: boolean } {
  const [alongRow = "", alongColumn = ""] = (projection?.patientOrientation ?? "").split("\\");
  if (align === undefined || projection === undefined) return { horizontally: false, vertically: false };
  const row = alongRow.charAt(0);
  const isWallRight = row === "P" ? true : row === "A" ? false : undefined;
  const outer = projection.laterality === "L" ? "L" : "R";
  const isUpsideDown = alongColumn.startsWith("H") || (/^[LR]/.test(alongColumn) && alongColumn.startsWith(outer));
  return {
    horizontally: isWallRight !== undefined && isWallRight !== (align === "right"),
    vertically: isUpsideDown,
  };
}
