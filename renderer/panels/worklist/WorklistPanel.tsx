import { FolderInput, ListX, SearchX } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import type { StudySummary } from "../../../src/contract/index.ts";
import {
  clearFilter,
  isFiltered,
  loadWorklist,
  openDialog,
  selectStudy,
  useMessageText,
  useSessionStore,
  useText,
  useWorklistStore,
} from "../../stores/index.ts";
import { Button, EmptyState, LoadingState, ProgressBar, Spinner } from "../../ui/index.ts";
import { StudyCareDialogs } from "../archive/StudyCare.tsx";
import { useStepText } from "../step-text.ts";
import { StudyPreview } from "./StudyPreview.tsx";
import { StudyTable, type StudyTableHandle } from "./StudyTable.tsx";
import { useSearchOnChange, WorklistFilters } from "./WorklistFilters.tsx";
import "./worklist.css";

export interface WorklistPanelProps {
  readonly table: RefObject<StudyTableHandle | null>;
  readonly onOpen: (study: StudySummary) => void;
  readonly onOpenReport: (study: StudySummary) => void;
}

/** Filters, the studies that fit, and the chosen one at a glance. */
export function WorklistPanel({ table, onOpen, onOpenReport }: WorklistPanelProps) {
  const text = useText();
  const { studies, total, selectedStudyUid, loadState } = useWorklistStore();
  const selected = studies.find(({ studyInstanceUid }) => studyInstanceUid === selectedStudyUid);
  useSearchOnChange();
  useFirstChoice();
  return (
    <main className="worklist">
      <div className="worklist-main">
        <div className="worklist-tools">
          <WorklistFilters />
          <output className="worklist-total">
            {loadState.kind === "loading" && (
              <span className="worklist-busy">
                <Spinner />
              </span>
            )}
            {loadState.kind === "ready" || studies.length > 0 ? text("worklist.total", { count: total }) : ""}
          </output>
        </div>
        <DemoProgress />
        {studies.length > 0 ? <StudyTable handle={table} onOpen={onOpen} /> : <NoRows />}
      </div>
      <StudyPreview study={selected} onOpen={onOpen} onOpenReport={onOpenReport} />
      <StudyCareDialogs />
    </main>
  );
}

/** Chooses the demo study, or the newest one, once there are rows and nothing is chosen; an arriving study changes nothing. */
function useFirstChoice(): void {
  const session = useSessionStore((state) => state.session);
  const { studies, selectedStudyUid } = useWorklistStore();
  const chosen = useRef(selectedStudyUid !== undefined);
  useEffect(() => {
    if (chosen.current || session === undefined || studies.length === 0) return;
    const demo = studies.find(({ studyInstanceUid }) => studyInstanceUid === session.demoStudyInstanceUid);
    chosen.current = true;
    selectStudy((demo ?? studies[0])?.studyInstanceUid);
  }, [session, studies]);
}

function DemoProgress() {
  const text = useText();
  const stepText = useStepText();
  const demo = useSessionStore((state) => state.demo);
  if (demo === undefined) return null;
  return (
    <div className="worklist-demo" role="status" data-testid="demo-progress">
      <span>
        {demo.step === "demo-analyse"
          ? text("worklist.demoAnalysing")
          : text("worklist.demoBuilding", { step: stepText(demo.step) })}
      </span>
      <ProgressBar fraction={demo.fraction} label={text("worklist.demoBuildingLabel")} />
    </div>
  );
}

function NoRows() {
  const text = useText();
  const say = useMessageText();
  const { loadState, filter } = useWorklistStore();
  if (loadState.kind === "failed") {
    return (
      <EmptyState
        icon={ListX}
        title={text("worklist.failed")}
        action={<Button onPress={loadWorklist}>{text("common.retry")}</Button>}
      >
        {say({ kind: "error", error: loadState.error })}
      </EmptyState>
    );
  }
  if (loadState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  if (isFiltered(filter)) {
    return (
      <EmptyState
        icon={SearchX}
        title={text("worklist.noneFound")}
        action={<Button onPress={clearFilter}>{text("worklist.clear")}</Button>}
        testId="worklist-none-found"
      >
        {text("worklist.noneFoundHint")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={FolderInput}
      title={text("worklist.empty")}
      action={
        <Button tone="primary" icon={FolderInput} onPress={() => openDialog("import")}>
          {text("import.title")}
        </Button>
      }
      testId="worklist-empty"
    >
      {text("worklist.emptyHint")}
    </EmptyState>
  );
}
