import { create } from "zustand";
import type { StudySummary } from "../../src/contract/index.ts";
import { searchStudies } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { tellFailure } from "./toast-store.ts";
import { emptyFilter, type SortColumn, type SortOrder, toStudyQuery, type WorklistFilter } from "./worklist-query.ts";

export interface WorklistState {
  readonly filter: WorklistFilter;
  readonly sort: SortOrder;
  readonly studies: readonly StudySummary[];
  /** How many studies fit the filter; more than are on screen when the list goes on. */
  readonly total: number;
  readonly selectedStudyUid: string | undefined;
  readonly loadState: LoadState;
  /** The search that is on its way: the next one cancels it. */
  readonly search: AbortController | undefined;
}

/** The worklist: what is searched for, what was found, and the row that is chosen. */
export const useWorklistStore = create<WorklistState>()(() => ({
  filter: emptyFilter,
  sort: { column: "studyDate", direction: "descending" },
  studies: [],
  total: 0,
  selectedStudyUid: undefined,
  loadState: idle,
  search: undefined,
}));

const { getState, setState } = useWorklistStore;

/** Asks for the rows of the filter; the rows on screen stay until the answer is there. */
export async function loadWorklist(): Promise<void> {
  getState().search?.abort();
  const mine = new AbortController();
  setState({ loadState: loading, search: mine });
  try {
    const { total, studies } = await searchStudies(toStudyQuery(getState().filter, new Date()), mine.signal);
    if (!mine.signal.aborted) setState({ total, studies, loadState: ready });
  } catch (error) {
    if (!mine.signal.aborted) setState({ loadState: failedBy(error) });
  }
}

/** Asks for the rows after those on screen. */
export async function loadMoreStudies(): Promise<void> {
  const { filter, studies } = getState();
  try {
    const page = await searchStudies(toStudyQuery(filter, new Date(), studies.length));
    const known = new Set(getState().studies.map(({ studyInstanceUid }) => studyInstanceUid));
    const fresh = page.studies.filter(({ studyInstanceUid }) => !known.has(studyInstanceUid));
    setState({ total: page.total, studies: [...getState().studies, ...fresh] });
  } catch (error) {
    // The rows that are there stay on screen, and with them nothing that would show the state of the list.
    tellFailure(error);
  }
}

/** Changes the filter; the caller decides when to search. */
export function changeFilter(change: Partial<WorklistFilter>): void {
  setState({ filter: { ...getState().filter, ...change } });
}

export function clearFilter(): void {
  setState({ filter: emptyFilter });
}

/** Sorts by a column; the same column again turns the order round. */
export function sortBy(column: SortColumn): void {
  const { sort } = getState();
  const first = column === "studyDate" || column === "openProposals" ? "descending" : "ascending";
  const turned = sort.direction === "ascending" ? "descending" : "ascending";
  setState({ sort: { column, direction: sort.column === column ? turned : first } });
}

export function selectStudy(studyInstanceUid: string | undefined): void {
  setState({ selectedStudyUid: studyInstanceUid });
}
