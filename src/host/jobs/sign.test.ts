import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../../base/index.ts";
import type { ReportState, StudyList } from "../../contract/index.ts";
import type { SignedReport } from "../../report/index.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import { type OpenHost, openHost } from "../open-host.ts";
import { queueSignedReports } from "./queue-reports.ts";

const phantom = buildRulerPhantom("signing");
const address = `/api/studies/${phantom.studyInstanceUid}/report`;

describe("signing", () => {
  let directory: string;
  let host: OpenHost;
  const open = () => openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
  const ask = async <T>(path: string, method = "GET", body?: unknown): Promise<{ status: number; body: T }> => {
    const response = await host.handle(
      new Request(`http://localhost${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
    return { status: response.status, body: (await response.json()) as T };
  };
  const state = async () => (await ask<ReportState>(address)).body;
  const write = async (impression: string) => {
    const { draft } = await state();
    const { savedAt: _, ...save } = { ...draft, sections: { ...draft.sections, impression } };
    return (await ask<ReportState["draft"]>(address, "PUT", save)).body;
  };
  const sign = (revision: number, signedBy = "Li^Ming") =>
    ask<SignedReport & { code: string }>(`${address}/sign`, "POST", { signedBy, revision });
  const shown = async () => (await ask<StudyList>("/api/studies")).body.studies[0]?.reportState;
  /** The outbox takes nothing, as on a full disk. */
  const refuse = () =>
    vi.spyOn(host.workstation.outbox, "add").mockImplementation(() => {
      throw new Error("disk full");
    });

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "sign-"));
    host = open();
    host.workstation.archive.storeBatch(phantom.files.slice(0, 3));
    const destination = { kind: "dicomweb", url: "http://127.0.0.1:9/dicom-web" };
    await ask("/api/settings", "PUT", { language: "en", readerName: "", destination });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("leaves the draft as it is when it cannot be signed", async () => {
    const { draft } = await state();
    expect((await sign(draft.revision)).body.code).toBe("not-signable");
    expect((await state()).draft.revision).toBe(draft.revision);
  });

  it("refuses a name of nothing but blanks", async () => {
    const { revision } = await write("A block.");
    expect(await sign(revision, "  ")).toMatchObject({ status: 400, body: { code: "bad-request" } });
    expect((await state()).signed).toEqual([]);
  });

  it("signs once, though it is asked twice at the same time", async () => {
    const { revision } = await write("A block.");
    const answers = await Promise.all([sign(revision), sign(revision)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await state()).signed).toHaveLength(1);
  });

  it("signs what was checked or nothing, when the text is saved meanwhile", async () => {
    const { revision } = await write("A block.");
    const [signed, saved] = await Promise.all([sign(revision), write("Another text.")]);
    const { draft, signed: reports } = await state();
    if (signed.status === 201) expect(reports[0]?.draft.sections.impression).toBe("A block.");
    else expect([signed.body.code, reports.length, draft.sections.impression]).toEqual(["stale", 0, saved.sections.impression]);
  });

  it("is signed though the outbox takes nothing, is not called delivered, and is queued later", async () => {
    const { revision } = await write("A block.");
    const refusing = refuse();
    expect((await sign(revision)).status).toBe(201);
    expect([await shown(), host.workstation.outbox.items().length]).toEqual(["signed", 0]);
    refusing.mockRestore();
    await queueSignedReports(host.workstation);
    expect(host.workstation.outbox.items().map(({ reportId }) => reportId)).toEqual([(await state()).signed[0]?.id]);
    expect(await shown()).toBe("signed");
  });

  it("is queued at the next start, and one report that cannot be queued keeps no other back", async () => {
    const refusing = refuse();
    await sign((await write("First.")).revision);
    await sign((await write("Second.")).revision);
    refusing.mockRestore();
    const { signed } = await state();
    const lost = host.workstation.archive.instance(signed[1]?.objects[0]?.sopInstanceUid ?? "");
    await host.close();
    rmSync(lost?.path ?? "");
    host = open();
    await vi.waitFor(() => expect(host.workstation.outbox.items()).toHaveLength(1), { timeout: 10_000 });
    expect(host.workstation.outbox.items()[0]?.reportId).toBe(signed[0]?.id);
  });
});
