import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { buildPart10, parsePart10 } from "../dicom/index.ts";
import { dcm, decide, edit, type Finding, measure } from "../findings/index.ts";
import { acceptedNodules, ballMask, drawnFindings, radiographFindings, randomFindings } from "../testing/report-cases.ts";
import {
  makeFinding,
  modelProvenance,
  modelWithScore,
  reportOf,
  signedAt,
  testContext,
  testDimensions,
  testPoint,
  testSeries,
} from "../testing/report-fixtures.ts";
import { compareReports, readReportObjects } from "./compare.ts";
import type { ReportContext, ReportToSign } from "./context.ts";
import { buildReportObjects, type ReportObject } from "./objects.ts";
import { readSeg } from "./seg/read-seg.ts";
import { buildSr } from "./sr/build-sr.ts";
import { parseTemplate } from "./template.ts";

const template = (id: string) =>
  parseTemplate(JSON.parse(readFileSync(new URL(`../../assets/report-templates/${id}.json`, import.meta.url), "utf8")));
const chest = template("chest-ct");

function uidMaker(): () => string {
  let made = 0;
  return () => `2.25.77${made++}`;
}

/** Written to bytes and read from them, as it comes back from a PACS. */
function readBack(objects: readonly ReportObject[], context: ReportContext) {
  const datasets = objects.map(({ dataset }) => parsePart10(buildPart10(dataset)).dataset);
  const back = readReportObjects(datasets, context.series);
  expect(back.segmentations).toHaveLength(objects.filter(({ kind }) => kind === "SEG").length);
  return back;
}

function roundTrip(report: ReportToSign, findings: readonly Finding[], context: ReportContext = testContext()) {
  const back = readBack(buildReportObjects(report, findings, context, uidMaker()), context);
  return { ...back, differences: compareReports(report, findings, back) };
}

