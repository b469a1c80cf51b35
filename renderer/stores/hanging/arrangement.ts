import { create } from "zustand";
import type { DecisionStep } from "../decision-log.ts";
import { useFindingsStore } from "../findings-store.ts";
import { useStudyStore } from "../study-store.ts";
import { type Cell, useViewportStore, type ViewportState } from "../viewport/viewport-store.ts";
import { type HangingState, nextOpening, useHangingStore } from "./hanging-state.ts";

type Layout = Pick<
  ViewportState,
  "rows" | "columns" | "shape" | "meantFor" | "cells" | "activeCellId" | "maximisedCellId" | "scrollSync"
>;

/** What is on the screen, with where the reader is in each cell. */
interface Arrangement {
  readonly layout: Layout;
  readonly applied: HangingState["applied"];
}

function arrangementNow(): Arrangement {
  const { rows, columns, shape, meantFor, cells, activeCellId, maximisedCellId, scrollSync } = useViewportStore.getState();
  const { applied, readPlace } = useHangingStore.getState();
  const placed = (cell: Cell): Cell => {
    const place = readPlace?.(cell.id);
    return place === undefined ? cell : { ...cell, opening: { sequence: cell.opening?.sequence ?? 0, kind: "place", place } };
  };
  const layout = { rows, columns, shape, meantFor, cells: cells.map(placed), activeCellId, maximisedCellId, scrollSync };
  return { layout, applied };
}

/** Cells of an arrangement as they open again: each at its place, and cine at rest. */
function reopened(cells: readonly Cell[]): readonly Cell[] {
  const sequence = nextOpening();
  return cells.map((cell) => ({
    ...cell,
    cine: { ...cell.cine, playing: false },
    opening: cell.opening === undefined ? undefined : { ...cell.opening, sequence },
  }));
}

function stagesOfStudy(): ReadonlyMap<string, Arrangement> {
  const { stages } = useArrangementLog.getState();
  return stages.study === useStudyStore.getState().studyInstanceUid ? stages.left : new Map();
}

function setStages(left: ReadonlyMap<string, Arrangement>): void {
  useArrangementLog.setState({ stages: { study: useStudyStore.getState().studyInstanceUid, left } });
}

const keyOf = (protocolId: string, stage: number) => `${useHangingStore.getState().screen} ${protocolId} ${stage}`;

/** Keeps what the reader has in the stage that is shown, for when it is come back to; nothing where no stage is. */
export function keepStage(): void {
  const { applied } = useHangingStore.getState();
  if (applied === undefined) return;
  setStages(new Map([...stagesOfStudy(), [keyOf(applied.protocolId, applied.stage), arrangementNow()]]));
}

/** Brings back what the reader had in a stage; false where it was not shown in this sitting. */
export function bringBack(protocolId: string, stage: number): boolean {
  const left = stagesOfStudy().get(keyOf(protocolId, stage));
  if (left === undefined) return false;
  useHangingStore.setState({ applied: { protocolId, stage } });
  useViewportStore.setState({ ...left.layout, cells: reopened(left.layout.cells) });
  return true;
}

/** Stages are hung anew when they are come back to: all, or those of a protocol. */
export function forgetStages(protocolId?: string): void {
  const others = [...stagesOfStudy()].filter(([key]) => protocolId !== undefined && key.split(" ")[1] !== protocolId);
  setStages(new Map(others));
}

export type ArrangementName = "layout" | "swap" | "drop" | "hang" | "table";

/** Something done to the arrangement, so that it can be taken back. */
export interface ArrangementStep {
  readonly name: ArrangementName;
  readonly studyInstanceUid: string | undefined;
  /** What was done to findings before it: it is its turn when that is the last again. */
  readonly after: DecisionStep | undefined;
  readonly before: Arrangement;
}

interface ArrangementLog {
  readonly done: readonly ArrangementStep[];
  readonly undone: readonly ArrangementStep[];
  /** Something is being done to it: what that is made of is no step of its own. */
  readonly isArranging: boolean;
  /** What the reader had in each stage of this sitting, by screen, protocol and stage, of one study. */
  readonly stages: { readonly study: string | undefined; readonly left: ReadonlyMap<string, Arrangement> };
}

