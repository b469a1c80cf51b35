import { describe, expect, it } from "vitest";
import type { SeriesRecord } from "../../archive/index.ts";
import type { ModelManifest } from "../../inference/index.ts";
import { type ArrivedSeries, chooseSeries } from "./choose-series.ts";

const accepts: ModelManifest["accepts"] = {
  modality: ["CT"],
  of: "volume",
  bodyRegion: ["chest"],
  contrast: "any",
  minSlices: 40,
  maxSliceThicknessMm: 5,
};

function series(
  name: string,
  thicknessMm: number,
  kernel: string,
  more: Partial<SeriesRecord> & { type?: string } = {},
): ArrivedSeries {
  const { type = "ORIGINAL\\PRIMARY\\AXIAL", ...record } = more;
  return {
    series: {
      seriesInstanceUid: name,
      studyInstanceUid: "1",
      modality: "CT",
      seriesNumber: 1,
      seriesDescription: "",
      bodyPartExamined: "CHEST",
      laterality: "",
      protocolName: "",
      convolutionKernel: kernel,
      imageOrientation: "",
      contrastAgent: null,
      instanceCount: 100,
      frameCount: 100,
      kind: "image",
      ...record,
    },
    head: { imageType: type.split("\\"), sliceThicknessMm: thicknessMm, kernel, contrastAgent: undefined, priorities: [] },
    studyDescription: "",
  };
}
const chosen = (arrived: readonly ArrivedSeries[], change: Partial<ModelManifest["accepts"]> = {}) =>
  chooseSeries(arrived, { accepts: { ...accepts, ...change } }).map(({ seriesInstanceUid }) => seriesInstanceUid);

describe("chooseSeries", () => {
  it("takes the thinnest, of these the softest kernel, of these the most slices", () => {
    const arrived = [
      series("thick", 5, "B30f"),
      series("sharp", 1, "B70f"),
      series("short", 1, "B30f", { frameCount: 60 }),
      series("soft", 1, "Br40d"),
      series("unknown", 1, "XYZ"),
    ];
    expect(chosen(arrived)).toEqual(["soft"]);
    expect(chosen(arrived.filter(({ series: { seriesInstanceUid } }) => seriesInstanceUid !== "soft"))).toEqual(["short"]);
  });

  it.each([
    ["LUNG", "STANDARD"],
    ["FC51", "FC08"],
    ["YB", "B"],
    ["I70f\\3", "I30f\\3"],
    ["BONEPLUS", "SOFT"],
  ])("knows that %s is sharper than %s", (sharp, soft) => {
    expect(chosen([series("sharp", 1, sharp), series("soft", 1, soft)])).toEqual(["soft"]);
  });

  it("takes images as the scanner made them before reformats, even thinner ones", () => {
    const reformat = series("reformat", 0.5, "B30f", { type: "DERIVED\\SECONDARY\\MPR" });
    expect(chosen([reformat, series("original", 2, "B30f")])).toEqual(["original"]);
    expect(chosen([reformat])).toEqual(["reformat"]);
  });

  it("takes no localizer, nothing too thick or too short, no other region, modality or document", () => {
    expect(
      chosen([
        series("localizer", 1, "", { type: "ORIGINAL\\PRIMARY\\LOCALIZER" }),
        series("scout", 1, "", { seriesDescription: "Scout" }),
        series("定位", 1, "", { seriesDescription: "胸部定位像" }),
        series("thick", 7.5, ""),
        series("short", 1, "", { frameCount: 39 }),
        series("head", 1, "", { bodyPartExamined: "HEAD" }),
        series("mr", 1, "", { modality: "MR" }),
        series("report", 1, "", { kind: "report" }),
      ]),
    ).toEqual([]);
    expect(chosen([series("silent", 1, "", { bodyPartExamined: "" })])).toEqual(["silent"]);
  });

  it("asks for contrast as the model does, where the series says it", () => {
    const plain = series("plain", 1, "", { seriesDescription: "Chest without contrast" });
    const venous = series("venous", 1, "", { seriesDescription: "Chest venous" });
    expect(chosen([plain, venous], { contrast: "with" })).toEqual(["venous"]);
    expect(chosen([plain, venous], { contrast: "without" })).toEqual(["plain"]);
  });

  it("takes every image of a model of images", () => {
    const arrived = [
      series("1", 1, "", { modality: "DX", frameCount: 1 }),
      series("2", 1, "", { modality: "DX", frameCount: 1 }),
    ];
    const { minSlices: _, maxSliceThicknessMm: __, ...rest } = accepts;
    expect(chooseSeries(arrived, { accepts: { ...rest, of: "image", modality: ["DX"] } })).toHaveLength(2);
  });
});
