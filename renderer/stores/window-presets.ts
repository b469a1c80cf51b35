import type { Preference, WindowPreset } from "../../src/contract/index.ts";
import { changePreference, currentPreference } from "./preference-store.ts";
import { knownSeries, useSeriesStore } from "./series-store.ts";
import { command } from "./viewport/change.ts";
import { useViewportStore, windowPresets } from "./viewport/viewport-store.ts";

type Lists = Preference<"window-presets">["lists"];

const relative = (id: string, width: number, shift = 0): WindowPreset => ({ kind: "relative", id, name: "", width, shift });
const uptake = (high: number): WindowPreset => ({ kind: "uptake", id: `suv-${high}`, name: "", low: 0, high });

/** CT as radiologists know it (Hounsfield units; OHIF's five first); PET by uptake. */
const shipped: Readonly<Record<string, readonly WindowPreset[]>> = {
  CT: windowPresets.map(({ id, center, width }) => ({ kind: "values", id, name: "", center, width })),
  PT: [uptake(6), uptake(10), uptake(15), uptake(5), uptake(20)],
  MG: [relative("as-opened", 1), relative("harder", 0.6), relative("softer", 1.6), relative("implant", 1.4, 0.4)],
};

/** Values of other modalities mean nothing by themselves: windows are made from the one that the image opens with. */
const others: readonly WindowPreset[] = [
  relative("as-opened", 1),
  relative("harder", 0.6),
  relative("softer", 1.6),
  relative("brighter", 1, -0.2),
  relative("darker", 1, 0.2),
];

/** The modalities whose lists the settings offer. */
export const presetModalities = ["CT", "MR", "PT", "MG", "DX", "CR", "XA", "RF", "US", "NM"] as const;

/** What the program brings for a modality. */
export function shippedWindowPresets(modality: string): readonly WindowPreset[] {
  return shipped[modality] ?? others;
}

/** The list of a modality: the reader's own, else the program's. */
export function windowPresetsOf(lists: Lists, modality: string): readonly WindowPreset[] {
  return lists[modality] ?? shippedWindowPresets(modality);
}

/** Keeps the reader's list of a modality; undefined goes back to the program's. */
export async function changeWindowPresets(modality: string, presets: readonly WindowPreset[] | undefined): Promise<boolean> {
  const { [modality]: _, ...rest } = currentPreference("window-presets").lists;
  return await changePreference("window-presets", {
    lists: presets === undefined ? rest : { ...rest, [modality]: [...presets] },
  });
}

/** Windows the images of a cell by a preset: each frame by what its own values mean. */
export function applyWindowPreset(preset: WindowPreset, cellId = useViewportStore.getState().activeCellId): void {
  command(cellId, { kind: "window-preset", preset });
}

/** The presets for the images in the active cell; empty while nothing is known of them. */
export function activeWindowPresets(): readonly WindowPreset[] {
  const { cells, activeCellId } = useViewportStore.getState();
  const content = cells.find(({ id }) => id === activeCellId)?.content;
  if (content === undefined || content.kind === "empty" || content.kind === "document") return [];
  const detail = knownSeries(useSeriesStore.getState().details, content.seriesInstanceUid, content.split);
  return detail === undefined ? [] : windowPresetsOf(currentPreference("window-presets").lists, detail.modality);
}
