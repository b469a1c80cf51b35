import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Finding, own, sct, vertebraCode } from "../../../src/findings/index.ts";
import { hitOf, type SeenWithLabel } from "./hit.ts";
import { labelLines } from "./label.ts";
import { type Box, placeLabels } from "./label-places.ts";
import { isAboveLabel, labelOf, nextVertebra } from "./next-vertebra.ts";
import { strokesOf } from "./strokes.ts";

const view = { width: 900, height: 700 };
const shared = (a: Box, b: Box) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) *
  Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

describe("labels", () => {
  it("keep off each other and inside the view, where they crowd in its middle too", () => {
    const around = fc.record({
      x: fc.integer({ min: 300, max: 500 }),
      y: fc.integer({ min: 250, max: 420 }),
      width: fc.integer({ min: 0, max: 120 }),
      height: fc.integer({ min: 0, max: 120 }),
    });
    fc.assert(
      fc.property(fc.array(around, { minLength: 1, maxLength: 6 }), (boxes) => {
        const placed = placeLabels(
          boxes.map((box) => ({ lines: ["12.3 mm", "45 ± 6 HU"], around: box })),
          view,
        );
        placed.forEach((one, index) => {
          for (const other of placed.slice(index + 1)) expect(shared(one.box, other.box)).toBe(0);
          expect(shared(one.box, { x: 0, y: 0, ...view })).toBeCloseTo(one.box.width * one.box.height, 6);
        });
      }),
    );
  });

  it("stand right beside what they belong to where there is room", () => {
    const beside = fc.record({
      x: fc.double({ min: 50, max: 600, noNaN: true }),
      y: fc.double({ min: 50, max: 600, noNaN: true }),
      lines: fc.array(fc.string({ minLength: 1, maxLength: 15 }), { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(beside, ({ x, y, lines }) => {
        const [label] = placeLabels([{ lines, around: { x, y, width: 40, height: 30 } }], view);
        expect(label?.leader).toBeUndefined();
        expect(Math.abs((label as { box: Box }).box.x - (x + 40))).toBeLessThan(10);
      }),
    );
  });

  it("stand off a neighbour's shape where there is room elsewhere", () => {
    const [lower, upper] = [
      { x: 300, y: 340, width: 34, height: 40 },
      { x: 342, y: 300, width: 34, height: 42 },
    ];
    const placed = placeLabels(
      [lower, upper].map((around) => ({ lines: ["AI 0.78"], around })),
      view,
    );
    for (const { box } of placed) for (const shape of [lower, upper]) expect(shared(box, shape)).toBe(0);
  });

  it("stay where the reader put them, with a line to what they belong to", () => {
    const [label] = placeLabels([{ lines: ["1 mm"], around: { x: 100, y: 100, width: 10, height: 10 }, put: [200, 50] }], view);
    expect([label?.box.x, label?.box.y]).toEqual([305, 155]);
    expect(label?.leader?.[1]).toEqual([110, 110]);
  });

  it("say numbers as they are read, the ratio with two decimals, and why they must not be trusted", () => {
    const axes = [
      { concept: sct.longAxis, value: 23.14, unit: "mm" },
      { concept: sct.shortAxis, value: 12, unit: "mm" },
    ];
    expect(labelLines({ measurements: axes, caveats: ["lossy", "slab"] })).toEqual(["23.1 × 12.0 mm", "⚠ lossy · slab"]);
    const ratio = [
      { concept: own.cardiothoracicRatio, value: 0.4567, unit: "1" },
      { concept: own.heartWidth, value: 140.23, unit: "mm" },
      { concept: own.thoraxWidth, value: 307, unit: "mm" },
    ];
    expect(labelLines({ measurements: ratio })).toEqual(["CTR 0.46", "140.2 / 307.0 mm"]);
  });

  it("say the words of an annotation in lines, and the name of a vertebra", () => {
    const comment = "A rather long remark about what lies here and there\n第二行";
    const lines = labelLines({ measurements: [], code: own.annotation, comment });
    expect(lines.join(" ")).toBe(comment.replace("\n", " "));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(36);
    expect(labelLines({ measurements: [], code: sct.vertebra, site: vertebraCode("T7"), comment: "x" })).toEqual(["T7"]);
  });
});

describe("what lies under the hand", () => {
  const line = (id: string, y: number): SeenWithLabel => {
    const points = [
      [100, y],
      [200, y],
    ] as const;
    const strokes = strokesOf("length", points);
    const seen = { finding: { id } as Finding, shape: "length", points, view: points, strokes, handles: points } as const;
    return { seen, label: { lines: ["x"], box: { x: 210, y: y - 8, width: 40, height: 16 }, leader: undefined } };
  };
  const all = [line("a", 100), line("b", 140)];
  const at = (x: number, y: number, selectedFindingId?: string, isTouch = false) => {
    const hit = hitOf(all, [x, y], { selectedFindingId, isTouch });
    return hit && [hit.seen.finding.id, hit.part.kind];
  };

  it("is a handle of the chosen one within 12 pixels, a label, or the nearest line", () => {
    expect(at(108, 108, "a")).toEqual(["a", "handle"]);
    expect(at(108, 108)).toBeUndefined();
    expect(at(150, 105)).toEqual(["a", "shape"]);
    expect(at(230, 142)).toEqual(["b", "label"]);
    expect(at(150, 120)).toBeUndefined();
  });

  it("is taken from farther away by a finger", () => {
    expect(at(150, 112, undefined, true)).toEqual(["a", "shape"]);
    expect(at(115, 112, "a", true)).toEqual(["a", "handle"]);
  });
});

describe("the next vertebra", () => {
  const space = { seriesInstanceUid: "1.3", frameOfReferenceUid: "1.4" };
  const label = (name: Parameters<typeof vertebraCode>[0], z: number, frameOfReferenceUid = "1.4") =>
    ({
      id: name,
      seriesInstanceUid: "9",
      frameOfReferenceUid,
      status: "accepted",
      code: sct.vertebra,
      site: vertebraCode(name),
      geometry: { kind: "point", pointPatient: [0, 0, z] },
    }) as unknown as Finding;
  const next = (findings: Finding[], z: number) =>
    nextVertebra(findings, space, undefined, (finding) => isAboveLabel(finding, z, [0, 0]));

  it("is the one chosen, else counts on from the last towards where the click lies", () => {
    expect(nextVertebra([], space, "T4", () => false)).toBe("T4");
    expect(next([], 0)).toBe("L5");
    expect(next([label("L5", 10)], 50)).toBe("L4");
    expect(next([label("L5", 10), label("L4", 50)], 90)).toBe("L3");
    expect(next([label("C2", 10)], -20)).toBe("C3");
  });

  it("knows nothing of another patient space", () => {
    expect(next([label("C2", 10, "7.7")], 50)).toBe("L5");
    expect(labelOf([label("C2", 10)], space, "C2")?.id).toBe("C2");
    expect(labelOf([label("C2", 10, "7.7")], space, "C2")).toBeUndefined();
  });
});
