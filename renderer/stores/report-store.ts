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
import { tellFailure } from "./toast-store.ts";

type Template = Awaited<ReturnType<typeof listTemplates>>[number];

export interface ReportStoreState {
  readonly studyInstanceUid: string | undefined;
  readonly templates: readonly Template[];
  readonly edited: EditedDraft | undefined;
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
  signed: [],
  loadState: idle,
  signing: false,
  timer: undefined,
}));

const { getState, setState } = useReportStore;

/** Opens the report of a study; what was typed for another one is saved first. */
export async function loadReport(studyInstanceUid: string): Promise<void> {
  if (getState().studyInstanceUid !== studyInstanceUid) {
    await flushDraft();
    setState({ studyInstanceUid, edited: undefined, signed: [] });
  }
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
  const { edited } = getState();
  if (edited === undefined || (edited.save.kind !== "dirty" && edited.save.kind !== "failed")) return;
  const { savedAt: _, ...draft } = edited.draft;
  setState({ edited: startSave(edited) });
  const of = (change: (now: EditedDraft) => EditedDraft) => {
    const now = getState().edited;
    if (now?.draft.studyInstanceUid === draft.studyInstanceUid) setState({ edited: change(now) });
  };
  try {
    const stored = await saveDraft(draft, leaving);
    of((now) => finishSave(now, stored, edited.edits));
    if (getState().edited?.save.kind === "dirty") saveLater(SAVE_PAUSE_MS);
  } catch (error) {
    of((now) => failSave(now, toErrorRecord(error)));
    if (getState().edited?.save.kind === "failed") saveLater(RETRY_PAUSE_MS);
  }
}

/** Ends a conflict with a draft saved elsewhere: the text on screen stays, or the stored one is taken. */
export async function settleConflict(whose: "mine" | "stored"): Promise<void> {
  const { edited, studyInstanceUid } = getState();
  if (edited === undefined || studyInstanceUid === undefined) return;
  try {
    const { draft, signed } = await getReport(studyInstanceUid);
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
    const edited = await savedDraft();
    if (edited === undefined) return false;
    const report = await signReport(studyInstanceUid, { signedBy, revision: edited.draft.revision });
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

/** The draft once everything typed is saved; undefined when saving failed, which the report says itself. */
async function savedDraft(): Promise<EditedDraft | undefined> {
  const { edited: opened } = getState();
  // What is signed is what is on screen, also where nobody wrote in it.
  if (opened !== undefined && isUntouched(opened)) editReport({});
  await flushDraft();
  return new Promise((resolve) => {
    const settled = (save: EditedDraft["save"] | undefined) => save?.kind !== "saving" && save?.kind !== "dirty";
    const look = () => {
      const { edited } = getState();
      if (!settled(edited?.save)) return;
      stop();
      resolve(edited?.save.kind === "saved" ? edited : undefined);
    };
    const stop = useReportStore.subscribe(look);
    look();
  });
}
