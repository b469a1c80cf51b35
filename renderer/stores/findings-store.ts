import { create } from "zustand";
import type { FindingCreate, FindingDecision, FindingEdit } from "../../src/contract/index.ts";
import { type Finding, kindOf } from "../../src/findings/index.ts";
import {
  createFinding,
  decideFinding,
  deleteFinding,
  editFinding,
  listFindings,
  restoreFinding,
  trackLesion,
} from "../api/index.ts";
import {
  type DecisionLog,
  type DecisionStep,
  emptyDecisionLog,
  nameOfDecision,
  recordStep,
  type StepName,
  stepBack,
  stepForward,
  toDecision,
  withoutStep,
} from "./decision-log.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { currentReader } from "./settings-store.ts";
import { isChangedElsewhere, isRefusedForGood, makeAgain, type StepPorts, takeBack } from "./step-back.ts";
import { isChangedSince } from "./step-conflict.ts";
import type { Message } from "./text.ts";
import { tell, tellFailure, tellLasting, tellMessage } from "./toast-store.ts";

type Edit = Omit<FindingEdit, "by">;

export interface FindingsState {
  readonly studyInstanceUid: string | undefined;
  /** All statuses, in order of making. */
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly loadState: LoadState;
  readonly decisions: DecisionLog;

  /** Asks for the findings of a study; another study's are dropped first. */
  load(studyInstanceUid: string): Promise<void>;
  /** Accept, reject or take back; undone by `undo`, as is all that follows. */
  decide(id: string, decision: FindingDecision["decision"]): Promise<void>;
  /** Changes shape or words; `name` is what a change of shape is called where it is undone. */
  edit(id: string, edit: Edit, name?: "move" | "reshape"): Promise<void>;
  /** Files a person's own finding; undefined when it could not be kept (which is then told). */
  create(finding: Omit<FindingCreate, "by">): Promise<Finding | undefined>;
  remove(id: string): Promise<void>;
  /** Calls a finding the same lesion as one of another study, or (null) one of its own, as before it was `from`. False where it was refused. */
  track(id: string, sameAs: string | null, from: string | null): Promise<boolean>;
  select(id: string | undefined): void;
  undo(): Promise<void>;
  redo(): Promise<void>;
}

/** The findings of the study that is open, as the workstation keeps them, which one is chosen, and what was done to them. */
export const useFindingsStore = create<FindingsState>()((set, get) => {
  const known = (id: string) => get().findings.find((finding) => finding.id === id);
  const keep = (finding: Finding) => {
    if (get().studyInstanceUid !== finding.studyInstanceUid) return;
    const { findings } = get();
    const isNew = known(finding.id) === undefined;
    set({ findings: isNew ? [...findings, finding] : findings.map((old) => (old.id === finding.id ? finding : old)) });
  };
  const drop = (id: string) => {
    const { findings, selectedFindingId } = get();
    set({
      findings: findings.filter((finding) => finding.id !== id),
      selectedFindingId: selectedFindingId === id ? undefined : selectedFindingId,
    });
  };
  const keepLog = (decisions: DecisionLog) => set({ decisions });
  /** What the host answers late is not of the study that is open by then: undone there it would be taken back unseen. */
  const record = (step: DecisionStep) =>
    step.finding.studyInstanceUid === get().studyInstanceUid && keepLog(recordStep(get().decisions, step));

  /** What is asked of the host is asked in the order of the hand: a step that is undone at once has been done by then. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(job: () => Promise<T>): Promise<T | undefined> => {
    const turn = last.then(job).catch((error: unknown) => {
      tellFailure(error);
      return undefined;
    });
    last = turn;
    return turn;
  };
  /** `asKnown`: the host refuses where the finding is not what is known of it here any more. */
  const portsWith = (asKnown: boolean): StepPorts => {
    const changes = (id: string) => (asKnown ? known(id)?.history.length : undefined);
    return {
      decide: async (id, decision) => keep(await decideFinding(id, { decision, by: currentReader() }, changes(id))),
      edit: async (id, edit) => keep(await editFinding(id, { ...edit, by: currentReader() }, changes(id))),
      async remove(id) {
        await deleteFinding(id, changes(id));
        drop(id);
      },
      restore: async (id) => keep(await restoreFinding(id)),
      track: async (id, sameAs) => keep(await trackLesion(id, { sameAs, by: currentReader() }, changes(id))),
      select: (id) => get().select(id),
    };
  };
  const ports = portsWith(false);
  const take = (direction: "back" | "forward") =>
    inTurn(() => {
      const { studyInstanceUid: of, decisions } = get();
      return takeStep(direction, decisions, portsWith(true), known, (log) => get().studyInstanceUid === of && keepLog(log));
    });
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
        const listed = await listFindings(studyInstanceUid);
        if (get().studyInstanceUid === studyInstanceUid) set({ findings: newest(listed, known), loadState: ready });
      } catch (error) {
        if (get().studyInstanceUid === studyInstanceUid) set({ loadState: failedBy(error) });
      }
    },
    async decide(id, decision) {
      await inTurn(async () => {
        const before = known(id);
        if (before === undefined || before.status === decision) return;
        await ports.decide(id, decision);
        const [from, name] = [toDecision(before.status), nameOfDecision(decision)];
        record({ kind: "decision", name, finding: known(id) ?? before, from, to: decision });
      });
    },
    async edit(id, edit, name) {
      await inTurn(async () => {
        const before = known(id);
        await ports.edit(id, edit);
        const after = known(id);
        if (before !== undefined && after !== undefined) {
          record({ kind: "edit", name: name ?? nameOfEdit(edit), finding: after, before });
        }
      });
    },
    create: (body) =>
      inTurn(async () => {
        const finding = await createFinding({ ...body, by: currentReader() });
        keep(finding);
        record({ kind: "creation", name: "draw", finding });
        return finding;
      }),
    async remove(id) {
      await inTurn(async () => {
        const finding = known(id);
        await ports.remove(id);
        if (finding === undefined) return;
        record({ kind: "removal", name: "delete", finding });
        tell("findings.removed", { label: finding.trackingId });
      });
    },
    select: (id) => set({ selectedFindingId: id }),
    async track(id, sameAs, from) {
      const isKept = await inTurn(async () => {
        await ports.track(id, sameAs);
        const finding = known(id);
        const name = sameAs === null ? "unfollow" : "follow";
        if (finding !== undefined) record({ kind: "lesion", name, finding, from, to: sameAs });
        return true;
      });
      return isKept ?? false;
    },
    undo: () => tellLasting(take("back"), "common.saving"),
    redo: () => tellLasting(take("forward"), "common.saving"),
  };
});

