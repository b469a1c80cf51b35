import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { silentLog } from "../base/index.ts";
import {
  type ArchiveStatus,
  archiveStatusSchema,
  type RemovalPreview,
  removalPreviewSchema,
  type SeriesDetail,
  type StudyList,
  type StudyVersions,
  studyVersionsSchema,
  versionDifferenceSchema,
} from "../contract/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { noteReceipt } from "./jobs/archive-care.ts";
import { type OpenHost, openHost } from "./open-host.ts";

/** Looking after the archive, as the screen asks for it. */
describe("archive routes", () => {
  let directory: string;
  let host: OpenHost;
  const send = (path: string, method = "GET", body?: unknown) =>
    host.handle(
      new Request(`http://localhost/api${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    );
  const json = async <T>(path: string, method?: string, body?: unknown): Promise<T> =>
    (await (await send(path, method, body)).json()) as T;
  const codeOf = async (path: string, method?: string, body?: unknown) => {
    const response = await send(path, method, body);
    return [response.status, response.ok ? "" : ((await response.json()) as { code: string }).code];
  };
  const status = async () => archiveStatusSchema.parse(await json("/archive"));
  const jobDone = (kind: string): Promise<ArchiveStatus> =>
    vi.waitFor(
      async () => {
        const found = await status();
        expect(found.job).toMatchObject({ kind, state: "done" });
        return found;
      },
      { timeout: 20_000, interval: 50 },
    );
  const store = (study: string, value = 0) =>
    host.workstation.archive.store(
      buildInstance({
        studyInstanceUid: study,
        seriesInstanceUid: `${study}.1`,
        sopInstanceUid: `${study}.1.1`,
        patientId: study,
        value,
      }),
    );

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "host-archive-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    for (const study of ["1.1", "1.2", "1.3"]) store(study);
    store("1.3", 9);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("says how full it is, and pins", async () => {
    expect(await status()).toMatchObject({ studies: 3, onlyHereStudies: 3, quota: { kind: "off" }, quotaBytes: null, job: null });
    expect((await send("/archive/pins/1.1", "PUT")).status).toBe(204);
    const { studies } = await json<StudyList>("/studies?text=1.1");
    expect(studies).toMatchObject([{ pinned: true, textGuessed: false, conflictCount: 0 }]);
    expect((await status()).pinnedBytes).toBeGreaterThan(0);
    expect(await codeOf("/archive/pins/7.7", "PUT")).toEqual([404, "study-not-found"]);
    expect((await send("/archive/pins/1.1", "DELETE")).status).toBe(204);
    expect((await status()).pinnedBytes).toBe(0);
  });

  it("verifies and sets right in a worker, and makes the index again", async () => {
    expect(await codeOf("/archive/verify", "POST")).toEqual([202, ""]);
    const clean = await jobDone("verify");
    expect(clean.lastVerified).toMatchObject({ checked: 4, flipped: 0, missing: 0, orphans: 0 });
    const shards = join(directory, "archive", "instances");
    writeFileSync(join(shards, "stray"), "stray");
    const path = host.workstation.archive.instance("1.2.1.1")?.path ?? "";
    const bytes = readFileSync(path);
    bytes[250] = (bytes[250] ?? 0) ^ 4;
    writeFileSync(path, bytes);
    await send("/archive/verify", "POST");
    const { job } = await vi.waitFor(
      async () => {
        const found = await status();
        expect(found.job?.flipped).toEqual(["1.2.1.1"]);
        return found;
      },
      { timeout: 20_000, interval: 50 },
    );
    expect(job?.orphans).toEqual([join("instances", "stray")]);
    expect(await json("/archive/repair", "POST", { orphans: true, flipped: ["1.2.1.1"], missing: [] })).toEqual({
      adopted: 0,
      quarantined: 2,
      dropped: 0,
    });
    expect(readdirSync(join(directory, "archive", "quarantine"))).toHaveLength(2);
    store("1.2");
    await send("/archive/rebuild", "POST");
    expect((await jobDone("rebuild")).job).toMatchObject({ adopted: 4, quarantined: 0 });
    expect(await codeOf("/archive/repair", "POST", { orphans: "yes" })).toEqual([400, "bad-request"]);
  });

  it("lists versions, compares them, and shows the one that is chosen", async () => {
    const versions = studyVersionsSchema.parse(await json<StudyVersions>("/archive/studies/1.3/versions"));
    expect(versions.total).toBe(1);
    const other = versions.instances[0]?.versions.find(({ isShown }) => !isShown)?.sha256 ?? "";
    const difference = versionDifferenceSchema.parse(await json(`/archive/instances/1.3.1.1/versions/${other}`));
    expect(difference).toMatchObject({ attributes: [], pixelsDiffer: true });
    expect((await send("/archive/instances/1.3.1.1/version", "PUT", { sha256: other })).status).toBe(204);
    expect(host.workstation.archive.instance("1.3.1.1")?.sha256).toBe(other);
    expect(await codeOf(`/archive/instances/1.3.1.1/versions/${"0".repeat(64)}`)).toEqual([404, "version-not-found"]);
  });

  it("keeps a quota by what a receipt says is elsewhere, and says what it cannot keep", async () => {
    const { workstation } = host;
    const item = {
      sopInstanceUid: "1.1.1.1",
      state: "delivered" as const,
      receipt: { at: "2026-01-02T00:00:00.000Z", status: "0000", retrieveUrl: "" },
    };
    const elsewhere = { kind: "dicomweb" as const, url: "https://reader:secret@pacs.example/dicom-web" };
    const deliver = (destination: typeof elsewhere | { kind: "embedded" }) =>
      noteReceipt(workstation, { ...item, destination } as Parameters<typeof noteReceipt>[1]);
    deliver({ kind: "embedded" });
    expect((await status()).evictableBytes).toBe(0);
    deliver(elsewhere);
    expect((await status()).evictableBytes).toBeGreaterThan(0);
    expect(readFileSync(join(directory, "archive", "care.jsonl"), "utf8")).not.toContain("secret");
    const kept = archiveStatusSchema.parse(await json("/archive/quota", "PUT", { kind: "gigabytes", value: 1 }));
    expect(kept).toMatchObject({ studies: 3, quotaBytes: 1e9 });
    expect(await codeOf("/archive/quota", "PUT", { kind: "percent", value: 99 })).toEqual([400, "bad-request"]);
    await json("/archive/quota", "PUT", { kind: "off" });
  });

  it("removes a study only when nothing waits for it, and with a reason where it lives only here", async () => {
    const preview = async (study: string) =>
      removalPreviewSchema.parse(await json<RemovalPreview>(`/archive/studies/${study}/removal`));
    expect(await preview("1.1")).toMatchObject({ instances: 1, onlyHere: 0, blockers: [] });
    expect(await preview("1.2")).toMatchObject({ instances: 1, onlyHere: 1 });
    await json("/studies/1.2/report");
    if ((await preview("1.2")).blockers.length > 0) {
      expect(await codeOf("/archive/studies/1.2", "DELETE", { reason: "x" })).toEqual([409, "study-in-use"]);
      host.workstation.workspace.removeDraft("1.2");
    }
    expect(await codeOf("/archive/studies/1.2", "DELETE", { reason: " " })).toEqual([422, "reason-missing"]);
    expect((await send("/archive/studies/1.2", "DELETE", { reason: "wrong patient" })).status).toBe(204);
    expect((await send("/archive/studies/1.1", "DELETE", { reason: "" })).status).toBe(204);
    const { removals, studies } = await status();
    expect(studies).toBe(1);
    expect(removals).toMatchObject([{ studyInstanceUid: "1.1" }, { studyInstanceUid: "1.2", reason: "wrong patient" }]);
    expect(await codeOf("/archive/studies/1.2/removal")).toEqual([404, "not-found"]);
  });

  it("reads a series anew when another version of an image is shown, whoever changed it", async () => {
    const size = (rows: number) =>
      buildInstance({ studyInstanceUid: "1.8", seriesInstanceUid: "1.8.1", sopInstanceUid: "1.8.1.1", size: rows });
    const { archive } = host.workstation;
    archive.store(size(4));
    const rowsShown = async () => (await json<SeriesDetail>("/series/1.8.1")).frames[0]?.rows;
    expect(await rowsShown()).toBe(4);
    archive.store(size(8));
    expect(await rowsShown()).toBe(4);
    const other = archive.care.versions.of("1.8.1.1").find(({ isShown }) => !isShown);
    archive.care.versions.prefer("1.8.1.1", other?.sha256 ?? "");
    expect(await rowsShown()).toBe(8);
  });
});
