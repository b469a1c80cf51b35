/** How units are written on a picture; anything else as its UCUM code. */
const written: Readonly<Record<string, string>> = {
  "[hnsf'U]": "HU",
  "{SUVbw}g/ml": "SUV",
  "{SUVlbm}g/ml": "SUL",
  "{SUVbsa}cm2/ml": "SUV BSA",
  mm: "mm",
  mm2: "mm²",
  mm3: "mm³",
  deg: "°",
  "{pixels}": "px",
  "1": "",
};

export function writtenUnit(unit: string): string {
  return written[unit] ?? unit;
}

/** Decimals that a unit is read with, as in the findings panel; anything else has two. */
const decimals: Readonly<Record<string, number>> = {
  mm: 1,
  mm2: 0,
  mm3: 0,
  deg: 1,
  "[hnsf'U]": 0,
  "{pixels}": 0,
};

export function writtenNumber(value: number, unit: string): string {
  return value.toFixed(decimals[unit] ?? 2).replace(/^-(0(\.0+)?)$/, "$1");
}

/** A whole number stays whole where the unit says nothing of decimals: values of pixels. */
export function writtenValue(value: number, unit: string): string {
  const name = writtenUnit(unit);
  const gap = name === "" || name === "°" ? "" : " ";
  const number = decimals[unit] === undefined && Number.isInteger(value) ? String(value) : writtenNumber(value, unit);
  return `${number}${gap}${name}`;
}
