import { Search, X } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import {
  changeFilter,
  clearFilter,
  isFiltered,
  loadWorklist,
  useText,
  useWorklistStore,
  type WorklistFilter,
} from "../../stores/index.ts";
import { Button, Segmented, SelectField, TextField } from "../../ui/index.ts";

/** Pause after typing before the host is asked. */
const TYPING_PAUSE_MS = 180;

const MODALITIES = ["CT", "MR", "CR", "DX", "MG", "US", "XA", "PT", "NM"] as const;

/** Asks the host for the worklist a moment after the filter has changed. */
export function useSearchOnChange(): void {
  const filter = useWorklistStore((state) => state.filter);
  const asked = useRef(filter);
  useEffect(() => {
    if (asked.current === filter) return;
    asked.current = filter;
    const timer = setTimeout(() => void loadWorklist(), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [filter]);
}

/** The one search field: name, ID, accession or description, anywhere. Down goes into the table. */
export function WorklistSearch(props: { readonly inputRef: RefObject<HTMLInputElement | null>; readonly onDown: () => void }) {
  const text = useText();
  const value = useWorklistStore(({ filter }) => filter.text);
  return (
    <div className="worklist-search">
      <TextField
        label={text("worklist.search")}
        hideLabel
        type="search"
        icon={Search}
        value={value}
        placeholder={text("worklist.searchPlaceholder")}
        inputRef={props.inputRef}
        testId="worklist-search"
        onChange={(typed) => changeFilter({ text: typed })}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "Enter") {
            event.preventDefault();
            props.onDown();
          }
          if (event.key === "Escape") changeFilter({ text: "" });
        }}
      />
    </div>
  );
}

function FilterField(props: { readonly field: "patientName" | "patientId" | "accessionNumber"; readonly label: string }) {
  const value = useWorklistStore(({ filter }) => filter[props.field]);
  const change: Partial<WorklistFilter> = {};
  return (
    <TextField
      label={props.label}
      hideLabel
      placeholder={props.label}
      value={value}
      testId={`worklist-filter-${props.field}`}
      onChange={(typed) => changeFilter({ ...change, [props.field]: typed })}
    />
  );
}

/** Quick periods, fields, modality and, for a range, two dates. */
export function WorklistFilters() {
  const text = useText();
  const filter = useWorklistStore((state) => state.filter);
  const periods = (["all", "today", "7-days", "range"] as const).map((value) => ({
    value,
    label: text(`worklist.period.${value}`),
    testId: `worklist-period-${value}`,
  }));
  const modalities = [
    { value: "", label: text("worklist.anyModality") },
    ...MODALITIES.map((value) => ({ value: value as string, label: value })),
  ];
  return (
    <search className="worklist-filters" aria-label={text("worklist.filters")}>
      <Segmented
        label={text("worklist.period.label")}
        value={filter.period}
        options={periods}
        onChange={(period) => changeFilter({ period })}
      />
      {filter.period === "range" && <DateRange filter={filter} />}
      <FilterField field="patientName" label={text("worklist.column.patientName")} />
      <FilterField field="patientId" label={text("worklist.column.patientId")} />
      <FilterField field="accessionNumber" label={text("worklist.column.accessionNumber")} />
      <SelectField
        label={text("worklist.column.modalities")}
        hideLabel
        value={filter.modality}
        options={modalities}
        testId="worklist-filter-modality"
        onChange={(modality) => changeFilter({ modality })}
      />
      {isFiltered(filter) && (
        <Button tone="quiet" icon={X} onPress={clearFilter} testId="worklist-clear">
          {text("worklist.clear")}
        </Button>
      )}
    </search>
  );
}

function DateRange({ filter }: { readonly filter: WorklistFilter }) {
  const text = useText();
  return (
    <div className="worklist-range">
      <TextField
        label={text("worklist.from")}
        hideLabel
        type="date"
        value={filter.from}
        testId="worklist-from"
        onChange={(from) => changeFilter({ from })}
      />
      <span aria-hidden="true">–</span>
      <TextField
        label={text("worklist.to")}
        hideLabel
        type="date"
        value={filter.to}
        testId="worklist-to"
        onChange={(to) => changeFilter({ to })}
      />
    </div>
  );
}
