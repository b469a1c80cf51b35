import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { silentLog } from "../base/index.ts";
import type { Frame, HostEvent, ImportJob, OutboxItem, ReportState, SeriesDetail, StudyList } from "../contract/index.ts";
import { hostEventSchema, reportStateSchema, seriesDetailSchema, studyDetailSchema, studyListSchema } from "../contract/index.ts";
import type { Finding } from "../findings/index.ts";
import { createDicomWebClient } from "../net/index.ts";
import type { SignedReport } from "../report/index.ts";
import { modelsAtRest } from "../testing/models-at-rest.ts";
import { buildRulerPhantom } from "../testing/ruler-phantom.ts";
import { type OpenHost, openHost } from "./open-host.ts";

const phantom = buildRulerPhantom();
const length = {
  kind: "length",
  pointsPatient: [
    [-50, -50, 60],
    [50, -50, 60],
  ],
} as const;

/** The workstation without a shell, as its screen asks it: real stores, real worker processes, one data folder. */
describe("createHost", () => {
  let directory: string;
  let host: OpenHost;
  let series: SeriesDetail;
  const open = () =>
    openHost({ dataDirectory: join(directory, "data"), log: silentLog, shell: "browser", version: "test", demo: false });
  const send = (path: string, init?: RequestInit) => host.handle(new Request(`http://localhost${path}`, init));
  const json = async <T>(path: string, method = "GET", body?: unknown): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const response = await send(path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers }) });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${answer}`);
    return JSON.parse(answer) as T;
  };
  const importDone = (id: string) =>
    vi.waitFor(
      async () => {
        const job = await json<ImportJob>(`/api/imports/${id}`);
        expect(job.state).not.toBe("running");
        return job;
      },
      { timeout: 30_000, interval: 50 },
    );

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "host-"));
    const incoming = join(directory, "incoming", "disc");
    mkdirSync(incoming, { recursive: true });
    for (const [k, file] of phantom.files.entries()) writeFileSync(join(incoming, `slice-${k}`), file);
    writeFileSync(join(incoming, "readme.txt"), "This disc holds images.");
    host = open();
    await json("/api/settings", "PUT", {
      language: "en",
      readerName: "Reader",
      destination: { kind: "embedded" },
    });
    await json("/api/preferences/models", "PUT", modelsAtRest);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("imports a folder, listing what is not DICOM with its path and reason", async () => {
    const { id } = await json<ImportJob>("/api/imports", "POST", { path: join(directory, "incoming") });
    const job = await importDone(id);
    expect(job).toMatchObject({ state: "done", imported: phantom.files.length, filesSeen: phantom.files.length + 1 });
    expect(job.rejected).toEqual([
      expect.objectContaining({ path: "disc/readme.txt", error: expect.objectContaining({ code: "not-dicom" }) }),
    ]);
  });

  it("takes dropped files again as duplicates", async () => {
    const form = new FormData();
    for (const [k, file] of phantom.files.slice(0, 3).entries())
      form.append("file", new File([file as Uint8Array<ArrayBuffer>], `第一 ${k}.dcm`), `folder/第一 ${k}.dcm`);
    const response = await send("/api/imports/upload", { method: "POST", body: form });
    const { id } = (await response.json()) as ImportJob;
    expect(await importDone(id)).toMatchObject({ state: "done", imported: 0, duplicates: 3 });
  });

  it("finds a study by a Chinese name, and gives its series with a verdict and frames in order", async () => {
    const { studies } = studyListSchema.parse(await json<StudyList>(`/api/studies?text=${encodeURIComponent("标尺")}`));
    expect(studies.map(({ patientId }) => patientId)).toEqual(["RULER-1"]);
    studyDetailSchema.parse(await json(`/api/studies/${phantom.studyInstanceUid}`));
    series = seriesDetailSchema.parse(await json(`/api/series/${phantom.seriesInstanceUid}`));
    expect(series.geometry).toMatchObject({
      kind: "volume",
      issues: [],
      grid: { spacingMm: [1, 1.25, 2], dimensions: [200, 160, 80] },
    });
    const positions = series.frames.map((frame) => frame.plane?.imagePositionPatient[2] as number);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it("gives a frame's values in Hounsfield units, and a thumbnail", async () => {
    const { sopInstanceUid, valueType } = series.frames[40] as Frame;
    const response = await send(`/api/frames/${sopInstanceUid}/1`);
    const values = new Int16Array(await response.arrayBuffer());
    expect(valueType).toBe("int16");
    expect([values[0], values[80 * 200 + 100], values.length]).toEqual([-1000, 1000, 200 * 160]);
    const png = new Uint8Array(await (await send(`/api/series/${phantom.seriesInstanceUid}/thumbnail`)).arrayBuffer());
    expect([...png.slice(1, 4)].map((byte) => String.fromCharCode(byte)).join("")).toBe("PNG");
  });

  it("answers with a coded error, never with a stack", async () => {
    const missing = await send("/api/series/1.2.3");
    expect(missing.status).toBe(404);
    expect(await missing.json()).toMatchObject({ area: "host", code: "not-found" });
    const bad = await send("/api/imports", { method: "POST", body: "{" });
    expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([400, "bad-request"]);
    expect((await send("/api/nothing")).status).toBe(404);
    expect((await send("/../../etc/passwd")).status).toBe(404);
  });

  it("keeps a finding, a draft as typed, and refuses a save that comes too late", async () => {
    const { sopClassUid, sopInstanceUid, frameNumber } = series.frames[30] as Frame;
    const finding = await json<Finding>("/api/findings", "POST", {
      studyInstanceUid: phantom.studyInstanceUid,
      seriesInstanceUid: phantom.seriesInstanceUid,
      frameOfReferenceUid: series.frameOfReferenceUid,
      code: { value: "121206", scheme: "DCM", meaning: "Distance" },
      geometry: length,
      reference: { sopClassUid, sopInstanceUid, frameNumber },
      measurements: [],
      by: "Reader",
    });
    expect(finding.status).toBe("accepted");
    const { draft } = reportStateSchema.parse(await json<ReportState>(`/api/studies/${phantom.studyInstanceUid}/report`));
    const [section] = Object.keys(draft.sections) as [string];
    const { savedAt: _, ...typed } = { ...draft, sections: { ...draft.sections, [section]: "块体。The block." } };
    const stored = await json<{ revision: number }>(`/api/studies/${phantom.studyInstanceUid}/report`, "PUT", typed);
    expect(stored.revision).toBe(draft.revision + 1);
    const late = await send(`/api/studies/${phantom.studyInstanceUid}/report`, {
      method: "PUT",
      body: JSON.stringify(typed),
      headers: { "content-type": "application/json" },
    });
    expect(late.status).toBe(409);
  });

  it("moves a finding, removes it and brings the same one back", async () => {
    const { sopClassUid, sopInstanceUid, frameNumber } = series.frames[31] as Frame;
    const drawn = await json<Finding>("/api/findings", "POST", {
      studyInstanceUid: phantom.studyInstanceUid,
      seriesInstanceUid: phantom.seriesInstanceUid,
      frameOfReferenceUid: series.frameOfReferenceUid,
      code: { value: "410668003", scheme: "SCT", meaning: "Length" },
      geometry: length,
      reference: { sopClassUid, sopInstanceUid, frameNumber },
      measurements: [],
      by: "Reader",
    });
    const path = `/api/findings/${drawn.id}`;
    const geometry = {
      kind: "length",
      pointsPatient: [
        [0, 0, 0.5],
        [0, 3, 4.5],
      ],
    };
    const moved = await json<Finding>(path, "PATCH", { geometry, caveats: ["slab"], by: "Reader" });
    expect(moved).toMatchObject({ id: drawn.id, geometry, caveats: ["slab"], measurements: [{ value: 5, unit: "mm" }] });
    await json(path, "DELETE");
    expect((await send(`${path}/decision`, { method: "POST", body: "{}" })).status).toBe(400);
    expect(await json<Finding>(`${path}/restore`, "POST", {})).toEqual(moved);
    expect(await json<Finding>(`${path}/restore`, "POST", {})).toEqual(moved);
    await json(path, "DELETE");
    expect((await send(`/api/findings/${crypto.randomUUID()}/restore`, { method: "POST" })).status).toBe(404);
  });

  it("signs, delivers to the built-in archive, and shows the receipt", async () => {
    const events: HostEvent[] = [];
    host.workstation.events.listen((event) => events.push(event));
    const before = await json<ReportState>(`/api/studies/${phantom.studyInstanceUid}/report`);
    const signed = await json<SignedReport>(`/api/studies/${phantom.studyInstanceUid}/report/sign`, "POST", {
      signedBy: "Li^Ming=李^明",
      revision: before.draft.revision,
    });
    expect(signed.objects.map(({ kind }) => kind)).toEqual(["SR"]);
    const item = await vi.waitFor(
      async () => {
        const { items } = await json<{ items: OutboxItem[] }>("/api/outbox");
        expect(items[0]?.state).toBe("delivered");
        return items[0] as OutboxItem;
      },
      { timeout: 20_000, interval: 100 },
    );
    expect(item.receipt?.retrieveUrl).toContain(signed.objects[0]?.sopInstanceUid);
    for (const event of events) hostEventSchema.parse(event);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["report", "outbox", "studies"]));
    const client = createDicomWebClient({ url: "http://localhost/dicom-web" }, host.handle);
    const reports = await client.searchSeries(phantom.studyInstanceUid, { Modality: "SR" });
    expect(reports).toHaveLength(1);
    const { studies } = await json<StudyList>("/api/studies");
    expect(studies[0]?.reportState).toBe("delivered");
  });

  it("holds a signed report's finding", async () => {
    const { findings } = await json<{ findings: Finding[] }>(`/api/studies/${phantom.studyInstanceUid}/findings`);
    const response = await send(`/api/findings/${findings[0]?.id}`, { method: "DELETE" });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([409, "still-needed"]);
  });

  it("has everything again after it was closed and opened", async () => {
    await host.close();
    host = open();
    const state = reportStateSchema.parse(await json<ReportState>(`/api/studies/${phantom.studyInstanceUid}/report`));
    expect(state.signed).toHaveLength(1);
    expect(Object.values(state.draft.sections)).toContain("块体。The block.");
    expect(existsSync(join(directory, "data", "archive", "index.sqlite"))).toBe(true);
  });

  it("says who may frame, script or fetch it", async () => {
    const headers = (await send("/api/session")).headers;
    expect(headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });
});
