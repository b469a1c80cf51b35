import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import type { Drawing } from "./drawing.ts";
import type { Editing } from "./editing.ts";
import type { Measured } from "./measured.ts";
import type { Space } from "./seen.ts";
import type { Relabelled } from "./spine.ts";

/** What measuring in one viewport works on: what is drawn, what is changed, and where both are filed. */
export interface Measuring {
  readonly drawing: Drawing;
  readonly editing: Editing;
  readonly space: Space;
  /** Of the series as it is, also where its pixels are reduced. */
  readonly detail: SeriesDetail;
  readonly findings: () => readonly Finding[];
  readonly selectedFindingId: () => string | undefined;
  readonly select: (findingId: string | undefined) => void;
  readonly file: (measured: Measured) => void;
  /** Changes the words beside an arrow or of a text. */
  readonly reword: (findingId: string, comment: string) => void;
  /** Gives labels of the spine other names. */
  readonly relabel: (labels: readonly Relabelled[]) => void;
  readonly remove: (findingId: string) => void;
}
