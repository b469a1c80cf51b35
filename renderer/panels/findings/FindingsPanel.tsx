import { FileSpreadsheet, Redo2, SquareDashedMousePointer, Tags, Undo2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import type { Finding } from "../../../src/findings/index.ts";
import {
  acceptSelected,
  type FindingGroup,
  familyOf,
  findingFamilies,
  groupFindings,
  openDialog,
  rejectSelected,
  showSideTab,
  stepFinding,
  stepMessage,
  useFindingsStore,
  useMessageText,
  useText,
} from "../../stores/index.ts";
import { Button, EmptyState, IconButton, LoadingState, Notice } from "../../ui/index.ts";
import { FindingItem } from "./FindingItem.tsx";
import { useCodeText, useFindingTitle } from "./finding-text.ts";
import { findingsCsv, saveText } from "./findings-csv.ts";
import "./findings.css";

/** Everything found in this study: what AI proposes, what a person stands behind, what was rejected. */
export function FindingsPanel() {
  const text = useText();
  const say = useMessageText();
  const { findings, loadState, studyInstanceUid, load } = useFindingsStore();
  if (loadState.kind === "failed" && findings.length === 0) {
    const again = () => studyInstanceUid !== undefined && load(studyInstanceUid);
    return (
      <div className="panel-pad">
        <Notice tone="bad" action={<Button onPress={again}>{text("common.retry")}</Button>}>
          {say({ kind: "error", error: loadState.error })}
        </Notice>
      </div>
    );
  }
  if (findings.length === 0 && loadState.kind !== "ready") return <LoadingState label={text("common.loading")} />;
  if (findings.length === 0) {
    return (
      <EmptyState
        icon={SquareDashedMousePointer}
        title={text("findings.none")}
        action={<Button onPress={() => showSideTab("ai")}>{text("findings.toAi")}</Button>}
        testId="findings-empty"
      >
        {text("findings.noneHint")}
      </EmptyState>
    );
  }
  return <FindingList findings={findings} />;
}

function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
  const text = useText();
  const list = useRef<HTMLDivElement>(null);
  const selected = useFindingsStore((state) => state.selectedFindingId);
  const groups = groupFindings(findings);
  useEffect(() => {
    if (selected === undefined) return;
    const item = list.current?.querySelector(`[data-finding-id="${selected}"]`);
    item?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  const keys = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(".finding-head")) return;
    const action = actionOfKey(event.key);
    if (action === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    action();
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>("[aria-expanded=true].finding-head")?.focus());
  };
  return (
    <>
      <FindingsBar />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys are handled for the heads of the items inside */}
      <div ref={list} className="findings" onKeyDown={keys} data-testid="findings-list">
        {groups.proposed.length > 0 && <Notice>{text("findings.aiOnlyProposes")}</Notice>}
        {(["proposed", "accepted", "rejected"] as const).map((group) => (
          <Group key={group} group={group} findings={groups[group]} />
        ))}
      </div>
    </>
  );
}

function actionOfKey(key: string): (() => void) | undefined {
  switch (key) {
    case "ArrowDown":
      return () => stepFinding(1);
    case "ArrowUp":
      return () => stepFinding(-1);
    case "Enter":
      return acceptSelected;
    case "Backspace":
    case "Delete":
      return rejectSelected;
    default:
      return undefined;
  }
}

function FindingsBar() {
  const text = useText();
  const say = useMessageText();
  const codeText = useCodeText();
  const title = useFindingTitle();
  const { decisions, undo, redo, findings } = useFindingsStore();
  const [undoStep, redoStep] = [decisions.done.at(-1), decisions.undone.at(-1)];
  const measured = findings.filter(({ status, measurements }) => status !== "rejected" && measurements.length > 0);
  const open = findings.filter(({ status }) => status === "proposed").length;
  return (
    <div className="findings-bar">
      <span className="quiet">
        {open > 0 ? text("findings.toDecide", { count: open }) : text("findings.allDecided", { count: findings.length })}
      </span>
      <span className="findings-bar-actions">
        {measured.length > 0 && (
          <IconButton
            label={text("findings.exportCsv")}
            icon={FileSpreadsheet}
            size="small"
            onPress={() => saveText("measurements.csv", findingsCsv(measured, text, codeText, title))}
            testId="findings-csv"
          />
        )}
        <IconButton
          label={text("labels.title")}
          icon={Tags}
          size="small"
          onPress={() => openDialog("labels")}
          testId="findings-labels"
        />
        <IconButton
          label={undoStep === undefined ? text("findings.undo") : say(stepMessage("findings.undoStep", undoStep))}
          icon={Undo2}
          size="small"
          disabledReason={decisions.done.length === 0 ? text("findings.nothingToUndo") : undefined}
          onPress={() => void undo()}
          testId="undo"
        />
        <IconButton
          label={redoStep === undefined ? text("findings.redo") : say(stepMessage("findings.redoStep", redoStep))}
          icon={Redo2}
          size="small"
          disabledReason={decisions.undone.length === 0 ? text("findings.nothingToRedo") : undefined}
          onPress={() => void redo()}
          testId="redo"
        />
      </span>
    </div>
  );
}

function Group({ group, findings }: { readonly group: FindingGroup; readonly findings: readonly Finding[] }) {
  const text = useText();
  if (findings.length === 0) return null;
  return (
    <section className="finding-group" data-testid={`findings-${group}`}>
      <h2>
        {text(`findings.group.${group}`)} <span className="quiet">{findings.length}</span>
      </h2>
      {familiesOf(findings).map(({ family, members }, _at, all) => (
        <div key={family} className="finding-family" data-family={family}>
          {group === "accepted" && all.length > 1 && <h3>{text(`findings.family.${family}`)}</h3>}
          <ul>
            {members.map((finding) => (
              <FindingItem key={finding.id} finding={finding} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** What is accepted stands together by what it is; proposals keep the order of their scores. */
function familiesOf(findings: readonly Finding[]) {
  const isSorted = findings.every(({ status }) => status === "accepted" || status === "edited");
  if (!isSorted) return [{ family: "named" as const, members: findings }];
  return findingFamilies
    .map((family) => ({ family, members: findings.filter((finding) => familyOf(finding) === family) }))
    .filter(({ members }) => members.length > 0);
}
