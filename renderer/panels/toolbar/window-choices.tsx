import type { ReactNode } from "react";
import type { Frame, WindowPreset } from "../../../src/contract/index.ts";
import { useKeyOf } from "../../actions/index.ts";
import {
  applyWindowPreset,
  type Cell,
  setOwnVoi,
  useDynamicText,
  usePreference,
  useText,
  windowPresetsOf,
} from "../../stores/index.ts";

/** A line of the window menu. */
export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly detail: ReactNode;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/** The image's own windows and VOI LUTs. Where it has only one window and no table, "as in the image" says it already. */
export function useOwnChoices(
  frame: Frame | undefined,
  tables: readonly { readonly explanation: string }[] | undefined,
  cell: Cell | undefined,
): readonly Choice[] {
  const text = useText();
  if (frame === undefined) return [];
  const lookups = (frame.voiLookupTables ?? []).flatMap((index) => tables?.[index] ?? []);
  if (frame.voi.length + lookups.length < 2 && frame.suv?.bodyWeight === undefined) return [];
  const choice = (label: string, detail: ReactNode, index: number): Choice => ({
    id: `own-${index}`,
    label,
    detail,
    isChosen: cell?.voiIndex === index,
    choose: () => setOwnVoi(index),
  });
  const windows = frame.voi.map(({ explanation, windowWidth, windowCenter }, index) =>
    choice(
      explanation || text("toolbar.windowOwn", { n: index + 1 }),
      `${written(windowWidth)} / ${written(windowCenter)}`,
      index,
    ),
  );
  const luts = lookups.map(({ explanation }, index) =>
    choice(explanation || text("toolbar.lutOwn", { n: index + 1 }), text("toolbar.lut"), frame.voi.length + index),
  );
  return [...windows, ...luts];
}

/** The presets of the modality that mean something for its values, with their keys. */
export function usePresetChoices(
  frame: Frame | undefined,
  modality: string | undefined,
  cell: Cell | undefined,
): readonly Choice[] {
  const nameOf = usePresetName();
  const keyOf = useKeyOf();
  const { lists } = usePreference("window-presets");
  if (frame === undefined || modality === undefined || frame.samplesPerPixel === 3) return [];
  const factor = cell === undefined ? undefined : frame.suv?.[cell.suvType];
  return windowPresetsOf(lists, modality).flatMap((preset, at): Choice[] => {
    if (preset.kind === "values" && modality === "CT" && frame.unit !== "[hnsf'U]") return [];
    if (preset.kind === "uptake" && factor === undefined) return [];
    // The menu begins with this one.
    if (isAsOpened(preset)) return [];
    const key = keyOf(`window-preset-${at + 1}`) ?? keyOf(`window-${preset.id}`);
    return [
      {
        id: preset.id,
        label: nameOf(preset),
        detail: (
          <>
            {numbersOf(preset)}
            {key !== undefined && <kbd className="kbd">{key}</kbd>}
          </>
        ),
        isChosen: isChosen(preset, cell?.window, factor),
        choose: () => applyWindowPreset(preset),
      },
    ];
  });
}

function isAsOpened(preset: WindowPreset): boolean {
  return preset.kind === "relative" && preset.width === 1 && preset.shift === 0;
}

/** A reader's own name for a preset, else the program's. */
export function usePresetName(): (preset: WindowPreset) => string {
  const find = useDynamicText();
  return ({ id, name }) => name || find(`windowPresets.name.${id}`) || id;
}

function numbersOf(preset: WindowPreset): string {
  return preset.kind === "values" ? `${written(preset.width)} / ${written(preset.center)}` : "";
}

function isChosen(preset: WindowPreset, window: Cell["window"], factor: number | undefined): boolean {
  if (window === undefined) return false;
  if (preset.kind === "values") return window.center === preset.center && window.width === preset.width;
  if (preset.kind === "relative" || factor === undefined) return false;
  const [low, high] = [(window.center - window.width / 2) * factor, (window.center + window.width / 2) * factor];
  return Math.abs(low - preset.low) < 1e-6 * preset.high && Math.abs(high - preset.high) < 1e-6 * preset.high;
}

function written(value: number): string {
  return String(Number(value.toPrecision(6)));
}
