import type { SeriesDetail } from "../../src/contract/index.ts";
import type { TextKey } from "./text.ts";

/** Why a control cannot be used now: a sentence, and the geometry issues that fill it. */
export interface Reason {
  readonly key: TextKey;
  readonly issues?: SeriesDetail["geometry"]["issues"];
}
