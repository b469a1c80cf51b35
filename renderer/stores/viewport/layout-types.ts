import type { LocalText, ViewPlace } from "../../../src/contract/index.ts";

export type { LayoutShape } from "../../../src/contract/index.ts";

/** A series that a hanging protocol wanted: its name to a reader, and of which study (0 the one that is read, n the n-th earlier one). */
export interface MissingSeries {
  readonly name: LocalText;
  readonly study: number;
  /** There is no such earlier study at all. */
  readonly isStudyMissing: boolean;
}

/** What a hanging protocol took a stack for by the order of the acquisitions alone: said, as long as it is shown. */
export interface GuessedPhase {
  readonly name: LocalText;
  readonly seriesInstanceUid: string;
  readonly split: number;
}

/** Where a content opens; carried out once for each `sequence`. */
export type Opening = { readonly sequence: number } & (
  | { readonly kind: "edge"; readonly edge: "first" | "middle" | "last" }
  | { readonly kind: "image"; readonly sopInstanceUid: string }
  | { readonly kind: "place"; readonly place: ViewPlace }
);
