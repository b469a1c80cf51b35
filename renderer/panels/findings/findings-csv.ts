import type { Code, Finding } from "../../../src/findings/index.ts";
import type { Text } from "../../stores/index.ts";

/** What is read as a formula by spreadsheets is text here. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Measurements as CSV (RFC 4180), one a row, with their full numbers. Nothing of the patient: no names, dates, UIDs, nor the reader's words.
 */
export function findingsCsv(
  findings: readonly Finding[],
  text: Text,
  codeText: (code: Code) => string,
  titleOf: (finding: Finding) => string,
): string {
  const head = (["label", "kind", "site", "status", "quantity", "value", "unit", "caveats"] as const).map((name) =>
    text(`findings.csv.${name}`),
  );
  const rows = findings.flatMap((finding) =>
    finding.measurements.map(({ concept, value, unit }) => [
      finding.trackingId,
      titleOf(finding),
      finding.site === undefined ? "" : codeText(finding.site),
      text(`findings.status.${finding.status}`),
      codeText(concept),
      value,
      unit,
      finding.caveats.join(" "),
    ]),
  );
  return [head, ...rows].map((row) => row.map(field).join(",")).join("\r\n");
}

function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob(["\ufeff", content], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
