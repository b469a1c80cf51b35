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

/** A number for the eye: three figures below ten, one decimal below a thousand, whole beyond; a true minus sign. */
export function writtenNumber(value: number): string {
  const size = Math.abs(value);
  const text = Number.isInteger(value) ? String(value) : value.toFixed(size < 10 ? 2 : size < 1000 ? 1 : 0);
  return text.replace("-", "−");
}

export function writtenValue(value: number, unit: string): string {
  const name = writtenUnit(unit);
  if (name === "°") return `${value.toFixed(1)}°`;
  return name === "" ? writtenNumber(value) : `${writtenNumber(value)} ${name}`;
}
