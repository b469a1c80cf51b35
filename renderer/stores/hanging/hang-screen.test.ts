import { describe, expect, it } from "vitest";
import type { HangingCell, HangingScreen, SeriesSummary } from "../../../src/contract/index.ts";
import { hangScreen } from "./hang-screen.ts";

const rule = (laterality: "L" | "R") => ({ name: `${laterality} CC`, anyOf: [{ modality: ["MG"], laterality, view: ["CC"] }] });
const parts = {
  series: { r: rule("R"), l: rule("L"), ct: { name: "CT", anyOf: [{ modality: ["CT"] }] } },
  windowOf: (preset: string) => (preset === "lung" ? { center: -600, width: 1500 } : undefined),
  volumePresetOf: () => "bone" as const,
  sequence: 1,
};

function mammogram(laterality: string, patientOrientation: string): SeriesSummary {
  return {
    seriesInstanceUid: `1.${laterality === "R" ? 1 : 2}`,
    studyInstanceUid: "1",
    modality: "MG",
    seriesNumber: 1,
    seriesDescription: "",
    bodyPartExamined: "BREAST",
    laterality: "",
    instanceCount: 1,
    frameCount: 1,
    kind: "image",
    projections: [{ sopInstanceUid: "1.9", viewPosition: "CC", laterality, patientOrientation, isModified: false }],
  };
}

const screenOf = (...cells: HangingCell[]): HangingScreen => ({ shape: "grid", rows: 1, columns: cells.length, cells });
const cell = (series: string, more: Partial<HangingCell> = {}): HangingCell => ({
  series,
  study: 0,
  show: { kind: "stack" },
  ...more,
});

describe("a screen that is hung", () => {
  it.each([
    // Rows to posterior: the chest wall is at the right; columns to the left side: outer side of the right breast on top.
    ["R", "P\\L", "right", false, false],
    ["R", "A\\L", "right", true, false],
    ["R", "P\\R", "right", false, true],
    ["L", "A\\R", "left", false, false],
    ["L", "P\\R", "left", true, false],
    ["L", "A\\L", "left", false, true],
    ["R", "P\\FL", "right", false, false],
    ["R", "P\\H", "right", false, true],
    ["R", "", "right", false, false],
  ] as const)("stands a %s mammogram of %s upright with its wall at the %s", (side, orientation, align, flipped, upsideDown) => {
    const key = side === "R" ? "r" : "l";
    const [hung] = hangScreen(screenOf(cell(key, { align })), { ...parts, studies: [[mammogram(side, orientation)]] });
    expect(hung?.cell).toMatchObject({ align, flippedHorizontally: flipped, flippedVertically: upsideDown });
  });

  it("leaves a cell that says what is missing: of this study, of an earlier one, or that there is none", () => {
    const wanted = screenOf(cell("l"), cell("r", { study: 1 }), cell("r", { study: 2 }));
    const hung = hangScreen(wanted, { ...parts, studies: [[mammogram("R", "")], []] });
    expect(hung.map(({ cell }) => cell.content)).toEqual([
      { kind: "empty", missing: { name: "L CC", study: 0, isStudyMissing: false } },
      { kind: "empty", missing: { name: "R CC", study: 1, isStudyMissing: false } },
      { kind: "empty", missing: { name: "R CC", study: 2, isStudyMissing: true } },
    ]);
  });

  it("windows CT by a preset's name, and nothing else", () => {
    const ct: SeriesSummary = { ...mammogram("R", ""), modality: "CT", projections: undefined };
    const window = { preset: "lung" };
    const wanted = screenOf(cell("ct", { window }), cell("r", { window }));
    const hung = hangScreen(wanted, { ...parts, studies: [[ct, mammogram("R", "")]] });
    expect(hung.map(({ cell }) => cell.window)).toEqual([{ center: -600, width: 1500 }, undefined]);
  });
});
