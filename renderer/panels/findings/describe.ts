import { dcm, type Finding, isSameCode, type Measurement, own, sct } from "../../../src/findings/index.ts";

const SIZE_CONCEPTS = [
  own.cardiothoracicRatio,
  sct.diameter,
  sct.longAxis,
  sct.length,
  dcm.pathLength,
  sct.angle,
  sct.cobbAngle,
  dcm.meanAttenuation,
  sct.mean,
  dcm.attenuation,
];

/** The one number that tells a finding's size at a glance. */
export function mainMeasurement(finding: Finding): Measurement | undefined {
  for (const concept of SIZE_CONCEPTS) {
    const found = finding.measurements.find((measurement) => isSameCode(measurement.concept, concept));
    if (found !== undefined) return found;
  }
  return finding.measurements[0];
}

const UNITS: Readonly<Record<string, { readonly symbol: string; readonly decimals: number }>> = {
  mm: { symbol: "mm", decimals: 1 },
  mm2: { symbol: "mm²", decimals: 0 },
  mm3: { symbol: "mm³", decimals: 0 },
  cm: { symbol: "cm", decimals: 2 },
  deg: { symbol: "°", decimals: 1 },
  "[hnsf'U]": { symbol: "HU", decimals: 0 },
  "{SUVbw}g/ml": { symbol: "SUV", decimals: 2 },
  "{pixels}": { symbol: "px", decimals: 0 },
  "%": { symbol: "%", decimals: 0 },
  "1": { symbol: "", decimals: 2 },
};

/** A number with its unit's symbol, rounded as it is read; a degree sign stands without a space. */
export function measurementText({ value, unit }: Pick<Measurement, "value" | "unit">): string {
  const { symbol, decimals } = UNITS[unit] ?? { symbol: unit, decimals: 2 };
  const number = value.toFixed(decimals).replace(/^-(0(\.0+)?)$/, "$1");
  return symbol === "°" || symbol === "%" || symbol === "" ? `${number}${symbol}` : `${number} ${symbol}`;
}

/** A finding's size at a glance, as it is read: both axes where there are two. */
export function sizeText(finding: Finding): string {
  const main = mainMeasurement(finding);
  if (main === undefined) return "";
  const short = finding.measurements.find(({ concept }) => isSameCode(concept, sct.shortAxis));
  if (!isSameCode(main.concept, sct.longAxis) || short === undefined) return measurementText(main);
  return `${main.value.toFixed(1)} × ${measurementText(short)}`;
}
