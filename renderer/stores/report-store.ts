import { create } from "zustand";
import { toErrorRecord } from "../../src/base/index.ts";
import type { ReportState as HostReport } from "../../src/contract/index.ts";
import { getReport, listTemplates, saveDraft, signReport } from "../api/index.ts";
import {
  changeDraft,
  type DraftChange,
  type EditedDraft,
  failSave,
  finishSave,
  keepMine,
  openDraft,
  receiveDraft,
  startSave,
} from "./draft-saving.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { tell, tellFailure } from "./toast-store.ts";

type Template = Awaited<ReturnType<typeof listTemplates>>[number];

export interface ReportStoreState {
  readonly studyInstanceUid: string | undefined;
  readonly templates: readonly Template[];
  readonly edited: EditedDraft | undefined;
  /** What was typed for studies that were left before it was saved, by study. */
  readonly waiting: Readonly<Record<string, EditedDraft>>;
  /** Newest first. */
  readonly signed: HostReport["signed"];
  readonly loadState: LoadState;
  readonly signing: boolean;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** Pause after the last key before the draft is saved. */
const SAVE_PAUSE_MS = 500;
/** Pause before a save that failed is tried again. */
const RETRY_PAUSE_MS = 5_000;

/** The report of the open study: what is being written, whether it is saved, and what was signed. */
export const useReportStore = create<ReportStoreState>()(() => ({
  studyInstanceUid: undefined,
  templates: [],
  edited: undefined,
  waiting: {},
  signed: [],
  loadState: idle,
  signing: false,
  timer: undefined,
}));

const { getState, setState } = useReportStore;

/** Opens the report of a study; what was typed for another one and is not saved yet waits, and is saved behind. */
export async function loadReport(studyInstanceUid: string): Promise<void> {
  // At once: an answer that comes late must not put one patient's report beside another's images.
  if (getState().studyInstanceUid !== studyInstanceUid) leaveFor(studyInstanceUid);
  setState({ loadState: loading });
  try {
    const templates = getState().templates.length > 0 ? getState().templates : await listTemplates();
    const { draft, signed } = await getReport(studyInstanceUid);
    if (getState().studyInstanceUid !== studyInstanceUid) return;
    setState({ templates, signed, edited: receiveDraft(getState().edited, draft), loadState: ready });
  } catch (error) {
    if (getState().studyInstanceUid === studyInstanceUid) setState({ loadState: failedBy(error) });
  }
}

/** What was found may call for another template, as long as nobody has written anything. */
export async function reopenUntouched(studyInstanceUid: string): Promise<void> {
  const { studyInstanceUid: open, edited } = getState();
  if (open === studyInstanceUid && edited !== undefined && isUntouched(edited)) await loadReport(studyInstanceUid);
}

function leaveFor(studyInstanceUid: string): void {
  const { edited, waiting } = getState();
  const isLeft = edited !== undefined && edited.save.kind !== "saved";
  const { [studyInstanceUid]: own, ...others } = isLeft ? { ...waiting, [edited.draft.studyInstanceUid]: edited } : waiting;
  setState({ studyInstanceUid, edited: own, waiting: others, signed: [] });
  if (isLeft && edited.hasFailed === true) tell("report.leftUnsaved", {}, "bad");
  void flushDraft();
}

/** A change by the reader, saved by itself after a short pause. */
export function editReport(change: DraftChange): void {
  const { edited } = getState();
  if (edited === undefined) return;
  setState({ edited: changeDraft(edited, change) });
  saveLater(SAVE_PAUSE_MS);
}

/** What flows into the draft by itself. One that nobody has written in is not kept for it: its reader may only be looking. */
export function flowIntoReport(change: DraftChange): void {
  const { edited } = getState();
  if (edited === undefined) return;
  if (isUntouched(edited)) setState({ edited: { ...edited, draft: { ...edited.draft, ...change } } });
  else editReport(change);
}

function isUntouched({ draft, edits }: EditedDraft): boolean {
  return draft.revision === 0 && edits === 0;
}

export function editSection(sectionId: string, text: string): void {
  const { edited } = getState();
  if (edited !== undefined) editReport({ sections: { ...edited.draft.sections, [sectionId]: text } });
}

function saveLater(pauseMs: number): void {
  clearTimeout(getState().timer);
  setState({ timer: setTimeout(() => void flushDraft(), pauseMs) });
}

/** Saves what is not saved yet, now; `leaving` when the page goes away. */
export async function flushDraft(leaving = false): Promise<void> {
  clearTimeout(getState().timer);
  await Promise.all(openDrafts().map(({ draft }) => saveOne(draft.studyInstanceUid, leaving)));
  const kinds = openDrafts().map(({ save, isOnItsWay }) => (isOnItsWay ? "saving" : save.kind));
  if (kinds.includes("dirty")) saveLater(SAVE_PAUSE_MS);
  else if (kinds.includes("failed")) saveLater(RETRY_PAUSE_MS);
}

/** Whether something that was typed is on no disk and saving it has failed, also while it is tried again: closing the window would lose it. */
export function isTypedInVain(): boolean {
  return openDrafts().some(({ save, hasFailed }) => save.kind === "stale" || (hasFailed === true && save.kind !== "saved"));
}

/** The draft on screen, and those of studies that were left before they were saved. */
function openDrafts(): readonly EditedDraft[] {
  const { edited, waiting } = getState();
  return edited === undefined ? Object.values(waiting) : [edited, ...Object.values(waiting)];
}

function putDraft(studyInstanceUid: string, change: (now: EditedDraft) => EditedDraft): void {
  const { edited, waiting } = getState();
  if (edited?.draft.studyInstanceUid === studyInstanceUid) {
    setState({ edited: change(edited) });
    return;
  }
  const { [studyInstanceUid]: left, ...others } = waiting;
  if (left === undefined) return;
  const now = change(left);
  setState({ waiting: now.save.kind === "saved" ? others : { ...others, [studyInstanceUid]: now } });
  if (now.hasFailed === true && left.hasFailed !== true) tell("report.leftUnsaved", {}, "bad");
  if (now.save.kind === "saved" && left.hasFailed === true) tell("report.leftSaved", {}, "good");
}

async function saveOne(studyInstanceUid: string, leaving: boolean): Promise<void> {
  const edited = openDrafts().find(({ draft }) => draft.studyInstanceUid === studyInstanceUid);
  if (edited === undefined || (edited.save.kind !== "dirty" && edited.save.kind !== "failed")) return;
  // Two saves on one revision would be a conflict with oneself; the answer of the first sees that there is more.
  if (edited.isOnItsWay && !leaving) return;
  const { savedAt: _, ...draft } = edited.draft;
  // The page will not see the answer to what is on its way, which the host takes first.
  const revision = edited.isOnItsWay ? draft.revision + 1 : draft.revision;
  putDraft(studyInstanceUid, startSave);
  try {
    const stored = await saveDraft({ ...draft, revision }, leaving);
    putDraft(studyInstanceUid, (now) => finishSave(now, stored, edited.edits));
  } catch (error) {
    putDraft(studyInstanceUid, (now) => failSave(now, toErrorRecord(error)));
  }
}

/** Ends a conflict with a draft saved elsewhere: the text on screen stays, or the stored one is taken. */
export async function settleConflict(whose: "mine" | "stored"): Promise<void> {
  const { edited, studyInstanceUid } = getState();
  if (edited === undefined || studyInstanceUid === undefined) return;
  try {
    const { draft, signed } = await getReport(studyInstanceUid);
    // Another study is open by now: its report stays, and the conflict waits with the draft that it is about.
    if (getState().studyInstanceUid !== studyInstanceUid) return;
    setState({ signed, edited: whose === "mine" ? keepMine(getState().edited ?? edited, draft) : openDraft(draft) });
    await flushDraft();
  } catch (error) {
    tellFailure(error);
  }
}

/** Saves, then signs under a name; true when signed and queued. */
export async function signDraft(signedBy: string): Promise<boolean> {
  const { studyInstanceUid } = getState();
  if (studyInstanceUid === undefined) return false;
  setState({ signing: true });
  try {
    const edited = await savedDraft(studyInstanceUid);
    if (edited === undefined) {
      if (getState().studyInstanceUid !== studyInstanceUid) tell("report.leftUnsigned", {}, "bad");
      return false;
    }
    const report = await signReport(studyInstanceUid, { signedBy, revision: edited.draft.revision });
    // It is signed; what is on screen is another study's.
    if (getState().studyInstanceUid !== studyInstanceUid) return true;
    setState({ signed: [report, ...getState().signed.filter(({ id }) => id !== report.id)] });
    await loadReport(studyInstanceUid);
    return true;
  } catch (error) {
    tellFailure(error);
    return false;
  } finally {
    setState({ signing: false });
  }
}

/** The draft of a study once everything typed is saved; undefined when saving failed, which the report says itself, or the study was left. */
async function savedDraft(studyInstanceUid: string): Promise<EditedDraft | undefined> {
  const { edited: opened } = getState();
  // What is signed is what is on screen, also where nobody wrote in it.
  if (opened !== undefined && isUntouched(opened)) editReport({});
  await flushDraft();
  return new Promise((resolve) => {
    const settled = (save: EditedDraft["save"] | undefined) => save?.kind !== "saving" && save?.kind !== "dirty";
    const look = () => {
      const { edited, studyInstanceUid: now } = getState();
      const isLeft = now !== studyInstanceUid;
      if (!isLeft && !settled(edited?.save)) return;
      stop();
      resolve(!isLeft && edited?.save.kind === "saved" ? edited : undefined);
    };
    const stop = useReportStore.subscribe(look);
    look();
  });
}
