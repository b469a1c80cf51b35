import { create } from "zustand";
import type { FindingCreate, FindingDecision, FindingEdit } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { createFinding, decideFinding, deleteFinding, editFinding, listFindings } from "../api/index.ts";
import { type DecisionLog, emptyDecisionLog, recordStep, stepBack, stepForward, toDecision } from "./decision-log.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentReader } from "./settings-store.ts";
import { tell, tellFailure } from "./toast-store.ts";

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
      const step = { kind: "decision", findingId: id, from: toDecision(before.status), to: decision } as const;
      if (await apply(id, decision)) set({ decisions: recordStep(get().decisions, step) });
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
        const { findings, selectedFindingId, decisions } = get();
        const finding = findings.find((known) => known.id === id);
        if (finding !== undefined) {
          set({ decisions: recordStep(decisions, { kind: "removal", finding }) });
          tell("findings.removed", { label: finding.trackingId });
        }
        set({
          findings: findings.filter((known) => known.id !== id),
          selectedFindingId: selectedFindingId === id ? undefined : selectedFindingId,
        });
      } catch (error) {
        tellFailure(error);
      }
    },
    select: (id) => set({ selectedFindingId: id }),
    async undo() {
      const back = stepBack(get().decisions);
      if (back === undefined) return;
      const { step } = back;
      if (step.kind === "decision") {
        get().select(step.findingId);
        if (await apply(step.findingId, step.from)) set({ decisions: back.log });
      } else {
        const again = await get().create(bodyOf(step.finding));
        if (again !== undefined) set({ decisions: back.log, selectedFindingId: again.id });
      }
    },
    async redo() {
      const again = stepForward(get().decisions);
      if (again === undefined) return;
      get().select(again.step.findingId);
      if (await apply(again.step.findingId, again.step.to)) set({ decisions: again.log });
    },
  };
});

/** What files a removed finding anew. */
function bodyOf(finding: Finding): Omit<FindingCreate, "by"> {
  const { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, code, site, laterality } = finding;
  const { geometry, reference, measurements, comment, caveats } = finding;
  return {
    studyInstanceUid,
    seriesInstanceUid,
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
    code,
    ...(site === undefined ? {} : { site }),
    ...(laterality === undefined ? {} : { laterality }),
    geometry,
    reference,
    measurements,
    comment,
    caveats,
  };
}
