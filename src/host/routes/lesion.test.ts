import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Finding, sct, ucum } from "../../findings/index.ts";
import { buildLinkedSeries, type LinkedSeries } from "../../testing/linked-phantom.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const small = {
  frameOfReference: "f",
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  betweenSlicesMm: 5,
  count: 1,
  rows: 8,
  columns: 8,
} as const;
const now = buildLinkedSeries({ ...small, name: "now", seriesNumber: 1, study: "Now" });
const before = buildLinkedSeries({ ...small, name: "before", seriesNumber: 1, study: "Before", studyDate: "20250105" });
const stranger = buildLinkedSeries({ ...small, name: "stranger", seriesNumber: 1, study: "Stranger", patientId: "LINK-2" });

describe("a lesion that is followed", () => {
  let directory: string;
  let host: OpenHost;
  const send = (path: string, body: unknown) =>
    host.handle(
      new Request(`http://localhost/api${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
  const draw = async ({ studyInstanceUid, seriesInstanceUid, planes }: LinkedSeries) => {
    const [sopInstanceUid] = [...planes.keys()];
    const response = await send("/findings", {
      ...{ studyInstanceUid, seriesInstanceUid, code: sct.diameter, by: "Reader" },
      geometry: { kind: "point", pointPatient: [0, 0, 0] },
      reference: { sopInstanceUid, sopClassUid: "1.2.840.10008.5.1.4.1.1.2", frameNumber: 1 },
      measurements: [{ concept: sct.diameter, value: 8, unit: ucum.millimetre }],
    });
    return (await response.json()) as Finding;
  };
  const say = (finding: Finding, sameAs: string | null) => send(`/findings/${finding.id}/lesion`, { sameAs, by: "Reader" });
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "lesion-"));
    const log = { info() {}, warn() {}, error() {} };
    host = openHost({ dataDirectory: directory, log, shell: "browser", version: "test", demo: false });
    for (const { files } of [now, before, stranger]) for (const file of files) host.workstation.archive.store(file);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("takes over the tracking UID of the earlier finding, gives it back, and keeps who said so", async () => {
    const [finding, earlier] = [await draw(now), await draw(before)];
    const tracked = (await (await say(finding, earlier.id)).json()) as Finding;
    expect(tracked.trackingUid).toBe(earlier.trackingUid);
    expect(host.workstation.workspace.finding(finding.id)).toEqual(tracked);
    const parted = (await (await say(finding, null)).json()) as Finding;
    expect(parted.trackingUid).toBe(finding.trackingUid);
    expect(parted.history.slice(1).map(({ by, replacedTrackingUid }) => [by, replacedTrackingUid])).toEqual([
      ["Reader", finding.trackingUid],
      ["Reader", earlier.trackingUid],
    ]);
  });

  it("is left alone where the finding has been changed since it was last seen", async () => {
    const [finding, earlier] = [await draw(now), await draw(before)];
    const link = (changes: number) =>
      send(`/findings/${finding.id}/lesion?changes=${changes}`, { sameAs: earlier.id, by: "Reader" });
    const late = await link(finding.history.length + 1);
    expect([late.status, ((await late.json()) as { code: string }).code]).toEqual([409, "finding-changed"]);
    expect(host.workstation.workspace.finding(finding.id)).toEqual(finding);
    expect((await link(finding.history.length)).status).toBe(200);
  });

  it("is one finding in a study, and of one patient", async () => {
    const [first, second, earlier, other] = [await draw(now), await draw(now), await draw(before), await draw(stranger)];
    expect((await say(first, earlier.id)).status).toBe(200);
    const taken = await say(second, earlier.id);
    expect([taken.status, ((await taken.json()) as { code: string }).code]).toEqual([409, "lesion-taken"]);
    for (const wrong of [first.id, other.id]) expect((await say(second, wrong)).status).toBe(400);
    expect((await say(second, crypto.randomUUID())).status).toBe(404);
    expect(host.workstation.workspace.finding(second.id)?.trackingUid).toBe(second.trackingUid);
  });
});