export const useArrangementLog = create<ArrangementLog>()(() => ({
  done: [],
  undone: [],
  isArranging: false,
  stages: { study: undefined, left: new Map() },
}));

/** More steps than anybody takes back; the oldest go. */
const MOST_STEPS = 50;

/** The last step of the findings' log: steps of both are taken back in their order. */
const lastElsewhere = () => useFindingsStore.getState().decisions.done.at(-1);

/** Does something to the arrangement that can be taken back; what it is made of is no step of its own. */
export function arrange<Result>(name: ArrangementName, act: () => Result): Result {
  if (useArrangementLog.getState().isArranging) return act();
  const before = arrangementNow();
  useArrangementLog.setState({ isArranging: true });
  try {
    return act();
  } finally {
    useArrangementLog.setState({ isArranging: false });
    if (hasChanged(before, name)) record({ name, before });
  }
}

/** As `arrange`, for what changes the screen a moment later. */
export function arrangeLater(name: ArrangementName): () => void {
  const before = arrangementNow();
  return () => {
    if (!useArrangementLog.getState().isArranging && hasChanged(before, name)) record({ name, before });
  };
}

function hasChanged({ layout, applied }: Arrangement, name: ArrangementName): boolean {
  const now = useViewportStore.getState();
  const isSameCell = (cell: Cell, at: number) => {
    const other = now.cells[at];
    const isSame = other?.id === cell.id && other.content === cell.content;
    return isSame && (name !== "table" || other.rendering.withoutTable === cell.rendering.withoutTable);
  };
  const isSameGrid = now.rows === layout.rows && now.columns === layout.columns && now.shape === layout.shape;
  const isSameStage = useHangingStore.getState().applied === applied;
  return !isSameGrid || !isSameStage || now.cells.length !== layout.cells.length || !layout.cells.every(isSameCell);
}

function record({ name, before }: Pick<ArrangementStep, "name" | "before">): void {
  const { studyInstanceUid } = useStudyStore.getState();
  // Before anything was shown there is nothing to go back to.
  if (before.layout.cells.every(({ content }) => content.kind === "empty")) return;
  const step = { name, before, studyInstanceUid, after: lastElsewhere() };
  useArrangementLog.setState({ done: [...useArrangementLog.getState().done, step].slice(-MOST_STEPS), undone: [] });
}

/** The step whose turn it is to be taken back, or made again: of the open study, and no other log has one before it. */
export function arrangementStep(direction: "back" | "forward"): ArrangementStep | undefined {
  const { done, undone } = useArrangementLog.getState();
  const step = (direction === "back" ? done : undone).at(-1);
  const isOfStudy = step?.studyInstanceUid === useStudyStore.getState().studyInstanceUid;
  return isOfStudy && step?.after === lastElsewhere() ? step : undefined;
}

/** Takes the last step back, or makes it again. What has not changed since stays as it is, and where it is. */
export function stepArrangement(direction: "back" | "forward"): void {
  const step = arrangementStep(direction);
  if (step === undefined) return;
  const { done, undone } = useArrangementLog.getState();
  const other = { ...step, before: arrangementNow() };
  show(step);
  useArrangementLog.setState(
    direction === "back"
      ? { done: done.slice(0, -1), undone: [...undone, other] }
      : { done: [...done, other], undone: undone.slice(0, -1) },
  );
}

function show({ name, before: { layout, applied } }: ArrangementStep): void {
  const { cells } = useViewportStore.getState();
  const back = reopened(layout.cells).map((cell, at) => {
    const now = cells.find(({ id }) => id === cell.id);
    if (now === undefined || now.content !== (layout.cells[at] as Cell).content) return cell;
    const { withoutTable } = cell.rendering;
    return name === "table" ? { ...now, rendering: { ...now.rendering, withoutTable } } : now;
  });
  useHangingStore.setState({ applied });
  useViewportStore.setState({ ...layout, cells: back });
}
