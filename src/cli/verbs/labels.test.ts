import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { createFinding, sct } from "../../findings/index.ts";
import { openLocalWorkstation } from "../../host/index.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import { runCli } from "../run.ts";

const phantom = buildRulerPhantom("labels on the command line");

describe("labels export", () => {
  let directory: string;
  const run = async (...args: readonly string[]) => {
    const out: string[] = [];
    const streams = { out: (text: string) => void out.push(text), err: () => undefined };
    const argv = ["labels", ...args, "--archive", join(directory, "data"), "--json"];
    const status = await runCli(argv, streams, silentLog, new AbortController().signal);
    return { status, data: out.length === 0 ? undefined : JSON.parse(out.join("")) };
  };
  const out = () => join(directory, "out");

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "cli-labels-"));
    const workstation = openLocalWorkstation({ dataDirectory: join(directory, "data"), log: silentLog });
    const [first] = workstation.archive.storeBatch(phantom.files.slice(0, 3));
    if (first?.kind !== "stored") throw new Error("not stored");
    const { sopClassUid, sopInstanceUid } = first.instance;
    const finding = createFinding(
      {
        trackingId: "M1",
        studyInstanceUid: phantom.studyInstanceUid,
        seriesInstanceUid: phantom.seriesInstanceUid,
        code: sct.mass,
        geometry: { kind: "point", pointPatient: [0, 0, 0] },
        reference: { sopClassUid, sopInstanceUid, frameNumber: 1 },
        measurements: [],
      },
      { by: "person", name: "Li^Ming" },
      { id: crypto.randomUUID(), trackingUid: "2.25.9" },
      "2026-01-03T10:00:00.000Z",
    );
    workstation.workspace.putFinding(finding);
    await workstation.dispose();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("writes what was asked for, and says what", async () => {
    const { status, data } = await run("export", "--format", "csv", "--format", "coco", "--out", out(), "--consent");
    expect([status, data]).toMatchObject([0, { studies: 1, findings: 1, decisions: 1, annotations: 1, segments: 0, images: 0 }]);
    expect(readdirSync(out()).sort()).toEqual(["README.txt", "coco.json", "labels.csv"]);
  });

  it("writes nothing without consent, and is told apart from wrong usage", async () => {
    expect(await run("export", "--out", out())).toMatchObject({
      status: 1,
      data: { error: { area: "labels", code: "no-consent" } },
    });
    for (const wrong of [["show"], ["export", "--consent"], ["export", "--out", out(), "--consent", "--format", "xml"]])
      expect((await run(...wrong)).status).toBe(2);
    expect((await run("export", "1.2.3", "--out", out(), "--consent")).status).toBe(1);
    expect(readdirSync(directory)).toEqual(["data"]);
  });
});
