import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Analysis, Finding } from "../findings/index.ts";
import type { ReportDraft, SignedReport } from "../report/index.ts";
import type { Workspace } from "./types.ts";
import { openWorkspace } from "./workspace.ts";

const study = "1.2.3";
const now = () => new Date("2026-11-22T10:00:00Z");
let folder = "";
let workspace: Workspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-workspace-"));
  workspace = openWorkspace(folder, { now });
});
afterEach(async () => {
  workspace.dispose();
  await rm(folder, { recursive: true, force: true });
});

function reopen(): Workspace {
  workspace.dispose();
  workspace = openWorkspace(folder, { now });
  return workspace;
}

function finding(over: Partial<Finding> = {}): Finding {
  return {
    id: randomUUID(),
    trackingId: "N1",
    trackingUid: "1.2.3.4",
    studyInstanceUid: study,
    seriesInstanceUid: "1.2.3.5",
    code: { value: "27925004", scheme: "SCT", meaning: "Nodule" },
    geometry: { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 6.5 },
    reference: { sopClassUid: "1.2", sopInstanceUid: "1.2.3.6", frameNumber: 1 },
    measurements: [],
    status: "accepted",
    provenance: { by: "person", name: "Reader" },
    history: [],
    comment: "",
    caveats: [],
    ...over,
  };
}

function draft(over: Partial<ReportDraft> = {}): ReportDraft {
  return {
    studyInstanceUid: study,
    templateId: "chest-ct",
    language: "en",
    sections: { lungs: "Clear." },
    findingIds: [],
    revision: 0,
    savedAt: "2020-01-01T00:00:00Z",
    ...over,
  };
}

function analysis(over: Partial<Analysis> = {}): Analysis {
  return {
    id: randomUUID(),
    studyInstanceUid: study,
    seriesInstanceUid: "1.2.3.5",
    modelId: "m",
    modelVersion: "1",
    state: "running",
    progress: { fraction: 0.5, step: "network" },
    startedAt: "2026-11-22T09:00:00Z",
    seconds: null,
    proposalCount: 0,
    ...over,
  };
}

/** Another connection to the same file: breaks what the workspace would never write. */
function tamper(sql: string): void {
  const db = new DatabaseSync(join(folder, "workspace.sqlite"));
  db.exec(sql);
  db.close();
}

describe("findings", () => {
  it("keeps them in the order they were first put, through a change and a reopening", () => {
    const [first, second] = [finding(), finding({ status: "proposed" })];
    workspace.putFindings([first, second]);
    workspace.putFinding({ ...first, comment: "王 <b>" });
    const found = reopen().findings(study);
    expect(found).toEqual([{ ...first, comment: "王 <b>" }, second]);
    expect(workspace.finding(second.id)).toEqual(second);
    expect(workspace.openProposalCount(study)).toBe(1);
    workspace.removeFinding(first.id);
    expect(workspace.findings(study)).toEqual([second]);
    expect(workspace.finding(randomUUID())).toBeUndefined();
  });

  it("refuses what breaks the schema, all or none", () => {
    const broken = { ...finding(), status: "perhaps" } as unknown as Finding;
    expect(() => workspace.putFindings([finding(), broken])).toThrow(expect.objectContaining({ code: "invalid" }));
    expect(workspace.findings(study)).toEqual([]);
  });

  it("skips a damaged row, reports it, and never loses its raw text", () => {
    const [good, bad] = [finding(), finding()];
    workspace.putFindings([good, bad]);
    tamper(`UPDATE findings SET json = '{"broken": tru' WHERE id = '${bad.id}'`);
    const lines: unknown[] = [];
    workspace.dispose();
    const note = (event: string, fields?: object) => lines.push([event, fields]);
    workspace = openWorkspace(folder, { log: { info: note, warn: note, error: note } });
    expect(workspace.findings(study)).toEqual([good]);
    expect(lines).toEqual([["workspace.damaged-row", { table: "findings", id: bad.id }]]);
    expect(workspace.damaged()).toEqual([{ table: "findings", id: bad.id }]);
    workspace.putFinding(bad);
    expect(workspace.findings(study)).toEqual([good, bad]);
    const db = new DatabaseSync(join(folder, "workspace.sqlite"));
    expect(db.prepare("SELECT source, id, json FROM set_aside").all()).toEqual([
      { source: "findings", id: bad.id, json: '{"broken": tru' },
    ]);
    db.close();
  });
});

describe("analyses", () => {
  it("marks what a dead process left running as interrupted, and leaves the living alone", () => {
    const [running, done] = [analysis(), analysis({ state: "done", seconds: 3, proposalCount: 2 })];
    workspace.putAnalysis(running);
    workspace.putAnalysis(done);
    expect(reopen().analyses(study)).toEqual([running, done]);
    expect(workspace.lastAnalyses(5)).toEqual([done, running]);
    expect(workspace.lastAnalyses(1)).toEqual([done]);
    tamper("UPDATE analyses SET owner = '2147483646-1' WHERE owner IS NOT NULL");
    const [failed, same] = reopen().analyses(study);
    expect(failed).toMatchObject({ id: running.id, state: "failed", error: { area: "workspace", code: "interrupted" } });
    expect(same).toEqual(done);
  });
});

