import type { Frame, RealWorldValue } from "../../../src/contract/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";

/** UCUM units of uptake (PS3.16 CID 85). */
const suvUnits: Readonly<Record<SuvType, string>> = {
  bodyWeight: "{SUVbw}g/ml",
  leanBodyMass: "{SUVlbm}g/ml",
  leanBodyMassJanmahasatian: "{SUVlbm}g/ml",
  bodySurfaceArea: "{SUVbsa}cm2/ml",
};

/** What the values of a frame are read as: SUV by body weight, a real world value, or themselves. */
export interface ShownValues {
  readonly unit: string;
  readonly label: string;
  /** Undefined outside the mapped values. */
  of(value: number): number | undefined;
  /** Where `of` is `value * slope + intercept` for all values it is given for. */
  readonly line: { readonly slope: number; readonly intercept: number } | undefined;
}

/**
 * How a frame's values are written. Hounsfield units and other units of the values themselves stay; values without one take the first real
 * world value mapping of the file (PS3.3 C.7.6.16.2.11), a PET's activity its SUV where that is known: by what is chosen, else by body
 * weight.
 */
export function shownValues(frame: Frame, suvType: SuvType = "bodyWeight"): ShownValues {
  const { suv, unit, realWorldValues = [] } = frame;
  const chosen = suv?.[suvType] === undefined ? "bodyWeight" : suvType;
  const factor = suv?.[chosen];
  if (factor !== undefined) return scaled(factor, 0, suvUnits[chosen]);
  const mapping = unit === "1" ? realWorldValues[0] : realWorldValues.find((value) => value.unit.startsWith("{SUV"));
  return mapping === undefined ? scaled(1, 0, unit) : mapped(mapping);
}

function scaled(slope: number, intercept: number, unit: string): ShownValues {
  return { unit, label: "", of: (value) => value * slope + intercept, line: { slope, intercept } };
}

function mapped({ label, unit, range: [low, high], slope, intercept, table }: RealWorldValue): ShownValues {
  if (table !== undefined) {
    return { unit, label, of: (value) => table.values[Math.round((value - low) / table.step)], line: undefined };
  }
  const isWithin = (value: number) => value >= low && value <= high;
  return {
    unit,
    label,
    of: (value) => (isWithin(value) ? value * slope + intercept : undefined),
    line: { slope, intercept },
  };
}

/** A statistic as it is shown; a deviation is not moved by the intercept. */
export function shownStatistics<
  T extends { readonly mean: number; readonly standardDeviation: number; readonly minimum: number; readonly maximum: number },
>(statistics: T, shown: ShownValues): T | undefined {
  const [low, high] = [shown.of(statistics.minimum), shown.of(statistics.maximum)];
  const { line } = shown;
  if (line === undefined || low === undefined || high === undefined) return undefined;
  return {
    ...statistics,
    mean: statistics.mean * line.slope + line.intercept,
    standardDeviation: statistics.standardDeviation * Math.abs(line.slope),
    minimum: Math.min(low, high),
    maximum: Math.max(low, high),
  };
}
