import type { DatabaseSync } from "node:sqlite";
import { type Log, silentLog } from "../base/index.ts";
import { type Analysis, analysisSchema, findingSchema } from "../findings/index.ts";
import { reportDraftSchema, signedReportSchema } from "../report/index.ts";
import { inTransaction, isProcessAlive, thisProcess } from "../storage/index.ts";
import { interrupted } from "./analysis.ts";
import { keepBackup } from "./backup.ts";
import { WorkspaceError } from "./errors.ts";
import { createJsonTable, type DamagedRow } from "./json-table.ts";
import { openDatabase } from "./open-database.ts";
import type { Workspace } from "./types.ts";

export interface WorkspaceOptions {
  readonly log?: Log;
  readonly now?: () => Date;
}

interface Context {
  readonly db: DatabaseSync;
  readonly now: () => Date;
  readonly onDamaged: (row: DamagedRow) => void;
}

/**
 * Opens the workspace in a folder, or begins one. Analyses whose process died are marked failed, "interrupted".
 * @throws WorkspaceError not-openable, damaged, newer-version
 */
export function openWorkspace(directory: string, options: WorkspaceOptions = {}): Workspace {
  const { log = silentLog, now = () => new Date() } = options;
  const db = openDatabase(directory, now());
  keepBackup(db, directory, log, now());
  const onDamaged = ({ table, id }: DamagedRow) => log.error("workspace.damaged-row", { table, id });
  const context: Context = { db, now, onDamaged };
  const parts = [findingsOf(context), analysesOf(context), draftsOf(context), signedReportsOf(context)] as const;
  const [findings, analyses, drafts, signed] = parts;
  analyses.failInterrupted();
  return {
    ...findings.methods,
    ...analyses.methods,
    ...drafts.methods,
    ...signed.methods,
    ...settingsOf(context),
    damaged: () => parts.flatMap(({ table }) => table.damaged()),
    dispose() {
      if (db.isOpen) db.close();
    },
  };
}

/** Writes; what SQLite has to say becomes `write-failed`. */
function written<T>(db: DatabaseSync, change: () => T): T {
  try {
    return inTransaction(db, change);
  } catch (error) {
    if (error instanceof WorkspaceError) throw error;
    const { errcode } = error as { errcode?: unknown };
    throw new WorkspaceError("write-failed", typeof errcode === "number" ? { systemCode: `SQLITE_${errcode}` } : {}, error);
  }
}

function findingsOf(context: Context) {
  const { db } = context;
  const table = createJsonTable({ ...context, table: "findings", schema: findingSchema });
  const put = db.prepare(`INSERT INTO findings VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET study_uid = excluded.study_uid, status = excluded.status, json = excluded.json`);
  const remove = db.prepare("DELETE FROM findings WHERE id = ?");
  const openProposals = db.prepare("SELECT count(*) AS count FROM findings WHERE study_uid = ? AND status = 'proposed'");
  const putFindings: Workspace["putFindings"] = (findings) => {
    const checked = findings.map(table.check);
    written(db, () => {
      for (const finding of checked) {
        table.saveDamaged(finding.id);
        put.run(finding.id, finding.studyInstanceUid, finding.status, JSON.stringify(finding));
      }
    });
  };
  const methods = {
    findings: table.ofStudy,
    finding: table.get,
    openProposalCount: (studyInstanceUid: string) => Number(openProposals.get(studyInstanceUid)?.count ?? 0),
    putFinding: (finding: Parameters<Workspace["putFinding"]>[0]) => putFindings([finding]),
    putFindings,
    removeFinding(id: string) {
      written(db, () => {
        table.saveDamaged(id);
        remove.run(id);
      });
    },
  };
  return { table, methods };
}

function analysesOf(context: Context) {
  const { db } = context;
  const table = createJsonTable({ ...context, table: "analyses", schema: analysisSchema });
  const put = db.prepare(`INSERT INTO analyses VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET study_uid = excluded.study_uid, owner = excluded.owner, json = excluded.json`);
  const unfinished = db.prepare("SELECT id, owner FROM analyses WHERE owner IS NOT NULL");
  const putAnalysis = (analysis: Analysis) => {
    const checked = table.check(analysis);
    const owner = checked.state === "queued" || checked.state === "running" ? thisProcess() : null;
    written(db, () => {
      table.saveDamaged(checked.id);
      put.run(checked.id, checked.studyInstanceUid, owner, JSON.stringify(checked));
    });
  };
  const failInterrupted = () => {
    for (const { id, owner } of unfinished.all()) {
      const analysis = isProcessAlive(String(owner)) ? undefined : table.get(String(id));
      if (analysis !== undefined) putAnalysis(interrupted(analysis));
    }
  };
  return { table, methods: { analyses: table.ofStudy, lastAnalyses: table.last, putAnalysis }, failInterrupted };
}

function draftsOf(context: Context) {
  const { db, now } = context;
  const table = createJsonTable({ ...context, table: "drafts", schema: reportDraftSchema });
  const put = db.prepare(`INSERT INTO drafts VALUES (?1, ?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET revision = excluded.revision, json = excluded.json`);
  const remove = db.prepare("DELETE FROM drafts WHERE id = ?");
  const saveDraft: Workspace["saveDraft"] = (draft) => {
    const { studyInstanceUid, revision } = table.check(draft);
    return written(db, () => {
      const storedRevision = table.get(studyInstanceUid)?.revision ?? 0;
      if (storedRevision !== revision) throw new WorkspaceError("stale", { storedRevision, revision });
      const next = table.check({ ...draft, revision: revision + 1, savedAt: now().toISOString() });
      table.saveDamaged(studyInstanceUid);
      put.run(studyInstanceUid, next.revision, JSON.stringify(next));
      return next;
    });
  };
  const removeDraft = (studyInstanceUid: string) => {
    written(db, () => {
      table.saveDamaged(studyInstanceUid);
      remove.run(studyInstanceUid);
    });
  };
  return { table, methods: { draft: table.get, saveDraft, removeDraft } };
}

function signedReportsOf(context: Context) {
  const { db } = context;
  const table = createJsonTable({ ...context, table: "signed_reports", schema: signedReportSchema });
  const known = db.prepare("SELECT 1 FROM signed_reports WHERE id = ?");
  const add = db.prepare("INSERT INTO signed_reports VALUES (?, ?, ?)");
  const addSignedReport: Workspace["addSignedReport"] = (report) => {
    const checked = table.check(report);
    written(db, () => {
      if (known.get(checked.id) !== undefined) throw new WorkspaceError("already-signed", { id: checked.id });
      add.run(checked.id, checked.studyInstanceUid, JSON.stringify(checked));
    });
  };
  return { table, methods: { signedReports: table.ofStudy, signedReport: table.get, addSignedReport } };
}

function settingsOf({ db, onDamaged }: Context): Pick<Workspace, "readSetting" | "writeSetting" | "removeSetting"> {
  const get = db.prepare("SELECT json FROM settings WHERE id = ?");
  const put = db.prepare("INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json");
  const remove = db.prepare("DELETE FROM settings WHERE id = ?");
  return {
    readSetting(key) {
      const row = get.get(key);
      if (row === undefined) return undefined;
      try {
        return JSON.parse(String(row.json)) as unknown;
      } catch {
        onDamaged({ table: "settings", id: key });
        return undefined;
      }
    },
    writeSetting(key, value) {
      const json = JSON.stringify(value);
      if (json === undefined) throw new WorkspaceError("invalid", { table: "settings", at: key });
      written(db, () => put.run(key, json));
    },
    removeSetting(key) {
      written(db, () => remove.run(key));
    },
  };
}
