import {
  ArrowRightLeft,
  ChevronLeft,
  ChevronRight,
  Grid2x2,
  Grid2x2X,
  Grid3x3,
  LayoutDashboard,
  LayoutPanelLeft,
  MonitorUp,
  PanelLeftRightDashed,
  RectangleVertical,
  RotateCcwSquare,
  Square,
} from "lucide-react";
import {
  applyProtocol,
  dropProtocol,
  findProtocol,
  fittingProtocols,
  forgetViewState,
  hangAnew,
  neighbourStage,
  openDialog,
  openSecondScreen,
  type Reason,
  setLayout,
  stepStage,
  swapCells,
  tell,
  useHangingStore,
  useStudyStore,
  useViewportStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";

function stageReason(by: 1 | -1): Reason | undefined {
  const { applied } = useHangingStore.getState();
  const { detail } = useStudyStore.getState();
  const protocol = findProtocol(applied?.protocolId);
  if (protocol === undefined || applied === undefined || detail === undefined) return { key: "action.reason.noProtocol" };
  return neighbourStage(protocol, applied.stage, by, detail) === undefined ? { key: "action.reason.noFurtherStage" } : undefined;
}

function nextProtocol(): string | undefined {
  const { detail } = useStudyStore.getState();
  const fitting = detail === undefined ? [] : fittingProtocols(detail);
  const at = fitting.findIndex(({ id }) => id === useHangingStore.getState().applied?.protocolId);
  const next = fitting[(at + 1) % Math.max(1, fitting.length)];
  return at >= 0 && fitting.length < 2 ? undefined : next?.id;
}

async function anew(): Promise<void> {
  const { detail } = useStudyStore.getState();
  if (detail === undefined) return;
  await forgetViewState(detail.study.studyInstanceUid);
  await hangAnew(detail);
}

/** The active cell changes places with the one after it. */
function moveActive(by: 1 | -1): void {
  const { cells, activeCellId } = useViewportStore.getState();
  const other = cells[cells.findIndex(({ id }) => id === activeCellId) + by];
  if (other !== undefined) swapCells(activeCellId, other.id);
}

function moveReason(by: 1 | -1): Reason | undefined {
  const { cells, activeCellId } = useViewportStore.getState();
  const isThere = cells[cells.findIndex(({ id }) => id === activeCellId) + by] !== undefined;
  return isThere ? undefined : { key: "action.reason.noCellThere" };
}

const layout = (rows: number, columns: number, icon: Action["icon"]): Action => ({
  id: `layout-${rows}x${columns}`,
  group: "layout",
  ...(icon === undefined ? {} : { icon }),
  run: () => setLayout(rows, columns),
  isOn: () => {
    const state = useViewportStore.getState();
    return state.shape === "grid" && state.rows === rows && state.columns === columns;
  },
});

/** How images are hung: stages, protocols, layouts, further screens. */
export const hangingActions: readonly Action[] = [
  {
    id: "stage-previous",
    group: "layout",
    icon: ChevronLeft,
    run: () => void stepStage(-1),
    reason: () => stageReason(-1),
  },
  { id: "stage-next", group: "layout", icon: ChevronRight, run: () => void stepStage(1), reason: () => stageReason(1) },
  {
    id: "protocol-next",
    group: "layout",
    icon: LayoutDashboard,
    run: () => {
      const id = nextProtocol();
      if (id !== undefined) void applyProtocol(id);
    },
    reason: () => (nextProtocol() === undefined ? { key: "action.reason.noOtherProtocol" } : undefined),
  },
  {
    id: "protocol-none",
    group: "layout",
    icon: Grid2x2X,
    run: dropProtocol,
    reason: () => (useHangingStore.getState().applied === undefined ? { key: "action.reason.noProtocol" } : undefined),
  },
  { id: "hang-anew", group: "layout", icon: RotateCcwSquare, run: () => void anew() },
  {
    id: "hanging-protocols",
    group: "layout",
    icon: LayoutDashboard,
    run: () => openDialog("hanging"),
    where: "everywhere",
  },
  layout(1, 1, Square),
  layout(1, 2, RectangleVertical),
  layout(2, 1, undefined),
  layout(2, 2, Grid2x2),
  layout(2, 3, undefined),
  layout(3, 3, Grid3x3),
  layout(4, 4, undefined),
  { id: "layout-one-and-two", group: "layout", icon: LayoutPanelLeft, run: () => setLayout(2, 2, "one-and-two") },
  { id: "layout-one-and-three", group: "layout", icon: PanelLeftRightDashed, run: () => setLayout(2, 2, "one-and-three") },
  {
    id: "cell-forward",
    group: "layout",
    icon: ArrowRightLeft,
    run: () => moveActive(1),
    reason: () => moveReason(1),
  },
  { id: "cell-back", group: "layout", run: () => moveActive(-1), reason: () => moveReason(-1) },
  {
    id: "second-screen",
    group: "layout",
    icon: MonitorUp,
    run: () => {
      if (!openSecondScreen()) tell("hanging.secondForbidden");
    },
  },
];
