import type { Frame } from "../../../src/contract/index.ts";
import type { PresentationState } from "../../stores/index.ts";
import { type LookupTable, tableEntry, type Voi } from "../plane/voi.ts";

type StateModality = PresentationState["modality"];
type Line = { readonly slope: number; readonly intercept: number };

const identity: Line = { slope: 1, intercept: 0 };

/**
 * From the values of a frame, after the image's own Modality LUT, to those after the state's, which takes its place (PS3.4 N.2.1.1):
 * undefined where they are the same, "no-way" where the image's own is a table, which has no way back.
 */
export function inputOf(
  modality: StateModality,
  own: Frame["modalityTransform"],
  read: (table: Extract<StateModality, { kind: "table" }>["table"]) => LookupTable,
): ((value: number) => number) | "no-way" | undefined {
  if (own?.kind === "table") return "no-way";
  const back = own ?? identity;
  const stored = (value: number) => (value - back.intercept) / back.slope;
  if (modality.kind === "table") {
    const table = read(modality.table);
    // Entries belong to whole stored values; what was computed back from a fraction is one but for the last digits.
    return (value) => tableEntry(Math.round(stored(value)), table);
  }
  const line = modality.kind === "linear" ? modality : identity;
  if (line.slope === back.slope && line.intercept === back.intercept) return undefined;
  return (value) => stored(value) * line.slope + line.intercept;
}

/**
 * A window of the state over the values of the frame, where one follows from the other by a line that rises: the reader then reads, and
 * drags on from, values in the image's own unit. LINEAR that is stretched becomes LINEAR_EXACT, which draws the same (PS3.3 C.11.2.1.3.2).
 */
export function windowInImageValues(
  voi: Voi | undefined,
  modality: StateModality,
  own: Frame["modalityTransform"],
): Voi | undefined {
  if (voi?.kind !== "window" || modality.kind === "table" || own?.kind === "table") return undefined;
  const back = own ?? identity;
  const line = modality.kind === "linear" ? modality : identity;
  // state = a value + b
  const a = line.slope / back.slope;
  const b = line.intercept - (back.intercept * line.slope) / back.slope;
  if (!(a > 0)) return undefined;
  const { center, width, function: named } = voi.window;
  if (a === 1) return { ...voi, window: { ...voi.window, center: center - b } };
  if (named !== undefined) return { ...voi, window: { center: (center - b) / a, width: width / a, function: named } };
  return { ...voi, window: { center: (center - 0.5 - b) / a, width: Math.max(1e-6, width - 1) / a, function: "LINEAR_EXACT" } };
}
