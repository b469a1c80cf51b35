import type { Code } from "./code.ts";

/** Units that this program writes: UCUM code (case sensitive) and its name. */
const units: Readonly<Record<string, string>> = {
  mm: "millimeter",
  mm2: "square millimeter",
  mm3: "cubic millimeter",
  cm: "centimeter",
  cm2: "square centimeter",
  cm3: "cubic centimeter",
  deg: "degree",
  "[hnsf'U]": "Hounsfield unit",
  "{SUVbw}g/ml": "Standardized Uptake Value body weight",
  "{pixels}": "pixels",
  "%": "percent",
  "1": "no units",
};

/** Units of measurement (PS3.16 CID 82), by what they are used for. */
export const ucum = {
  millimetre: "mm",
  squareMillimetre: "mm2",
  cubicMillimetre: "mm3",
  degree: "deg",
  hounsfield: "[hnsf'U]",
  pixels: "{pixels}",
  percent: "%",
  none: "1",
} as const;

/** A UCUM unit as a coded concept; an unknown unit is its own meaning. */
export function unitCode(unit: string): Code {
  return { value: unit, scheme: "UCUM", meaning: units[unit] ?? unit };
}
