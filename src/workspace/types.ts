import type { Analysis, Finding } from "../findings/index.ts";
import type { ReportDraft, SignedReport } from "../report/index.ts";
import type { DamagedRow } from "./json-table.ts";

/**
 * What readers and models made of the studies: one file, each change on the disk before the call returns. Opened by
 * `openWorkspace(directory)`. Writing throws WorkspaceError `invalid` or `write-failed`; a damaged row is skipped and reported.
 */
export interface Workspace {
  findings(studyInstanceUid: string): readonly Finding[];
  finding(id: string): Finding | undefined;
  /** How many findings of a study wait for a decision. */
  openProposalCount(studyInstanceUid: string): number;
  putFinding(finding: Finding): void;
  /** All or none. */
  putFindings(findings: readonly Finding[]): void;
  removeFinding(id: string): void;

  /** In the order they were started. */
  analyses(studyInstanceUid: string): readonly Analysis[];
  /** Of all studies, the last begun first. */
  lastAnalyses(most: number): readonly Analysis[];
  putAnalysis(analysis: Analysis): void;

  draft(studyInstanceUid: string): ReportDraft | undefined;
  /**
   * Keeps a draft made from the revision it names (0: there was none) and gives it back with the next revision and the time.
   * @throws WorkspaceError stale, where another save came between
   */
  saveDraft(draft: ReportDraft): ReportDraft;
  removeDraft(studyInstanceUid: string): void;

  /** In the order they were signed. */
  signedReports(studyInstanceUid: string): readonly SignedReport[];
  signedReport(id: string): SignedReport | undefined;
  /** For ever. @throws WorkspaceError already-signed */
  addSignedReport(report: SignedReport): void;

  /** Whatever JSON was put under the key; the caller holds it to its own schema. */
  readSetting(key: string): unknown;
  writeSetting(key: string, value: unknown): void;
  /** Nothing happens where there is none. */
  removeSetting(key: string): void;

  /** Rows that cannot be read; they stay in the file. */
  damaged(): readonly DamagedRow[];
  dispose(): void;
}