/** A list that was asked for before a change may be answered after it: it does not undo what is known by then. */
function newest(listed: readonly Finding[], known: (id: string) => Finding | undefined): readonly Finding[] {
  return listed.map((finding) => {
    const own = known(finding.id);
    return own !== undefined && own.history.length > finding.history.length ? own : finding;
  });
}

/**
 * Takes the next step back or forward and says it. One that the host refuses for good, or that would undo what somebody else has done to
 * the finding since, is said and left out, so that those before it can be reached.
 *
 * @throws ApiError where it may be taken another time; the log stays
 */
async function takeStep(
  direction: "back" | "forward",
  log: DecisionLog,
  ports: StepPorts,
  known: (id: string) => Finding | undefined,
  keepLog: (log: DecisionLog) => void,
): Promise<void> {
  const isBack = direction === "back";
  const next = isBack ? stepBack(log) : stepForward(log);
  if (next === undefined) return;
  const leaveOut = () => {
    keepLog(withoutStep(log, direction));
    tellMessage(stepMessage("findings.changedElsewhere", next.step));
  };
  if (isChangedSince(next.step, known(next.step.finding.id), direction)) return leaveOut();
  try {
    await (isBack ? takeBack : makeAgain)(next.step, ports);
    keepLog(next.log);
    tellMessage(stepMessage(isBack ? "findings.undone" : "findings.redone", next.step));
  } catch (error) {
    if (isChangedElsewhere(error)) return leaveOut();
    if (!isRefusedForGood(error)) throw error;
    keepLog(withoutStep(log, direction));
    tellFailure(error);
    tellMessage(stepMessage(isBack ? "findings.notUndone" : "findings.notRedone", next.step));
  }
}

function nameOfEdit(edit: Edit): StepName {
  if (edit.geometry !== undefined) return "reshape";
  return edit.trackingId === undefined && edit.site === undefined ? "comment" : "rename";
}

/** A step in words: what was done, to what, and what the reader calls it. */
export function stepMessage(
  key: `findings.${"undone" | "redone" | "undoStep" | "redoStep" | "notUndone" | "notRedone" | "changedElsewhere"}`,
  { name, finding }: DecisionStep,
): Message {
  const parts = { step: `findings.step.${name}`, kind: `findings.kind.${kindOf(finding)}` } as const;
  return { kind: "text", key, values: { label: finding.trackingId }, parts };
}