describe("a signed report reads back as it was signed", () => {
  const cases = {
    "accepted proposals with masks": acceptedNodules(),
    "what a person drew": drawnFindings(),
    "shapes on a radiograph": radiographFindings(),
    "no finding": [],
    everything: [...acceptedNodules(), ...drawnFindings(), ...radiographFindings()],
  };
  it.each(Object.entries(cases))("%s", (_name, findings) => {
    for (const language of ["en", "zh-CN"] as const) {
      const { report, differences } = roundTrip(reportOf(chest, findings, language), findings);
      expect(differences).toEqual([]);
      expect(report.notUnderstood).toEqual([]);
      expect(report).toMatchObject({
        language,
        templateId: "chest-ct",
        isComplete: true,
        verification: { by: language === "en" ? "Doe^Jane" : "张^伟", at: signedAt },
      });
    }
  });

  it.each([1, 2, 3, 4, 5, 6])("any 40 findings (seed %i)", (seed) => {
    const findings = randomFindings(seed, 40);
    const { report, differences } = roundTrip(reportOf(template("general"), findings), findings);
    expect(differences).toEqual([]);
    expect(report.notUnderstood).toEqual([]);
  });

  it("every shape as it was kept, to the last bit, and what is measured from it", () => {
    const findings = [...drawnFindings(), ...radiographFindings()];
    const { report } = roundTrip(reportOf(chest, findings), findings);
    for (const { trackingUid, geometry, measurements, site, comment } of findings) {
      const read = report.findings.find((finding) => finding.trackingUid === trackingUid);
      expect(read?.geometry).toStrictEqual(geometry);
      expect(read?.geometry && measure(read.geometry)).toEqual(measure(geometry));
      expect(read?.measurements.map(({ concept, value, unit }) => [concept.value, value, unit])).toEqual(
        measurements.map(({ concept, value, unit }) => [concept.value, value, unit]),
      );
      expect([read?.site?.value, read?.comment]).toEqual([site?.value, comment]);
    }
  });

  it("a line of more points than 64 KB of coordinates hold", () => {
    const pointsPatient = Array.from({ length: 9000 }, (_, index): [number, number, number] => [index / 7, Math.sin(index), 2]);
    const long = [makeFinding(1, { geometry: { kind: "polyline", pointsPatient }, code: dcm.pathLength })];
    expect(roundTrip(reportOf(chest, long), long).differences).toEqual([]);
  });

  it("masks on slices that were sheared, and on the frames of one instance", () => {
    const findings = acceptedNodules();
    for (const series of [testSeries({ shearMm: 0.4 }), testSeries({ isMultiFrame: true })]) {
      expect(roundTrip(reportOf(chest, findings), findings, testContext([series])).differences).toEqual([]);
    }
  });

  it("an edited proposal as edited", () => {
    const proposal = decide(acceptedNodules()[0] as Finding, "proposed", "Roe", signedAt);
    const edited = edit(proposal, { geometry: { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 9 } }, "Roe", signedAt);
    const { report, differences } = roundTrip(reportOf(chest, [edited]), [edited]);
    expect(differences).toEqual([]);
    expect(report.findings[0]).toMatchObject({ status: "edited", provenance: { by: "model", score: 0.873123456789 } });
  });

  it("findings in the order that the reader gave them", () => {
    const findings = drawnFindings();
    const report = reportOf(chest, findings);
    const turned = { ...report, draft: { ...report.draft, findingIds: report.draft.findingIds.toReversed() } };
    const back = roundTrip(turned, findings);
    expect(back.report.findings.map(({ trackingUid }) => trackingUid)).toEqual(
      findings.map(({ trackingUid }) => trackingUid).toReversed(),
    );
  });

  it("a mask that touches every border of the volume", () => {
    const [columns, rows, slices] = testDimensions;
    const corner = makeFinding(
      1,
      {
        geometry: { kind: "sphere", centerPatient: testPoint(columns - 1, rows - 1, slices - 1), diameterMm: 4 },
        segment: ballMask([columns - 1, rows - 1, slices - 1], 5),
      },
      modelProvenance,
    );
    const other = makeFinding(
      2,
      { geometry: { kind: "sphere", centerPatient: testPoint(0, 0, 0), diameterMm: 4 }, segment: ballMask([0, 0, 0], 9) },
      modelProvenance,
    );
    expect(roundTrip(reportOf(chest, [corner, other]), [corner, other]).differences).toEqual([]);
  });
});

describe("the instances that a report refers to", () => {
  it("are named with their frame where they have several, and with none where they have one", () => {
    const series = testSeries({ isMultiFrame: true });
    const frame = series.frames[3];
    if (frame === undefined) throw new Error("no such frame");
    const { sopClassUid, sopInstanceUid, frameNumber } = frame;
    const finding = makeFinding(1, {
      geometry: { kind: "point", pointPatient: testPoint(1, 1) },
      reference: { sopClassUid, sopInstanceUid, frameNumber },
    });
    const { report, differences } = roundTrip(reportOf(chest, [finding]), [finding], testContext([series]));
    expect(differences).toEqual([]);
    expect(report.findings[0]?.reference?.frameNumber).toBe(4);
    const sr = buildSr(reportOf(chest, drawnFindings()), drawnFindings(), testContext(), {
      sopInstanceUid: "2.25.1",
      seriesInstanceUid: "2.25.2",
      seriesNumber: 1,
    });
    expect(sr.get("CurrentRequestedProcedureEvidenceSequence")).toHaveLength(1);
  });

  it("are the frames under a mask where there are such, and the series where slices were sheared", () => {
    const findings = acceptedNodules();
    const sources = (shearMm: number) => {
      const context = testContext([testSeries({ shearMm })]);
      const objects = buildReportObjects(reportOf(chest, findings), findings, context, uidMaker());
      const seg = objects.find(({ kind }) => kind === "SEG");
      const { frames } = readSeg(seg?.dataset as never);
      const instances = seg?.dataset.get("ReferencedSeriesSequence")?.[0]?.get("ReferencedInstanceSequence");
      return {
        linked: frames.filter(({ source }) => source !== undefined).length,
        frames: frames.length,
        instances: instances?.length,
      };
    };
    expect(sources(0)).toEqual({ linked: 12, frames: 12, instances: 7 });
    expect(sources(0.5)).toEqual({ linked: 0, frames: 12, instances: 12 });
  });
});

