import type { StudyQuery, StudySummary } from "../../src/contract/index.ts";

/** What the reader has typed and chosen above the worklist. */
export interface WorklistFilter {
  readonly text: string;
  readonly patientName: string;
  readonly patientId: string;
  readonly accessionNumber: string;
  readonly modality: string;
  /** Study date: a range by hand only counts when `period` is "range"; YYYY-MM-DD as the date field gives it. */
  readonly period: "all" | "today" | "7-days" | "range";
  readonly from: string;
  readonly to: string;
}

export const emptyFilter: WorklistFilter = {
  text: "",
  patientName: "",
  patientId: "",
  accessionNumber: "",
  modality: "",
  period: "all",
  from: "",
  to: "",
};

/** Rows asked for at a time. */
export const PAGE_SIZE = 200;

/** The query of the contract for a filter, on a given day. Empty fields are left out. */
export function toStudyQuery(filter: WorklistFilter, today: Date, offset = 0): StudyQuery {
  const query: StudyQuery = { limit: PAGE_SIZE, offset, ...periodOf(filter, today) };
  for (const field of ["text", "patientName", "patientId", "accessionNumber", "modality"] as const) {
    const value = filter[field].trim();
    if (value !== "") query[field] = value;
  }
  return query;
}

function periodOf({ period, from, to }: WorklistFilter, today: Date): Pick<StudyQuery, "from" | "to"> {
  switch (period) {
    case "all":
      return {};
    case "today":
      return { from: dicomDateOf(today), to: dicomDateOf(today) };
    case "7-days":
      return { from: dicomDateOf(daysBefore(today, 6)), to: dicomDateOf(today) };
    case "range":
      return { ...(from === "" ? {} : { from: from.replaceAll("-", "") }), ...(to === "" ? {} : { to: to.replaceAll("-", "") }) };
  }
}

function daysBefore(day: Date, days: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - days);
}

/** A calendar day as DICOM writes it (PS3.5 6.2, DA), in local time. */
export function dicomDateOf(day: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}${two(day.getMonth() + 1)}${two(day.getDate())}`;
}

export function isFiltered(filter: WorklistFilter): boolean {
  return (Object.keys(emptyFilter) as (keyof WorklistFilter)[]).some((field) => filter[field] !== emptyFilter[field]);
}

export type SortColumn =
  | "patientName"
  | "patientId"
  | "studyDate"
  | "modalities"
  | "studyDescription"
  | "accessionNumber"
  | "seriesCount"
  | "reportState"
  | "openProposals";

export interface SortOrder {
  readonly column: SortColumn;
  readonly direction: "ascending" | "descending";
}

const REPORT_ORDER: Readonly<Record<StudySummary["reportState"], number>> = { none: 0, draft: 1, signed: 2, delivered: 3 };

function sortValue(study: StudySummary, column: SortColumn): string | number {
  switch (column) {
    case "studyDate":
      return `${study.studyDate}${study.studyTime}`;
    case "modalities":
      return study.modalities.join();
    case "reportState":
      return REPORT_ORDER[study.reportState];
    default:
      return study[column];
  }
}

/** Sorts rows; equal ones stay newest first. */
export function sortStudies(
  studies: readonly StudySummary[],
  { column, direction }: SortOrder,
  language: string,
): StudySummary[] {
  const compareText = new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
  const sign = direction === "ascending" ? 1 : -1;
  const compare = (a: string | number, b: string | number) =>
    typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
  return [...studies].sort(
    (a, b) =>
      sign * compare(sortValue(a, column), sortValue(b, column)) ||
      compareText(`${b.studyDate}${b.studyTime}`, `${a.studyDate}${a.studyTime}`),
  );
}