describe("drafts", () => {
  it("counts revisions and refuses a save that would lose another", () => {
    expect(workspace.draft(study)).toBeUndefined();
    const first = workspace.saveDraft(draft());
    expect(first).toMatchObject({ revision: 1, savedAt: "2026-11-22T10:00:00.000Z" });
    const second = workspace.saveDraft({ ...first, sections: { lungs: "Nodule." } });
    expect(() => workspace.saveDraft({ ...first, sections: { lungs: "Lost." } })).toThrow(
      expect.objectContaining({ area: "workspace", code: "stale", details: { storedRevision: 2, revision: 1 } }),
    );
    expect(reopen().draft(study)).toEqual(second);
    workspace.removeDraft(study);
    expect(workspace.draft(study)).toBeUndefined();
    expect(() => workspace.saveDraft(second)).toThrow(expect.objectContaining({ code: "stale" }));
  });

  it("starts anew over a damaged draft, whose raw text is put aside", () => {
    workspace.saveDraft(draft());
    tamper("UPDATE drafts SET json = 'half a dra'");
    expect(workspace.draft(study)).toBeUndefined();
    expect(workspace.saveDraft(draft()).revision).toBe(1);
    const db = new DatabaseSync(join(folder, "workspace.sqlite"));
    expect(db.prepare("SELECT json FROM set_aside").all()).toEqual([{ json: "half a dra" }]);
    db.close();
  });
});

describe("signed reports", () => {
  it("are added, never changed, never removed", () => {
    const report: SignedReport = {
      id: randomUUID(),
      studyInstanceUid: study,
      signedAt: "2026-11-22T10:00:00Z",
      signedBy: "Reader",
      draft: draft({ revision: 4 }),
      objects: [{ kind: "SR", sopClassUid: "1.2", sopInstanceUid: "1.3", seriesInstanceUid: "1.4" }],
    };
    workspace.addSignedReport(report);
    expect(() => workspace.addSignedReport({ ...report, signedBy: "Other" })).toThrow(
      expect.objectContaining({ code: "already-signed" }),
    );
    expect(() => tamper("UPDATE signed_reports SET json = '{}'")).toThrow(/final/);
    expect(() => tamper("DELETE FROM signed_reports")).toThrow(/final/);
    expect(reopen().signedReports(study)).toEqual([report]);
    expect(workspace.signedReport(report.id)).toEqual(report);
  });
});

describe("settings", () => {
  it("gives back the JSON that was put, and nothing for a key that was not", () => {
    workspace.writeSetting("a", { language: "zh-CN", list: [1, null] });
    expect(reopen().readSetting("a")).toEqual({ language: "zh-CN", list: [1, null] });
    expect(workspace.readSetting("b")).toBeUndefined();
  });
});

describe("the file", () => {
  it("is not touched when it is damaged or from a newer version", async () => {
    workspace.dispose();
    tamper("INSERT INTO migrations VALUES (99, 'later')");
    expect(() => openWorkspace(folder)).toThrow(expect.objectContaining({ code: "newer-version" }));
    const other = join(folder, "other");
    openWorkspace(other).dispose();
    await writeFile(join(other, "workspace.sqlite"), "this is no database at all, but longer than a header is");
    expect(() => openWorkspace(other)).toThrow(expect.objectContaining({ code: "damaged" }));
  });

  it("has a whole copy beside it, made anew on another day", () => {
    const place = join(folder, "backed-up");
    const copied = () => {
      const db = new DatabaseSync(join(place, "workspace.backup.sqlite"), { readOnly: true });
      const rows = db.prepare("SELECT json FROM settings").all();
      db.close();
      return rows;
    };
    const first = openWorkspace(place);
    first.writeSetting("day", 1);
    first.dispose();
    openWorkspace(place).dispose();
    expect(copied()).toEqual([]);
    openWorkspace(place, { now: () => new Date(Date.now() + 24 * 60 * 60 * 1000) }).dispose();
    expect(copied()).toEqual([{ json: "1" }]);
  });

  it("holds every save that was answered, however the process ends", async () => {
    const module = new URL("./index.ts", import.meta.url).href;
    const program = `
      import { openWorkspace } from ${JSON.stringify(module)};
      const workspace = openWorkspace(${JSON.stringify(folder)});
      let draft = workspace.draft("1.2.3") ?? ${JSON.stringify(draft())};
      for (;;) {
        draft = workspace.saveDraft({ ...draft, sections: { lungs: "typed ".repeat(draft.revision % 500) } });
        process.stdout.write(draft.revision + "\\n");
      }`;
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
      child.stdout.on("data", (chunk: Buffer) => {
        last = Number(chunk.toString().trimEnd().split("\n").at(-1));
        if (last % 40 > 20 + round) child.kill("SIGKILL");
      });
      await new Promise((resolve) => child.on("close", resolve));
      const kept = workspace.draft(study);
      expect(kept?.revision).toBeGreaterThanOrEqual(last);
      expect(kept?.sections.lungs).toBe("typed ".repeat(((kept?.revision ?? 0) - 1) % 500));
    }
    expect(last).toBeGreaterThan(10);
  });
});
