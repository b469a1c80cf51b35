import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hangingProtocolSchema, type SeriesSummary, type StudyDetail } from "../../../src/contract/index.ts";
import { type Cell, emptyCell } from "../viewport/viewport-store.ts";
import { fitsFrom, stageFrom, wordsFor } from "./from-screen.ts";
import { hangScreen } from "./hang-screen.ts";
import { relevantPriors, scoreOf } from "./match-protocols.ts";
import { chooseSeries } from "./series-rules.ts";

function series(uid: string, modality: string, seriesDescription: string, more: Partial<SeriesSummary> = {}): SeriesSummary {
  return {
    seriesInstanceUid: uid,
    studyInstanceUid: "1",
    modality,
    seriesNumber: Number(uid),
    seriesDescription,
    bodyPartExamined: "KNEE",
    laterality: "",
    instanceCount: 20,
    frameCount: 20,
    kind: "image",
    ...more,
  };
}

const study = { studyDescription: "MR knee" } as StudyDetail["study"];
const sagittal = series("1", "MR", "PD_TSE_FS sag 3.0", { orientation: "SAGITTAL" });
const coronal = series("2", "MR", "冠状位 质子压脂 3mm", { orientation: "CORONAL" });
const before = series("3", "MR", "pd_tse_fs_sag", { orientation: "SAGITTAL" });
const detail: StudyDetail = { study, series: [coronal, sagittal], priors: [{ study, series: [before] }] };
const shows = (id: string, content: Cell["content"], more: Partial<Cell> = {}): Cell => ({ ...emptyCell(id), content, ...more });
const stack = (seriesInstanceUid: string): Cell["content"] => ({ kind: "stack", seriesInstanceUid });

describe("a protocol made from the screen", () => {
  it("hangs the same study alike: series, earlier study, plane, slab, window and turn", () => {
    const slab = { mode: "MIP", thicknessMm: 10 } as const;
    const cells = [
      shows("cell-0", stack("1"), { window: { center: 300, width: 900 }, inverted: true }),
      shows("cell-1", stack("3"), { rotationDegrees: 90 }),
      shows("cell-2", { kind: "mpr", seriesInstanceUid: "2", plane: "AXIAL" }, { slab }),
      emptyCell("cell-3"),
    ];
    const screen = {
      viewport: { shape: "grid", rows: 2, columns: 2, cells, scrollSync: true } as const,
      detail,
      imageOf: () => undefined,
    };
    const fits = fitsFrom(screen);
    const made = stageFrom(screen, fits, {}, "Stage 1");
    const protocol = hangingProtocolSchema.parse({
      id: "own-1",
      name: "Mine",
      fits,
      series: made?.series,
      stages: [made?.stage],
    });
    expect(scoreOf(protocol, detail)).toBeGreaterThan(0);
    const hung = hangScreen(protocol.stages[0]?.screen as never, {
      series: protocol.series,
      studies: [detail.series, ...relevantPriors(protocol, detail).map((prior) => prior.series)],
      windowOf: () => undefined,
      volumePresetOf: () => "bone",
      sequence: 1,
    });
    expect(hung.map(({ cell }) => cell)).toMatchObject(
      cells.slice(0, 3).map(({ content, window, inverted, rotationDegrees, slab: thick }) => ({
        content,
        window,
        inverted,
        rotationDegrees,
        slab: thick,
      })),
    );
  });

  it("tells a series from others of its study that are called the same, by kernel, contrast or number of images", () => {
    const thorax = (uid: string, more: Partial<SeriesSummary>) =>
      series(uid, "CT", "Thorax 1.0", { orientation: "AXIAL", bodyPartExamined: "CHEST", ...more });
    const all = [
      thorax("1", { frameCount: 300, convolutionKernel: "Br40d\\3", contrast: true }),
      thorax("2", { frameCount: 300, convolutionKernel: "Bl57d\\3", contrast: true }),
      thorax("3", { frameCount: 60, convolutionKernel: "Br40d\\3", contrast: true }),
      thorax("4", { frameCount: 300, convolutionKernel: "Br40d\\3", contrast: false }),
    ];
    const chest: StudyDetail = { study, series: all, priors: [] };
    for (const { seriesInstanceUid } of all) {
      const viewport = {
        ...{ shape: "grid", rows: 1, columns: 1, scrollSync: false },
        cells: [shows("cell-0", stack(seriesInstanceUid))],
      } as const;
      const screen = { viewport, detail: chest, imageOf: () => undefined };
      const made = stageFrom(screen, fitsFrom(screen), {}, "Stage 1");
      const { anyOf } = Object.values(made?.series ?? {})[0] as { anyOf: Parameters<typeof chooseSeries>[0] };
      expect(chooseSeries(anyOf, all)?.series.seriesInstanceUid).toBe(seriesInstanceUid);
    }
  });

  it("shows the same stack of a series again", () => {
    const viewport = {
      ...{ shape: "grid", rows: 1, columns: 2, scrollSync: false },
      cells: [50, 1000].map((value, split) => shows(`cell-${value}`, { kind: "stack", seriesInstanceUid: "1", split })),
    } as const;
    const splits = [50, 1000].map((value, index) => ({
      ...{ index, kind: "b-value", label: [{ code: "b-value", value }] },
      ...{ frameCount: 20, verdictKind: "volume" as const },
    }));
    const stackOf = ({ content }: Cell) => ("split" in content ? splits[content.split ?? -1] : undefined);
    const screen = { viewport, detail, imageOf: () => undefined, stackOf };
    const made = stageFrom(screen, fitsFrom(screen), {}, "Stage 1");
    const stacks = made?.stage.screen.cells.map(({ series: key }) => made.series[key]?.stack);
    expect(stacks).toEqual([50, 1000].map((value) => ({ by: "b-value", pick: { value } })));
  });

  it("is none where no images are shown", () => {
    const viewport = { shape: "grid", rows: 1, columns: 1, cells: [emptyCell("cell-0")], scrollSync: false } as const;
    expect(stageFrom({ viewport, detail, imageOf: () => undefined }, { modality: ["MR"] }, {}, "x")).toBeUndefined();
  });

  it("recognises a series by words that hold from patient to patient", () => {
    expect(wordsFor("PD_TSE_FS sag 3.0")).toBe("pd tse fs sag");
    expect(wordsFor("Chest 2 mm axial")).toBe("chest axial");
    expect(wordsFor("T2W 5mm 320")).toBe("t2w");
    expect(wordsFor("胸部平扫 肺窗 1.0mm")).toBe("胸部平扫 肺窗");
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        expect(wordsFor(text).length).toBeLessThanOrEqual(64);
      }),
    );
  });
});
