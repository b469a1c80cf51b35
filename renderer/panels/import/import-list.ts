import type { ImportJob } from "../../../src/contract/index.ts";

/** A line of the list that can be saved: which file, what of it, and why. */
export interface ListedFile {
  readonly path: string;
  readonly kind: "rejected" | "repaired" | "converted" | "unlisted";
  readonly reason: string;
}

/** Everything that an import has to say of single files. */
export function listedFiles(
  job: ImportJob,
  say: {
    readonly error: (error: ImportJob["rejected"][number]["error"]) => string;
    readonly repair: (repair: ImportJob["repaired"][number]["repairs"][number]) => string;
  },
): readonly ListedFile[] {
  return [
    ...job.rejected.map(({ path, error }) => ({ path, kind: "rejected" as const, reason: say.error(error) })),
    ...job.repaired.map(({ path, repairs }) => ({
      path,
      kind: "repaired" as const,
      reason: repairs.map((repair) => say.repair(repair)).join("; "),
    })),
    ...job.converted.map(({ path, format }) => ({ path, kind: "converted" as const, reason: format })),
    ...job.unlisted.map((path) => ({ path, kind: "unlisted" as const, reason: "" })),
  ];
}

/**
 * Rows as CSV (RFC 4180) that spreadsheets open in any language: UTF-8 with its mark. A cell that a spreadsheet would take for a
 * formula is led by an apostrophe: names on a disc are whatever its maker liked.
 */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
