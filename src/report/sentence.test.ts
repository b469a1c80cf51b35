import { describe, expect, it } from "vitest";
import { dcm, type Finding, measure, sct } from "../findings/index.ts";
import { makeFinding, modelWithScore } from "../testing/report-fixtures.ts";
import { composeFindingText } from "./sentence.ts";

const sphere = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 8.24 } as const;
const nodule = (change: Partial<Finding>): Finding => ({
  ...makeFinding(1, { geometry: sphere, site: sct.rightUpperLobe }),
  ...change,
});
const axes = [
  { concept: sct.longAxis, value: 8.44, unit: "mm" },
  { concept: sct.shortAxis, value: 7.05, unit: "mm" },
];
const both = (finding: Finding, style?: "summary") => [
  composeFindingText(finding, "en", style),
  composeFindingText(finding, "zh-CN", style),
];

describe("composeFindingText", () => {
  it("says what, where and how big", () => {
    expect(both(nodule({}))).toEqual([
      "Lung nodule, right upper lobe, 8.2 mm in diameter, volume 293 mm³.",
      "右肺上叶结节，直径约 8.2 mm，体积约 293 mm³。",
    ]);
    expect(both(nodule({ measurements: axes }))).toEqual([
      "Lung nodule, right upper lobe, 8.4 × 7.0 mm (mean 8 mm).",
      "右肺上叶结节，大小约 8.4 × 7.0 mm（平均径约 8 mm）。",
    ]);
  });

  it("says one size in a summary", () => {
    expect(both(nodule({ measurements: axes }), "summary")).toEqual([
      "Lung nodule, right upper lobe, 8 mm.",
      "右肺上叶结节，约 8 mm。",
    ]);
    expect(both(nodule({ measurements: [] }), "summary")).toEqual(["Lung nodule, right upper lobe.", "右肺上叶结节。"]);
  });

  it("names the side where the site has none", () => {
    expect(both(nodule({ site: sct.lung, laterality: sct.left, measurements: [] }))).toEqual([
      "Lung nodule, left lung.",
      "左肺结节。",
    ]);
    expect(both(nodule({ site: undefined, measurements: [] }))).toEqual(["Lung nodule.", "肺结节。"]);
    expect(both(nodule({ site: sct.lung, measurements: [] }))).toEqual(["Lung nodule.", "肺结节。"]);
    expect(both(nodule({ code: sct.ribFracture, site: sct.rib, laterality: sct.right, measurements: [] }))).toEqual([
      "Fracture, right rib.",
      "右侧肋骨骨折。",
    ]);
    expect(both(nodule({ code: sct.ribFracture, site: sct.rib, measurements: [] }))).toEqual(["Rib fracture.", "肋骨骨折。"]);
    expect(both(nodule({ code: sct.pleuralEffusion, site: undefined, laterality: sct.bilateral, measurements: [] }))).toEqual([
      "Pleural effusion, bilateral.",
      "双侧胸腔积液。",
    ]);
  });

  it("says how dense a model found a nodule", () => {
    const dense = (density: string, site?: Finding["site"]) => {
      const provenance = { ...modelWithScore(0.9), parameters: { density } } as Finding["provenance"];
      return both(nodule({ provenance, site, measurements: axes }), "summary");
    };
    expect(dense("part-solid", sct.rightUpperLobe)).toEqual([
      "Part-solid lung nodule, right upper lobe, 8 mm.",
      "右肺上叶部分实性结节，约 8 mm。",
    ]);
    expect(dense("solid")).toEqual(["Solid lung nodule, 8 mm.", "肺实性结节，约 8 mm。"]);
    expect(dense("soft")).toEqual(["Lung nodule, 8 mm.", "肺结节，约 8 mm。"]);
  });

  it("says a bare measurement as one", () => {
    const length = makeFinding(2, {
      code: sct.length,
      geometry: {
        kind: "length",
        pointsPatient: [
          [0, 0, 0],
          [3, 4, 0],
        ],
      },
    });
    expect(both(length)).toEqual(["Measured length 5.0 mm.", "测量长度 5.0 mm。"]);
    const pixels = {
      kind: "image",
      shape: "length",
      pointsPixel: [
        [0, 0],
        [3, 4],
      ],
    } as const;
    expect(
      both({
        ...length,
        measurements: measure({
          ...pixels,
          pointsPixel: [
            [0, 0],
            [3, 4],
          ],
        }),
        caveats: ["uncalibrated"],
      }),
    ).toEqual(["Measured length 5.0 px (not calibrated).", "测量长度 5.0 px（未经校准）。"]);
  });

  it("says what a probe read", () => {
    const measurements = [{ concept: dcm.attenuation, value: 35.2, unit: "[hnsf'U]" }];
    expect(both(nodule({ code: dcm.attenuation, site: undefined, measurements }))).toEqual([
      "Measured attenuation 35 HU.",
      "测量 CT 值 35 HU。",
    ]);
  });

  it("says the mean of a region in its unit, and never minus nothing", () => {
    const measurements = [
      { concept: sct.area, value: 120.4, unit: "mm2" },
      { concept: dcm.meanAttenuation, value: -0.3, unit: "[hnsf'U]" },
    ];
    expect(both(nodule({ code: dcm.imageRegion, site: undefined, measurements }))).toEqual([
      "Region of interest, area 120 mm², mean attenuation 0 HU.",
      "感兴趣区，面积约 120 mm²，平均 CT 值 0 HU。",
    ]);
  });

  it("adds the reader's remark on one line, and calls an unknown concept by its meaning", () => {
    const code = { value: "1", scheme: "99X", meaning: "Odd thing" };
    expect(composeFindingText(nodule({ code, site: undefined, measurements: [], comment: "see\nprior" }), "en")).toBe(
      "Odd thing. see prior",
    );
  });
});
