import { create } from "zustand";
import type { FindingCreate, FindingDecision, FindingEdit } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { createFinding, decideFinding, deleteFinding, editFinding, listFindings } from "../api/index.ts";
import {
  type DecisionLog,
  type DecisionStep,
  emptyDecisionLog,
  recordDecision,
  stepBack,
  stepForward,
  toDecision,
} from "./decision-log.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentReader } from "./settings-store.ts";
import { tellFailure } from "./toast-store.ts";

export interface FindingsState {
  readonly studyInstanceUid: string | undefined;
  /** All statuses, in order of making. */
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly loadState: LoadState;
  readonly decisions: DecisionLog;

  /** Asks for the findings of a study; another study's are dropped first. */
  load(studyInstanceUid: string): Promise<void>;
  /** Accept, reject or take back; undone by `undo`. */
  decide(id: string, decision: FindingDecision["decision"]): Promise<void>;
  edit(id: string, edit: Omit<FindingEdit, "by">): Promise<void>;
  /** Files a person's own finding; undefined when it could not be kept (which is then told). */
  create(finding: Omit<FindingCreate, "by">): Promise<Finding | undefined>;
  remove(id: string): Promise<void>;
  select(id: string | undefined): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** The findings of the study that is open, as the workstation keeps them, and which one is chosen. */
export const useFindingsStore = create<FindingsState>()((set, get) => {
  const replace = (finding: Finding) => set({ findings: get().findings.map((old) => (old.id === finding.id ? finding : old)) });

  const apply = async (id: string, decision: FindingDecision["decision"]): Promise<boolean> => {
    try {
      replace(await decideFinding(id, { decision, by: currentReader() }));
      return true;
    } catch (error) {
      tellFailure(error);
      return false;
    }
  };

  const walk = async (walked: { readonly step: DecisionStep; readonly log: DecisionLog } | undefined, to: "from" | "to") => {
    if (walked === undefined) return;
    get().select(walked.step.findingId);
    if (await apply(walked.step.findingId, walked.step[to])) set({ decisions: walked.log });
  };

  return {
    studyInstanceUid: undefined,
    findings: [],
    selectedFindingId: undefined,
    loadState: idle,
    decisions: emptyDecisionLog,

    async load(studyInstanceUid) {
      if (get().studyInstanceUid !== studyInstanceUid) {
        set({ studyInstanceUid, findings: [], selectedFindingId: undefined, decisions: emptyDecisionLog });
      }
      set({ loadState: loading });
      try {
        const findings = await listFindings(studyInstanceUid);
        if (get().studyInstanceUid === studyInstanceUid) set({ findings, loadState: ready });
      } catch (error) {
        if (get().studyInstanceUid === studyInstanceUid) set({ loadState: failedBy(error) });
      }
    },
    async decide(id, decision) {
      const before = get().findings.find((finding) => finding.id === id);
      if (before === undefined || before.status === decision) return;
      const step = { findingId: id, from: toDecision(before.status), to: decision };
      if (await apply(id, decision)) set({ decisions: recordDecision(get().decisions, step) });
    },
    async edit(id, edit) {
      try {
        replace(await editFinding(id, { ...edit, by: currentReader() }));
      } catch (error) {
        tellFailure(error);
      }
    },
    async create(body) {
      try {
        const finding = await createFinding({ ...body, by: currentReader() });
        if (get().studyInstanceUid === finding.studyInstanceUid) {
          set({ findings: [...get().findings.filter(({ id }) => id !== finding.id), finding] });
        }
        return finding;
      } catch (error) {
        tellFailure(error);
        return undefined;
      }
    },
    async remove(id) {
      try {
        await deleteFinding(id);
        const { findings, selectedFindingId } = get();
        set({
          findings: findings.filter((finding) => finding.id !== id),
          selectedFindingId: selectedFindingId === id ? undefined : selectedFindingId,
        });
      } catch (error) {
        tellFailure(error);
      }
    },
    select: (id) => set({ selectedFindingId: id }),
    undo: () => walk(stepBack(get().decisions), "from"),
    redo: () => walk(stepForward(get().decisions), "to"),
  };
});
