import {
  Archive,
  ArrowLeft,
  BrainCircuit,
  CircleQuestionMark,
  Command,
  Expand,
  FileText,
  FolderInput,
  Inbox,
  Keyboard,
  Languages,
  ListChecks,
  Menu,
  PanelLeft,
  PanelRight,
  Settings,
} from "lucide-react";
import type { StudySummary } from "../../src/contract/index.ts";
import {
  changeLanguage,
  goTo,
  openDialog,
  openViewportMenu,
  pointAt,
  type Reason,
  setReading,
  setTool,
  showSideTab,
  studyHash,
  toggleMaximised,
  toggleSeriesPanel,
  toggleSidePanel,
  useFindingsStore,
  useLocaleStore,
  useScreenStore,
  useStudyStore,
  useViewportStore,
  useWorklistStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";

/** Escape: out of what was entered last. */
function cancel(): void {
  const { maximisedCellId, tool } = useViewportStore.getState();
  if (useScreenStore.getState().isReading) setReading(false);
  else if (maximisedCellId !== undefined) toggleMaximised(maximisedCellId);
  else {
    if (tool !== "window-level") setTool("window-level");
    useFindingsStore.getState().select(undefined);
    pointAt(undefined);
  }
}

/** The next row of the worklist after the study that is open; by patient, the next row of another one. */
function neighbourStudy(by: 1 | -1, isOther: (row: StudySummary, open: StudySummary) => boolean): string | undefined {
  const { studies } = useWorklistStore.getState();
  const at = studies.findIndex(({ studyInstanceUid }) => studyInstanceUid === useStudyStore.getState().studyInstanceUid);
  const open = studies[at];
  if (open === undefined) return undefined;
  for (let next = at + by; studies[next] !== undefined; next += by) {
    const row = studies[next] as StudySummary;
    if (isOther(row, open)) return row.studyInstanceUid;
  }
  return undefined;
}

const anyOther = () => true;
const ofAnotherPatient = (row: StudySummary, open: StudySummary) => row.patientId !== open.patientId;

function studyStep(id: string, by: 1 | -1, isOther: typeof ofAnotherPatient): Action {
  const next = () => neighbourStudy(by, isOther);
  return {
    id,
    group: "images",
    run: () => {
      const uid = next();
      if (uid !== undefined) goTo(studyHash(uid));
    },
    reason: (): Reason | undefined => (next() === undefined ? { key: "action.reason.endOfWorklist" } : undefined),
  };
}

/** The menu key: in the middle of the active viewport. */
function openMenuOfActive(): void {
  const { activeCellId } = useViewportStore.getState();
  const box = document.querySelector(`[data-cell-id="${CSS.escape(activeCellId)}"]`)?.getBoundingClientRect();
  if (box !== undefined) openViewportMenu(activeCellId, box.left + box.width / 3, box.top + box.height / 4);
}

/** What is not about one image: going about, panels, dialogs. */
export const generalActions: readonly Action[] = [
  studyStep("study-previous", -1, anyOther),
  studyStep("study-next", 1, anyOther),
  studyStep("patient-previous", -1, ofAnotherPatient),
  studyStep("patient-next", 1, ofAnotherPatient),
  { id: "palette", group: "general", icon: Command, run: () => openDialog("palette"), where: "everywhere" },
  { id: "help", group: "general", icon: CircleQuestionMark, run: () => openDialog("help"), where: "everywhere" },
  { id: "cancel", group: "general", run: cancel },
  {
    id: "reading-mode",
    group: "general",
    icon: Expand,
    run: () => setReading(!useScreenStore.getState().isReading),
    isOn: () => useScreenStore.getState().isReading,
  },
  { id: "viewport-menu", group: "general", icon: Menu, run: openMenuOfActive },
  { id: "worklist", group: "general", icon: ArrowLeft, run: () => goTo("#/") },
  {
    id: "series-panel",
    group: "general",
    icon: PanelLeft,
    run: toggleSeriesPanel,
    isOn: () => useScreenStore.getState().seriesPanelOpen,
  },
  {
    id: "side-panel",
    group: "general",
    icon: PanelRight,
    run: toggleSidePanel,
    isOn: () => useScreenStore.getState().sidePanelOpen,
  },
  { id: "show-findings", group: "findings", icon: ListChecks, run: () => showSideTab("findings") },
  { id: "show-ai", group: "findings", icon: BrainCircuit, run: () => showSideTab("ai") },
  { id: "show-report", group: "report", icon: FileText, run: () => showSideTab("report") },
  { id: "open-import", group: "general", icon: FolderInput, run: () => openDialog("import"), where: "everywhere" },
  { id: "open-outbox", group: "general", icon: Inbox, run: () => openDialog("outbox"), where: "everywhere" },
  { id: "open-models", group: "general", icon: BrainCircuit, run: () => openDialog("models"), where: "everywhere" },
  { id: "open-archive", group: "general", icon: Archive, run: () => openDialog("archive"), where: "everywhere" },
  { id: "settings-keys", group: "general", icon: Keyboard, run: () => openDialog("keys"), where: "everywhere" },
  { id: "open-settings", group: "general", icon: Settings, run: () => openDialog("settings"), where: "everywhere" },
  {
    id: "switch-language",
    group: "general",
    icon: Languages,
    run: () => void changeLanguage(useLocaleStore.getState().language === "en" ? "zh-CN" : "en"),
    where: "everywhere",
  },
];
