import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { objectDocumentSchema } from "../../objects/index.ts";
import { buildTestEcg } from "../../testing/objects.ts";
import { runCli } from "../run.ts";

describe("the verb show", () => {
  const directory = mkdtempSync(join(tmpdir(), "show-"));
  const path = join(directory, "ecg.dcm");
  writeFileSync(path, buildTestEcg({ studyInstanceUid: "1.2", seriesInstanceUid: "1.2.3", sopInstanceUid: "1.2.3.4" }));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const run = async (...args: readonly string[]) => {
    const written: string[] = [];
    const streams = { out: (text: string) => void written.push(text), err: () => undefined };
    const status = await runCli(
      ["show", ...args, "--archive", join(directory, "data")],
      streams,
      silentLog,
      new AbortController().signal,
    );
    return { status, out: written.join("") };
  };

  it("prints an object as text", async () => {
    const { status, out } = await run(path);
    expect(status).toBe(0);
    expect(out).toContain("12 channels, 5000 samples at 500 Hz (10.00 s)");
    expect(out).toContain("QT interval: 400 ms");
  });

  it("prints it as JSON of the agreed form", async () => {
    const { out } = await run(path, "--json");
    expect(objectDocumentSchema.parse(JSON.parse(out)).content.kind).toBe("waveform");
  });

  it("says that it does not know an object", async () => {
    expect((await run("1.9.9.9")).status).toBe(1);
  });
});