describe("what is not written", () => {
  const findings = acceptedNodules();
  const report = reportOf(chest, findings);
  const build = (change: Partial<Finding>, context = testContext()) =>
    buildReportObjects(
      report,
      findings.map((finding, index) => (index === 0 ? { ...finding, ...change } : finding)),
      context,
      uidMaker(),
    );
  const code = (name: string) => expect.objectContaining({ area: "report", code: name });

  it("a finding that nobody accepted, or that is gone", () => {
    expect(() => build({ status: "proposed" })).toThrowError(code("finding-not-accepted"));
    expect(() => build({ status: "rejected" })).toThrowError(code("finding-not-accepted"));
    expect(() => buildReportObjects(report, [], testContext(), uidMaker())).toThrowError(code("finding-not-accepted"));
  });

  it("a finding of another study", () => {
    expect(() => build({ studyInstanceUid: "1.2.3" })).toThrowError(code("other-study"));
  });

  it("a mask outside its volume, or whose volume is gone", () => {
    expect(() => build({ segment: { ...ballMask([10, 10, 3], 3), minIndex: [36, 0, 0] } })).toThrowError(code("mask-outside"));
    expect(() => build({}, testContext([]))).toThrowError(code("source-missing"));
  });

  it("a mask that lies elsewhere than its finding, as on a series that has other slices now", () => {
    const { segment } = findings[0] ?? {};
    if (segment === undefined) throw new Error("no mask");
    const [i, j, k] = segment.minIndex;
    const away = k > 3 ? k - 3 - (segment.size[2] > 3 ? segment.size[2] : 0) : k + segment.size[2] + 3;
    expect(() => build({ segment: { ...segment, minIndex: [i, j, Math.max(0, away)] } })).toThrowError(code("mask-outside"));
  });

  it("a place in the patient without a frame of reference", () => {
    const drawn = drawnFindings().map(({ frameOfReferenceUid: _gone, ...finding }) => finding);
    expect(() => buildReportObjects(reportOf(chest, drawn), drawn, testContext(), uidMaker())).toThrowError(
      code("source-missing"),
    );
  });
});

describe("compareReports", () => {
  const findings = acceptedNodules();
  const report = reportOf(chest, findings);
  const back = readBack(buildReportObjects(report, findings, testContext(), uidMaker()), testContext());
  const against = (change: Partial<Finding>) =>
    compareReports(report, [{ ...(findings[0] as Finding), ...change }, ...findings.slice(1)], back).map(({ what }) => what);

  it("sees every difference", () => {
    expect(against({})).toEqual([]);
    expect(against({ trackingId: "other" })).toEqual(["trackingId"]);
    expect(against({ geometry: { kind: "sphere", centerPatient: testPoint(10, 10), diameterMm: 8.101 } })).toEqual(["geometry"]);
    expect(against({ segment: ballMask([10, 10, 3], 2) })).toEqual(["segment"]);
    expect(against({ measurements: [] })).toEqual(["measurements"]);
    expect(against({ provenance: modelWithScore(0.5) })).toEqual(["provenance"]);
    expect(against({ trackingUid: "2.25.0" })).toEqual(["finding"]);
    const typed = { ...report, draft: { ...report.draft, sections: { ...report.draft.sections, pleura: "Effusion." } } };
    expect(compareReports(typed, findings, back)).toEqual([{ trackingUid: "", what: "section pleura" }]);
  });
});
