import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../base/index.ts";
import { type Dataset, sopClasses, uidFromText } from "../dicom/index.ts";
import { limbFile } from "../testing/limb-study.ts";
import { buildRulerPhantom } from "../testing/ruler-phantom.ts";
import { runCli } from "./run.ts";

const main = join(import.meta.dirname, "main.ts");
const phantom = buildRulerPhantom("command line phantom");

/** The program as a shell runs it: what it prints where, and its exit status. */
describe("the command line", () => {
  let directory: string;
  let archive: string;
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, ...args], {
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  const json = (...args: readonly string[]) => {
    const result = run(...args, "--archive", archive, "--json");
    return { ...result, data: JSON.parse(result.stdout) as Record<string, never> & { [key: string]: unknown } };
  };

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "cli-"));
    archive = join(directory, "archive");
    mkdirSync(join(directory, "in"));
    for (const [k, file] of phantom.files.entries()) writeFileSync(join(directory, "in", `${k}.dcm`), file);
    writeFileSync(join(directory, "in", "notes.txt"), "no image");
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("says how it is used, and exits with 2 when it was used otherwise", () => {
    expect(run("--help")).toMatchObject({ status: 0 });
    expect(run("analyse", "--help").stdout).toContain("--model ID");
    expect(run()).toMatchObject({ status: 2 });
    expect(run("sing")).toMatchObject({ status: 2 });
    expect(run("studies", "--colour", "red")).toMatchObject({ status: 2, stdout: "" });
    expect(run("import")).toMatchObject({ status: 2 });
    expect(run("send", phantom.studyInstanceUid, "--to", "ftp://x", "--archive", archive)).toMatchObject({ status: 1 });
  });

  it("imports, listing what it did not take", () => {
    const { status, data } = json("import", join(directory, "in"));
    expect(status).toBe(0);
    expect(data).toMatchObject({ state: "done", imported: phantom.files.length, rejected: [{ path: "notes.txt" }] });
  });

  it("says what a series is made of, from the archive and from files", () => {
    const grid = { dimensions: [200, 160, 80], spacingMm: [1, 1.25, 2] };
    for (const target of [phantom.seriesInstanceUid, join(directory, "in")]) {
      const { status, data } = json("geometry", target);
      expect(status).toBe(0);
      const [series] = data.series as unknown as { stacks: { positionsMm: number[] }[] }[];
      expect(series).toMatchObject({ stacks: [{ kind: "whole", frames: 80, geometry: { kind: "volume", grid } }] });
      expect(series?.stacks[0]?.positionsMm.slice(0, 3)).toEqual([0, 2, 4]);
    }
    expect(json("geometry", "1.2.3")).toMatchObject({ status: 1, data: { error: { code: "not-found" } } });
  });

  it("exits with 1 for a path that is not there", () => {
    const { status, data, stderr } = json("import", join(directory, "nothing"));
    expect([status, (data.error as unknown as { code: string }).code]).toEqual([1, "not-found"]);
    expect(stderr).toContain("There is nothing at");
  });

  it("begins nothing more once it is interrupted, and says what was", async () => {
    const interrupted = new AbortController();
    const out: string[] = [];
    const streams = { out: (text: string) => void out.push(text), err: () => undefined };
    const incoming = join(directory, "in");
    const argv = ["import", incoming, incoming, "--archive", join(directory, "interrupted"), "--json"];
    const running = runCli(argv, streams, silentLog, interrupted.signal);
    interrupted.abort();
    expect(await running).toBe(1);
    expect((JSON.parse(out.join("")) as { imports: { state: string }[] }).imports.map(({ state }) => state)).toEqual([
      "cancelled",
    ]);
    out.length = 0;
    expect(await runCli(argv, streams, silentLog, interrupted.signal)).toBe(1);
    expect(JSON.parse(out.join(""))).toMatchObject({ error: { code: "cancelled" } });
  });

  it("serves until it is interrupted, with one JSON object on standard output", async () => {
    const interrupted = new AbortController();
    const out: string[] = [];
    const out1 = Promise.withResolvers<void>();
    const streams = {
      out(text: string) {
        out.push(text);
        out1.resolve();
      },
      err: () => undefined,
    };
    const running = runCli(["serve", "--json", "--archive", join(directory, "served")], streams, silentLog, interrupted.signal);
    await out1.promise;
    interrupted.abort();
    expect(await running).toBe(0);
    expect(JSON.parse(out.join(""))).toMatchObject({ url: expect.stringContaining("?token=") });
  });

  it("lists studies with their series", () => {
    const { data } = json("studies", "--name", "标尺*");
    expect(data).toMatchObject({
      total: 1,
      studies: [{ patientId: "RULER-1", series: [{ modality: "CT", instanceCount: phantom.files.length }] }],
    });
    expect(run("studies", "--archive", archive).stdout).toContain("RULER-1");
  });

  it("writes a file anew in another transfer syntax, and overwrites nothing", () => {
    const [original, out] = [join(directory, "in", "0.dcm"), join(directory, "packed.dcm")];
    const { status, data } = json("recompress", original, "--to", "jpeg-ls", "--out", out);
    expect([status, data.transferSyntaxUid]).toEqual([0, "1.2.840.10008.1.2.4.80"]);
    expect(readFileSync(out).length).toBe(data.byteLengthAfter);
    expect(json("recompress", original, "--to", "jpeg-ls", "--out", original)).toMatchObject({ status: 1 });
    expect(readFileSync(original).length).toBe(data.byteLengthBefore);
    expect(run("recompress", original, "--to", "zip", "--out", out)).toMatchObject({ status: 2 });
  });

  it("says why a model does not take a series", () => {
    const { status, data } = json("analyse", phantom.seriesInstanceUid, "--model", "lung-nodule");
    expect([status, data.state]).toEqual([1, "failed"]);
    expect((data.error as unknown as { area: string }).area).toBe("inference");
    expect(json("analyse", phantom.seriesInstanceUid, "--model", "no-such-model").status).toBe(1);
  });

  it.each([
    ["a radiograph", () => undefined],
    [
      "a captured film",
      (dataset: Dataset) =>
        void dataset
          .set("SOPClassUID", sopClasses.SecondaryCaptureImageStorage)
          .set("Modality", "OT")
          .set("StudyInstanceUID", uidFromText("captured film")),
    ],
  ] as const)("runs a model of single images on %s", (name, more) => {
    const film = join(directory, `${name}.dcm`);
    const image = { name, limb: { fractureAt: 0.6 }, more };
    writeFileSync(film, limbFile(image));
    const { status, data } = json("analyse", film, "--model", "fracture");
    expect([status, data.state, data.modelId]).toEqual([0, "done", "fracture"]);
  });

  it("refuses to sign without an impression, and says so", () => {
    const { status, data } = json("report", phantom.studyInstanceUid, "--sign", "Chen^Wei");
    expect([status, data.error]).toMatchObject([
      1,
      { area: "host", code: "not-signable", details: { problems: "section-empty" } },
    ]);
  });

  it("signs a report, writes its objects, and delivers them", () => {
    const { status, data } = json(
      "report",
      phantom.studyInstanceUid,
      "--section",
      "impression=A block.",
      "--sign",
      "Chen^Wei",
      "--out",
      join(directory, "out"),
    );
    expect(status).toBe(0);
    expect((data.signed as unknown as { objects: { kind: string }[] }).objects.map(({ kind }) => kind)).toEqual(["SR"]);
    expect(readdirSync(join(directory, "out"))).toHaveLength(1);
    const sent = json("send", phantom.studyInstanceUid);
    expect([sent.status, (sent.data.items as unknown as { state: string }[]).map(({ state }) => state)]).toEqual([
      0,
      ["delivered"],
    ]);
  });

  it("keeps in the outbox what a PACS that is down did not take, and exits with 1", () => {
    const { status, data } = json("send", phantom.studyInstanceUid, "--to", "http://127.0.0.1:9/dicom-web");
    expect(status).toBe(1);
    expect(data.items).toMatchObject([{ state: "waiting", error: { area: "net" } }]);
  });

  it("finds a flipped bit", () => {
    expect(json("verify")).toMatchObject({ status: 0, data: { clean: true } });
    const instances = join(archive, "archive", "instances");
    const [folder] = readdirSync(instances) as [string];
    const [file] = readdirSync(join(instances, folder)) as [string];
    writeFileSync(join(instances, folder, file), "x", { flag: "r+" });
    expect(json("verify")).toMatchObject({ status: 1, data: { clean: false } });
  });
});
