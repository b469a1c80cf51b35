import { describe, expect, it } from "vitest";
import { uidFromText } from "../dicom/index.ts";
import { boxAbout, decide, edit, type Finding, type FindingGeometry, unpackMask } from "../findings/index.ts";
import type { Vec3 } from "../geometry/index.ts";
import { acceptedNodules, ballMask, drawnFindings, radiographFindings } from "../testing/report-cases.ts";
import {
  makeFinding,
  modelProvenance,
  seededRandom,
  testDimensions,
  testPoint,
  testSeries,
  testSeriesUid,
  testStudyUid,
} from "../testing/report-fixtures.ts";
import { anonymousFinding } from "./anonymous-finding.ts";
import { buildCoco } from "./coco.ts";
import { labelsCsv } from "./csv.ts";
import { decisionsOf, verdictOf } from "./decisions.ts";
import { assertNothingTelling } from "./identity-guard.ts";
import { outlinesOf } from "./outlines.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import type { LabelledSeries } from "./series.ts";

const pseudonyms: Pseudonyms = {
  uid: (uid) => uidFromText(`key ${uid}`),
  name: (kind, value) => `${kind[0]?.toUpperCase()}-${uidFromText(`key ${kind} ${value}`).slice(-8)}`,
};
const series: LabelledSeries = { ...testSeries(), studyInstanceUid: testStudyUid };
const patientOf = () => "P-1";
const sphere = (k = 3): FindingGeometry => ({ kind: "sphere", centerPatient: testPoint(10, 12, k), diameterMm: 8 });
const at = "2026-11-22T14:30:00.000Z";
const proposal = (index = 1, input: Partial<Finding> = {}) =>
  decide(makeFinding(index, { geometry: sphere(), ...input }, modelProvenance), "proposed", "Doe^Jane", at);

describe("decisions", () => {
  it("are each step of a proposal's life, with the shape it was said of", () => {
    const edited = edit(proposal(), { geometry: sphere(5) }, "Roe^Ann", at);
    const again = decide(decide(edited, "rejected", "Roe^Ann", at), "accepted", "Roe^Ann", at);
    const decisions = decisionsOf([again]);
    expect(decisions.map(({ decision }) => decision)).toEqual(["accepted", "taken-back", "edited", "rejected", "edited"]);
    expect(decisions.map(({ isFinal }) => isFinal)).toEqual([false, false, false, false, true]);
    const centres = decisions.map(({ geometry }) => (geometry.kind === "sphere" ? geometry.centerPatient[2] : undefined));
    const [before, after] = [testPoint(10, 12, 3)[2], testPoint(10, 12, 5)[2]];
    expect(centres).toEqual([before, before, after, after, after]);
    expect(decisions.at(-1)?.hoursAfter).toBe(4.5);
  });

  it("are none of what nobody decided on, nor of a change of words", () => {
    const open: Finding = { ...proposal(), history: proposal().history.slice(0, 1), status: "proposed" };
    expect([decisionsOf([open]), verdictOf(open)]).toEqual([[], undefined]);
    const [drawn] = drawnFindings();
    const named = edit(drawn as Finding, { comment: "Mr Wang again" }, "Doe^Jane", at);
    expect(decisionsOf([named]).map(({ decision }) => decision)).toEqual(["drawn"]);
    expect(decisionsOf([edit(named, { measurements: [] }, "D", at)]).map(({ decision }) => decision)).toEqual([
      "drawn",
      "edited",
    ]);
  });
});

describe("decisions as CSV", () => {
  it("are one a row, with all columns in each, and nothing that was said in words", () => {
    const findings = [
      ...acceptedNodules(),
      ...drawnFindings(),
      ...radiographFindings(),
      edit(proposal(7), { comment: "=cmd|' Wang, 王小东", trackingId: "Wang's" }, "Wang^Doctor", at),
    ];
    const csv = labelsCsv(decisionsOf(findings), patientOf, pseudonyms);
    const rows = csv.trimEnd().split("\r\n");
    expect(rows).toHaveLength(decisionsOf(findings).length + 1);
    const widths = rows.map((row) => row.replaceAll(/"(?:[^"]|"")*"/g, "q").split(",").length);
    expect(new Set(widths)).toEqual(new Set([33]));
    for (const said of ["Wang", "王", "Doe", testStudyUid, testSeriesUid, "cmd", "2026-"]) expect(csv).not.toContain(said);
  });
});

/** The pixels of a frame that uncompressed runs of COCO say (column by column). */
function decode({ size: [rows, columns], counts }: { size: readonly [number, number]; counts: readonly number[] }): Uint8Array {
  const pixels = new Uint8Array(rows * columns);
  let index = 0;
  counts.forEach((count, n) => {
    for (let left = count; left > 0; left--, index++) pixels[Math.floor(index / rows) + columns * (index % rows)] = n % 2;
  });
  expect(index).toBe(rows * columns);
  return pixels;
}

