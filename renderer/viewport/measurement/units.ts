/** How units are written on a picture; anything else as its UCUM code. */
const written: Readonly<Record<string, string>> = {
  "[hnsf'U]": "HU",
  "{SUVbw}g/ml": "SUV",
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

/** Decimals that a unit is read with; what is not here has one, or none where the number is whole. */
const decimals: Readonly<Record<string, number>> = { mm: 1, mm2: 1, mm3: 0, deg: 1, "{pixels}": 1, "{SUVbw}g/ml": 2 };

/** A number for the eye, with the decimals of its unit and a true minus sign. */
export function writtenNumber(value: number, unit: string): string {
  const digits = decimals[unit] ?? (Number.isInteger(value) ? 0 : Math.abs(value) < 10 ? 2 : 1);
  return value
    .toFixed(digits)
    .replace(/^-(?=.*[1-9])/, "−")
    .replace(/^-/, "");
}

export function writtenValue(value: number, unit: string): string {
  const name = writtenUnit(unit);
  const gap = name === "" || name === "°" ? "" : " ";
  return `${writtenNumber(value, unit)}${gap}${name}`;
}
