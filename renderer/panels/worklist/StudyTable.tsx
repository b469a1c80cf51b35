import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import type { StudySummary } from "../../../src/contract/index.ts";
import {
  loadMoreStudies,
  type SortColumn,
  selectStudy,
  sortBy,
  sortStudies,
  useLanguage,
  useText,
  useWorklistStore,
} from "../../stores/index.ts";
import { Button } from "../../ui/index.ts";
import { StudyRow } from "./StudyRow.tsx";

export interface StudyTableHandle {
  focus(): void;
}

const COLUMNS: readonly { readonly column: SortColumn | undefined; readonly className: string }[] = [
  { column: "patientName", className: "col-name" },
  { column: undefined, className: "col-sex" },
  { column: "patientId", className: "col-id" },
  { column: "studyDate", className: "col-date" },
  { column: "modalities", className: "col-modality" },
  { column: "studyDescription", className: "col-description" },
  { column: "accessionNumber", className: "col-accession" },
  { column: "seriesCount", className: "col-count" },
  { column: "openProposals", className: "col-ai" },
  { column: "reportState", className: "col-report" },
];

const ROWS_A_PAGE = 12;

/** Where a key leads from a row; undefined for other keys. */
export function rowAfterKey(key: string, at: number, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case "ArrowDown":
      return Math.min(last, at + 1);
    case "ArrowUp":
      return Math.max(0, at - 1);
    case "PageDown":
      return Math.min(last, at + ROWS_A_PAGE);
    case "PageUp":
      return Math.max(0, at - ROWS_A_PAGE);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}

/** Studies as rows: one is chosen, arrow keys move, Enter or a double click opens. */
export function StudyTable(props: { readonly onOpen: (study: StudySummary) => void; readonly handle: Ref<StudyTableHandle> }) {
  const text = useText();
  const language = useLanguage();
  const { studies, total, sort, selectedStudyUid } = useWorklistStore();
  const rows = useMemo(() => sortStudies(studies, sort, language), [studies, sort, language]);
  const body = useRef<HTMLTableSectionElement>(null);
  const selectedAt = rows.findIndex(({ studyInstanceUid }) => studyInstanceUid === selectedStudyUid);

  const focusRow = (at: number) => body.current?.querySelectorAll<HTMLElement>("tr")[at]?.focus();
  useImperativeHandle(props.handle, () => ({ focus: () => focusRow(Math.max(0, selectedAt)) }));
  useEffect(() => {
    if (selectedAt >= 0) body.current?.querySelectorAll("tr")[selectedAt]?.scrollIntoView({ block: "nearest" });
  }, [selectedAt]);

  const keys = (event: KeyboardEvent) => {
    const chosen = rows[selectedAt];
    if (event.key === "Enter" && chosen !== undefined) {
      event.preventDefault();
      return props.onOpen(chosen);
    }
    const next = rowAfterKey(event.key, selectedAt, rows.length);
    if (next === undefined) return;
    event.preventDefault();
    selectStudy(rows[next]?.studyInstanceUid);
    focusRow(next);
  };

  return (
    <div className="study-table-frame">
      <table className="study-table" aria-label={text("worklist.title")} aria-rowcount={total}>
        <thead>
          <tr>
            {COLUMNS.map(({ column, className }) =>
              column === undefined ? (
                <th key={className} scope="col" className={className}>
                  {text("worklist.sexAndAge")}
                </th>
              ) : (
                <SortHeading key={column} column={column} className={className} />
              ),
            )}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={keys} data-testid="worklist-rows">
          {rows.map((study, at) => (
            <StudyRow
              key={study.studyInstanceUid}
              study={study}
              selected={study.studyInstanceUid === selectedStudyUid}
              reachable={at === Math.max(0, selectedAt)}
              onOpen={props.onOpen}
            />
          ))}
        </tbody>
      </table>
      {rows.length < total && (
        <div className="study-table-more">
          <span>{text("worklist.shownOf", { shown: rows.length, total })}</span>
          <Button onPress={loadMoreStudies} testId="worklist-more">
            {text("worklist.more")}
          </Button>
        </div>
      )}
    </div>
  );
}

function SortHeading({ column, className }: { readonly column: SortColumn; readonly className: string }) {
  const text = useText();
  const sort = useWorklistStore((state) => state.sort);
  const sorted = sort.column === column;
  return (
    <th scope="col" className={className} aria-sort={sorted ? sort.direction : "none"}>
      <button type="button" className="sort-button" onClick={() => sortBy(column)}>
        {text(`worklist.column.${column}`)}
        {sorted && (sort.direction === "ascending" ? <ArrowUp size={12} /> : <ArrowDown size={12} />)}
      </button>
    </th>
  );
}