describe("decisions as COCO", () => {
  const findings = [...acceptedNodules(), ...drawnFindings(), decide(proposal(90), "rejected", "Roe", at)];
  const coco = buildCoco(findings, [series], patientOf, pseudonyms);

  it("has ids that belong together, boxes within their images, and areas that are theirs", () => {
    const images = new Map(coco.images.map((image) => [image.id, image]));
    expect(images.size).toBe(coco.images.length);
    const categories = new Set(coco.categories.map(({ id }) => id));
    const all = [...coco.annotations, ...coco.rejected];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { bbox, image_id, category_id, area } of all) {
      const image = images.get(image_id);
      const [x, y, width, height] = bbox;
      expect(categories).toContain(category_id);
      expect(Math.min(x, y, width, height)).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(image?.width ?? 0);
      expect(y + height).toBeLessThanOrEqual(image?.height ?? 0);
      expect(area).toBeLessThanOrEqual(width * height + 0.01);
    }
    expect(coco.rejected.length).toBeGreaterThan(1);
    expect(JSON.stringify(coco)).not.toMatch(/Doe|Roe|Wang|2026-/);
    expect(new Set(coco.annotations.map(({ attributes }) => attributes.decision))).toEqual(new Set(["accepted", "drawn"]));
  });

  it("says a mask's very voxels, slice by slice", () => {
    const [columns, rows] = testDimensions;
    const random = seededRandom(3);
    for (let n = 0; n < 20; n++) {
      const centre = testDimensions.map((size) => Math.floor(random() * size)) as [number, number, number];
      const segment = ballMask(centre, 1 + Math.floor(random() * 7));
      const finding = makeFinding(n, { geometry: sphere(), segment }, modelProvenance);
      const { annotations } = buildCoco([finding], [series], patientOf, pseudonyms);
      const voxels = unpackMask(segment);
      expect(annotations.reduce((sum, { area }) => sum + area, 0)).toBe(voxels.reduce((sum, voxel) => sum + voxel, 0));
      const slices = outlinesOf(finding, series).map(({ frame }) => series.frames.indexOf(frame));
      annotations.forEach(({ segmentation, bbox }, index) => {
        const pixels = decode(segmentation as { size: [number, number]; counts: number[] });
        const k = (slices[index] ?? 0) - segment.minIndex[2];
        const set: number[][] = [];
        for (let i = 0; i < columns; i++) {
          for (let j = 0; j < rows; j++) {
            const [x, y] = [i - segment.minIndex[0], j - segment.minIndex[1]];
            const isIn = x >= 0 && y >= 0 && x < segment.size[0] && y < segment.size[1];
            const wanted = isIn ? voxels[x + segment.size[0] * (y + segment.size[1] * k)] : 0;
            expect(pixels[i + columns * j]).toBe(wanted);
            if (wanted === 1) set.push([i, j]);
          }
        }
        const [xs, ys] = [set.map(([x]) => x ?? 0), set.map(([, y]) => y ?? 0)];
        const [left, top] = [Math.min(...xs), Math.min(...ys)];
        expect(bbox).toEqual([left, top, Math.max(...xs) - left + 1, Math.max(...ys) - top + 1]);
      });
    }
  });

  it("cuts a ball by each slice that it touches", () => {
    const finding = makeFinding(1, { geometry: sphere() });
    const outlines = outlinesOf(finding, series);
    expect(outlines.map(({ frame }) => series.frames.indexOf(frame))).toEqual([2, 3, 4]);
    const [, middle] = outlines;
    const [x, y, width, height] = middle?.box ?? [0, 0, 0, 0];
    expect(width).toBeCloseTo(8 / 0.703125, 1);
    expect(height).toBeCloseTo(8 / 0.71, 1);
    expect([x + width / 2, y + height / 2].map((value) => Number(value.toFixed(1)))).toEqual([10.5, 12.5]);
    // A ring of 32 corners has 0.6 % less than its disc.
    expect((middle?.area ?? 0) / ((Math.PI / 4) * (8 / 0.703125) * (8 / 0.71))).toBeCloseTo(0.9936, 3);
  });

  it("cuts a box by each slice that it touches", () => {
    const axes: readonly [Vec3, Vec3, Vec3] = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const finding = makeFinding(1, { geometry: boxAbout(testPoint(10, 12, 3), axes, [8, 6, 8]) }, modelProvenance);
    const outlines = outlinesOf(finding, series);
    expect(outlines.length).toBeGreaterThanOrEqual(3);
    const middle = outlines.find(({ frame }) => series.frames.indexOf(frame) === 3);
    const [x, y, width, height] = middle?.box ?? [0, 0, 0, 0];
    expect([width, height, (middle?.area ?? 0) / (width * height)]).toEqual([
      expect.closeTo(8 / 0.703125, 1),
      expect.closeTo(6 / 0.71, 1),
      expect.closeTo(1, 2),
    ]);
    expect([x + width / 2, y + height / 2]).toEqual([expect.closeTo(10.5, 1), expect.closeTo(12.5, 1)]);
  });

  it("passes over slices that no frame is", () => {
    const gap: LabelledSeries = { ...series, missingSlices: [3], frames: series.frames.filter((_, k) => k !== 3) };
    const segment = ballMask([10, 12, 3], 4);
    const finding = makeFinding(1, { geometry: sphere(), segment }, modelProvenance);
    const whole = outlinesOf(finding, series).map(({ frame }) => frame.sopInstanceUid);
    expect(outlinesOf(finding, gap).map(({ frame }) => frame.sopInstanceUid)).toEqual(whole.filter((uid) => uid !== "2.25.2003"));
  });
});

describe("what leaves", () => {
  it("is a finding without anybody's words, names and times", () => {
    const finding = edit(proposal(), { comment: "Wang", trackingId: "Wang" }, "Doe^Jane", at);
    const text = JSON.stringify(anonymousFinding({ ...finding, comment: "Wang" }, pseudonyms));
    for (const said of ["Wang", "Doe", testStudyUid, testSeriesUid, "2026-", "analysis-1"]) expect(text).not.toContain(said);
    expect(text).toContain("balanced");
  });

  it("is refused where a value that tells stands in it as a word", () => {
    const bytes = new TextEncoder().encode("a,王小东,12345678.5,T-000123,x");
    const refused = expect.objectContaining({ area: "labels", code: "identity-left" });
    for (const value of ["王小东", "T-000123"]) expect(() => assertNothingTelling(bytes, [value], "x")).toThrowError(refused);
    for (const value of ["12345678", "T-00012", "王大明"]) assertNothingTelling(bytes, [value], "x");
  });
});
