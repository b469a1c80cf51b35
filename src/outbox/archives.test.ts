import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../base/index.ts";
import { buildPart10, Dataset, newUid, parsePart10, toDicomJson } from "../dicom/index.ts";
import { createDicomWebClient, startDimseServer } from "../net/index.ts";
import { freePorts, hasOrthanc, type OrthancServer, startOrthanc } from "../testing/orthanc.ts";
import { type Destination, openOutbox } from "./index.ts";

const SR = "1.2.840.10008.5.1.4.1.1.88.34";
const ports = { fetch: (request: Request) => fetch(request), embeddedUrl: "http://embedded.invalid/dicom-web", log: silentLog };
const directories: string[] = [];
const folder = () => {
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-outbox-"));
  directories.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

function object(destination: Destination) {
  const uids = { studyInstanceUid: newUid(), seriesInstanceUid: newUid(), sopInstanceUid: newUid() };
  const bytes = buildPart10(
    new Dataset()
      .set("SOPClassUID", SR)
      .set("SOPInstanceUID", uids.sopInstanceUid)
      .set("StudyInstanceUID", uids.studyInstanceUid)
      .set("SeriesInstanceUID", uids.seriesInstanceUid)
      .set("Modality", "SR")
      .set("PatientID", "P2")
      .set("PatientName", "李^四"),
  );
  return { uids, queued: { ...uids, bytes, sopClassUid: SR, reportId: "r", destination } };
}

describe.skipIf(!hasOrthanc())("the outbox with Orthanc", () => {
  let orthanc: OrthancServer;
  beforeAll(async () => {
    orthanc = await startOrthanc();
  });
  afterAll(() => orthanc?.stop());
  const dimse = (): Destination => ({
    kind: "dimse",
    host: "127.0.0.1",
    port: orthanc.dicomPort,
    calledAeTitle: orthanc.aeTitle,
    callingAeTitle: "HOUNSFIELD",
  });

  it.each(["dicomweb", "dimse"])("delivers by %s, and what it finds there is what it sent", async (kind) => {
    const outbox = openOutbox({ ...ports, directory: folder() });
    const { uids, queued } = object(kind === "dimse" ? dimse() : { kind: "dicomweb", url: orthanc.dicomWebUrl });
    outbox.add(queued);
    await outbox.deliver();
    const status = kind === "dimse" ? "0000" : "HTTP 200";
    expect(outbox.items()).toMatchObject([{ state: "delivered", error: null, receipt: { status } }]);
    const there = await createDicomWebClient({ url: orthanc.dicomWebUrl }).retrieveInstance(uids);
    expect(toDicomJson(parsePart10(there).dataset)).toEqual(toDicomJson(parsePart10(queued.bytes).dataset));
    await outbox.dispose();
  });

  it.each(["dicomweb", "dimse"])("waits while it is down and delivers by %s when it is up again", async (kind) => {
    let time = Date.now();
    const directory = folder();
    const first = openOutbox({ ...ports, directory, now: () => new Date(time) });
    const { uids, queued } = object(kind === "dimse" ? dimse() : { kind: "dicomweb", url: orthanc.dicomWebUrl });
    await orthanc.stop({ keep: true });
    first.add(queued);
    await first.deliver();
    const since = new Date(time).toISOString();
    expect(first.items()).toMatchObject([{ state: "waiting", failingSince: since, error: { area: "net", code: "refused" } }]);
    await first.dispose();

    orthanc = await startOrthanc({ directory: orthanc.directory, httpPort: orthanc.httpPort, dicomPort: orthanc.dicomPort });
    time += 3_600_000;
    const second = openOutbox({ ...ports, directory, now: () => new Date(time) });
    expect(second.items()).toMatchObject([{ state: "waiting", failingSince: since }]);
    await second.deliver();
    expect(second.items()).toMatchObject([{ state: "delivered", failingSince: null, attempts: 2 }]);
    await second.dispose();
    const there = await createDicomWebClient({ url: orthanc.dicomWebUrl }).searchStudies({
      StudyInstanceUID: uids.studyInstanceUid,
    });
    expect(there).toHaveLength(1);
  });
});

describe("the outbox with a storage SCP", () => {
  const destination = (port: number): Destination => ({
    kind: "dimse",
    host: "127.0.0.1",
    port,
    calledAeTitle: "PEER",
    callingAeTitle: "HOUNSFIELD",
  });

  it.each([
    [0xb007, "delivered", { receipt: { status: "B007" } }],
    [0xa700, "waiting", { error: { code: "refused", details: { status: "A700" } } }],
    [0x0111, "waiting", { error: { code: "refused", details: { status: "0111" } } }],
  ])("takes status %i for %s", async (status, state, more) => {
    const server = await startDimseServer({ port: 0, aeTitle: "PEER", onStore: async () => status });
    const outbox = openOutbox({ ...ports, directory: folder() });
    outbox.add(object(destination(server.port)).queued);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([{ state, ...more }]);
    await outbox.dispose();
    await server.close();
  });

  it("tries a peer that is down once, not once an object, while another place is served", async () => {
    const [closed = 0] = await freePorts(1);
    const server = await startDimseServer({ port: 0, aeTitle: "PEER", onStore: async () => 0 });
    const outbox = openOutbox({ ...ports, directory: folder() });
    for (const port of [closed, closed, server.port]) outbox.add(object(destination(port)).queued);
    await outbox.deliver();
    expect(outbox.items()).toMatchObject([
      { state: "waiting", error: { code: "refused", area: "net" } },
      { state: "waiting", error: { code: "refused", area: "net" } },
      { state: "delivered" },
    ]);
    await outbox.dispose();
    await server.close();
  });
});
