import type { SideTab } from "./screen-store.ts";

/** The address of a study, with a side tab open. */
export function studyHash(studyInstanceUid: string, tab?: SideTab): string {
  return tab === undefined ? `#/study/${studyInstanceUid}` : `#/study/${studyInstanceUid}/${tab}`;
}

export function goTo(hash: string): void {
  window.location.hash = hash;
}
