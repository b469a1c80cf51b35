import type { ErrorRecord } from "../../src/base/index.ts";
import type { ReportState } from "../../src/contract/index.ts";

export type Draft = ReportState["draft"];

/** Where the typed text stands: what the reader sees beside the report. */
export type SaveState =
  | { readonly kind: "saved"; readonly at: string }
  | { readonly kind: "dirty" }
  | { readonly kind: "saving" }
  | { readonly kind: "failed"; readonly error: ErrorRecord }
  /** Somebody else saved meanwhile: the reader chooses whose text stays. */
  | { readonly kind: "stale" };

/** A draft on screen against the one on disk. `edits` counts changes since it was opened. */
export interface EditedDraft {
  readonly draft: Draft;
  readonly edits: number;
  readonly save: SaveState;
  /** A save was sent and has not been answered; what is typed meanwhile waits for the answer, whose revision it builds on. */
  readonly isOnItsWay?: boolean;
  /** Saving has failed since it was last saved. */
  readonly hasFailed?: boolean;
}

export type DraftChange = Partial<Pick<Draft, "sections" | "language" | "findingIds" | "flow" | "templateId">>;

export function openDraft(draft: Draft): EditedDraft {
  return { draft, edits: 0, save: { kind: "saved", at: draft.savedAt } };
}

/** A change by the reader; nothing counts as saved any more. A stale draft stays stale until its reader has chosen. */
export function changeDraft(edited: EditedDraft, change: DraftChange): EditedDraft {
  const save: SaveState = edited.save.kind === "stale" ? edited.save : { kind: "dirty" };
  return { ...edited, draft: { ...edited.draft, ...change }, edits: edited.edits + 1, save };
}

export function startSave(edited: EditedDraft): EditedDraft {
  return { ...edited, save: { kind: "saving" }, isOnItsWay: true };
}

/** The host kept what was sent when `edits` was `editsSent`; what was typed since is still to be saved. */
export function finishSave(edited: EditedDraft, stored: Draft, editsSent: number): EditedDraft {
  const draft = { ...edited.draft, revision: stored.revision, savedAt: stored.savedAt };
  const save: SaveState = edited.edits === editsSent ? { kind: "saved", at: stored.savedAt } : { kind: "dirty" };
  return { ...edited, draft, save, isOnItsWay: false, hasFailed: false };
}

export function failSave(edited: EditedDraft, error: ErrorRecord): EditedDraft {
  const stale = error.code === "stale";
  return { ...edited, save: stale ? { kind: "stale" } : { kind: "failed", error }, isOnItsWay: false, hasFailed: true };
}

/** The host has another draft: taken when nothing here waits to be saved, else left alone (saving will find it stale). */
export function receiveDraft(edited: EditedDraft | undefined, stored: Draft): EditedDraft {
  if (edited === undefined || edited.draft.studyInstanceUid !== stored.studyInstanceUid) return openDraft(stored);
  return edited.save.kind === "saved" && stored.revision >= edited.draft.revision ? openDraft(stored) : edited;
}

/** The reader's own text goes on, on top of what was saved elsewhere. */
export function keepMine(edited: EditedDraft, stored: Draft): EditedDraft {
  return { ...edited, draft: { ...edited.draft, revision: stored.revision }, save: { kind: "dirty" } };
}
