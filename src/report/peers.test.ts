import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPart10, parsePart10, tagOf } from "../dicom/index.ts";
import { type Finding, maskVoxelCount, unpackMask } from "../findings/index.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { acceptedNodules, drawnFindings, radiographFindings } from "../testing/report-cases.ts";
import { reportOf, testContext, testDimensions, testSeries } from "../testing/report-fixtures.ts";
import type { ReportContext } from "./context.ts";
import { buildReportObjects, type ReportObject } from "./objects.ts";
import { parseTemplate } from "./template.ts";

const chest = parseTemplate(
  JSON.parse(readFileSync(new URL("../../assets/report-templates/chest-ct.json", import.meta.url), "utf8")),
);
const folder = mkdtempSync(join(tmpdir(), "report-peers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function build(findings: readonly Finding[], language: "en" | "zh-CN", context: ReportContext = testContext()) {
  return buildReportObjects(reportOf(chest, findings, language), findings, context, () => `2.25.88${made++}`);
}
function write(object: ReportObject): string {
  const path = join(folder, `${object.sopInstanceUid}.dcm`);
  writeFileSync(path, buildPart10(object.dataset));
  return path;
}
function run(command: string, ...parameters: string[]): string {
  const { stdout, stderr } = spawnSync(command, parameters, { encoding: "utf8" });
  return `${stdout}\n${stderr}`;
}

const cases: Readonly<Record<string, () => Finding[]>> = {
  "accepted proposals with masks": acceptedNodules,
  "what a person drew": drawnFindings,
  "shapes on a radiograph": radiographFindings,
  "no finding": () => [],
};

/**
 * What dciodvfy may warn of: that the scheme of our own concepts is none it knows (it is declared in Coding Scheme Identification
 * Sequence), and attributes that the study itself has not.
 */
const allowed =
  /^(?:Warning - Unrecognized defined term <99HNSFLD>|Warning - Missing attribute or value that would be needed to build DICOMDIR)/;

function complaints(path: string): string[] {
  return run("dciodvfy", path)
    .split("\n")
    .filter((line) => /^(?:Error|Warning)/.test(line) && !allowed.test(line));
}

describe.skipIf(!hasTool("dciodvfy"))("dciodvfy finds nothing wrong", () => {
  it.each(Object.entries(cases))("%s", (_name, findings) => {
    for (const language of ["en", "zh-CN"] as const) {
      for (const object of build(findings(), language)) expect(complaints(write(object))).toEqual([]);
    }
  });

  it("on sheared slices, on several frames of one instance, and on lossy images", () => {
    const lossy = testSeries();
    lossy.header
      ?.set("LossyImageCompression", "01")
      .set("LossyImageCompressionRatio", 12)
      .set("LossyImageCompressionMethod", "ISO_10918_1");
    for (const series of [testSeries({ shearMm: 0.4 }), testSeries({ isMultiFrame: true }), lossy]) {
      for (const object of build(acceptedNodules(), "en", testContext([series]))) expect(complaints(write(object))).toEqual([]);
    }
  });
});

const root = dataRoot();

describe.skipIf(root === null || !hasTool("dciodvfy"))("dciodvfy finds no error in a report on a study of others", () => {
  it.each(["ct/nlst-chest-2mm", "ct/chest-1mm", "ct/lung-3mm", "mr/head"])("%s", (path) => {
    const names = readdirSync(join(root ?? "", path), { recursive: true, encoding: "utf8" }).map((name) =>
      join(root ?? "", path, name),
    );
    const bytes = readFileSync(names.find((name) => statSync(name).isFile() && statSync(name).size > 10_000) ?? "");
    const { dataset } = parsePart10(bytes, { untilTag: tagOf("PixelData") });
    const studyInstanceUid = dataset.first("StudyInstanceUID") ?? "";
    const findings = [...acceptedNodules(), ...drawnFindings()].map((finding) => ({ ...finding, studyInstanceUid }));
    const report = reportOf(chest, []);
    const draft = { ...report.draft, findingIds: findings.map(({ id }) => id), studyInstanceUid };
    const context = { ...testContext(), study: dataset };
    const objects = buildReportObjects({ ...report, draft }, findings, context, () => `2.25.88${made++}`);
    for (const object of objects) expect(complaints(write(object)).filter((line) => line.startsWith("Error"))).toEqual([]);
  });
});

describe.skipIf(!hasTool("dsrdump"))("dsrdump reads the report", () => {
  it.each(Object.entries(cases))("%s: every number and every shape", (_name, findings) => {
    const shown = findings();
    const sr = build(shown, "en").find(({ kind }) => kind === "SR") as ReportObject;
    const dump = run("dsrdump", write(sr));
    expect(dump).not.toMatch(/^[EF]:/m);
    const numbers = shown.reduce((sum, { measurements }) => sum + measurements.length, 0);
    const scores = shown.filter(({ provenance }) => provenance.by === "model").length;
    expect(dump.match(/<(?:contains|has properties) NUM:/g) ?? []).toHaveLength(numbers + scores);
    const lines = { bidirectional: 2, cobb: 2, cardiothoracic: 3 } as Readonly<Record<string, number>>;
    const shapes = shown.map(({ geometry }) => lines[geometry.kind === "image" ? geometry.shape : geometry.kind] ?? 1);
    expect(dump.match(/ SCOORD(?:3D)?:/g) ?? []).toHaveLength(shapes.reduce((sum, count) => sum + count, 0));
  });
});

describe.skipIf(!hasTool("dsrdump"))("dsrdump shows what made a proposal", () => {
  it.each(["en", "zh-CN"] as const)("every value of it, and that it is no medical device (%s)", (language) => {
    const findings = acceptedNodules();
    const sr = build(findings, language).find(({ kind }) => kind === "SR") as ReportObject;
    const dump = run("dsrdump", "+Pl", "+Pc", write(sr));
    for (const { provenance } of findings) {
      if (provenance.by !== "model") throw new Error("no proposal");
      const { by: _, score, modelId, modelVersion, parameters, ...named } = provenance;
      expect(dump).toContain(`(111001,DCM,"Algorithm Name")="${modelId}"`);
      expect(dump).toContain(`(111003,DCM,"Algorithm Version")="${modelVersion}"`);
      for (const [name, value] of Object.entries({ ...named, ...parameters })) {
        expect(dump).toContain(`(111002,DCM,"Algorithm Parameters")="${name}=${JSON.stringify(value)}"`);
      }
      expect(dump).toContain(String(score).slice(0, 8));
    }
    const words = { en: "not a medical device; not cleared by NMPA, FDA or CE", "zh-CN": "未获 NMPA、FDA 或 CE 批准" }[language];
    expect(dump.split(words).length - 1).toBe(findings.length);
  });
});

describe.skipIf(!hasTool("dsr2html"))("dsr2html shows the report", () => {
  const html = (findings: readonly Finding[], language: "en" | "zh-CN") => {
    const sr = build(findings, language).find(({ kind }) => kind === "SR") as ReportObject;
    const page = join(folder, "report.html");
    expect(run("dsr2html", write(sr), page)).not.toMatch(/^[EF]:/m);
    return readFileSync(page, "utf8");
  };
  const plain = (text: string) =>
    text
      .replace(/<br>/g, "\n")
      .replace(/<[^>]*>/g, "")
      .replaceAll("&quot;", '"')
      .replaceAll("&gt;", ">");

  it.each(Object.entries(cases))("%s: every heading, every line of text, every name", (_name, make) => {
    for (const language of ["en", "zh-CN"] as const) {
      const findings = make();
      const { draft, template } = reportOf(chest, findings, language);
      const text = plain(html(findings, language));
      for (const section of template.sections) {
        const lines = (draft.sections[section.id] ?? "").split("\n").filter((line) => line !== "");
        if (lines.length > 0) expect(text).toContain(section.heading[language]);
        for (const line of lines) expect(text).toContain(line);
      }
      for (const { trackingId } of findings) expect(text).toContain(trackingId);
    }
  });

  it("shows who measured, with what, and that a person accepted it", () => {
    const text = plain(html(acceptedNodules(), "en"));
    for (const words of [
      "lung-nodule",
      "1.0.0",
      "weightsSha256",
      "Certainty of Finding",
      "Accepted by a person as proposed",
      "Jane Doe",
    ]) {
      expect(text).toContain(words);
    }
  });
});

const python = process.env.HOUNSFIELD_PYTHON ?? "python3";
const hasHighdicom = spawnSync(python, ["-c", "import highdicom"]).status === 0;
if (!hasHighdicom) {
  process.stderr.write("skipped: tests that need highdicom; to run them: pip install highdicom, HOUNSFIELD_PYTHON=its python\n");
}

describe.skipIf(!hasHighdicom)("highdicom reads the report and its masks", () => {
  const script = `
import json, sys, highdicom
sr = highdicom.sr.srread(sys.argv[1]).content
seg = highdicom.seg.segread(sys.argv[2])
groups = sr.get_volumetric_roi_measurement_groups() + sr.get_planar_roi_measurement_groups() + sr.get_image_measurement_groups()
print(json.dumps({
  "groups": sorted([g.tracking_uid, g.finding_type.value, [m.value for m in g.get_measurements()]] for g in groups),
  "segments": [[s.tracking_uid, s.segmented_property_type.value, s.algorithm_type.value] for s in (seg.get_segment_description(n) for n in seg.segment_numbers)],
  "voxels": [int((f > 0).sum()) for f in seg.pixel_array],
}))`;

  it("as they were written", () => {
    const findings = [...acceptedNodules(), ...drawnFindings()];
    const objects = build(findings, "zh-CN");
    const [seg, sr] = objects.map(write);
    const read = JSON.parse(
      run(python, "-W", "ignore", "-c", script, sr ?? "", seg ?? "")
        .trim()
        .split("\n")
        .at(-1) ?? "",
    );
    const numbers = (finding: Finding) => [
      ...(finding.provenance.by === "model" ? [finding.provenance.score] : []),
      ...finding.measurements.map(({ value }) => value),
    ];
    const sent = findings.map((finding) => [finding.trackingUid, finding.code.value, numbers(finding)]).sort();
    expect(read.groups).toEqual(sent);
    const masked = findings.filter(({ segment }) => segment !== undefined);
    expect(read.segments).toEqual(masked.map((finding) => [finding.trackingUid, finding.code.value, "AUTOMATIC"]));
    const voxels = masked.reduce((sum, { segment }) => sum + (segment === undefined ? 0 : maskVoxelCount(segment)), 0);
    expect(read.voxels.reduce((sum: number, count: number) => sum + count, 0)).toBe(voxels);
  });
});

const painter = ["dcm2img", "dcmj2pnm"].find((name) => spawnSync("which", [name]).status === 0);

describe.skipIf(painter === undefined && !hasTool("dcmj2pnm"))("dcmtk sees the pixels of the masks", () => {
  const findings = acceptedNodules().filter(({ segment }) => segment !== undefined);
  const [columns, rows] = testDimensions;
  let frames: Uint8Array[] = [];

  beforeAll(() => {
    const seg = build(findings, "en").find(({ kind }) => kind === "SEG") as ReportObject;
    const path = write(seg);
    frames = Array.from({ length: seg.dataset.first("NumberOfFrames") ?? 0 }, (_, index) => {
      const image = join(folder, `frame-${index}.pgm`);
      run(painter ?? "", "+op", "+F", String(index + 1), path, image);
      return new Uint8Array(readFileSync(image)).subarray(-rows * columns);
    });
  });

  it("frame by frame, on a width that is no multiple of eight", () => {
    const expected = findings.flatMap((finding) => {
      const mask = finding.segment as NonNullable<Finding["segment"]>;
      const voxels = unpackMask(mask);
      return Array.from({ length: mask.size[2] }, (_, k) => {
        const frame = new Uint8Array(rows * columns);
        for (let j = 0; j < mask.size[1]; j++) {
          for (let i = 0; i < mask.size[0]; i++) {
            const value = voxels[i + mask.size[0] * (j + mask.size[1] * k)] ?? 0;
            frame[mask.minIndex[0] + i + columns * (mask.minIndex[1] + j)] = value;
          }
        }
        return frame;
      });
    });
    expect(frames.map((frame) => Uint8Array.from(frame, (value) => (value === 0 ? 0 : 1)))).toEqual(expected);
  });
});
