import type { VerbContext, VerbResult } from "../../verb.ts";

/** What `hounsfield models` can do, by the word after it. */
export interface ModelVerb {
  readonly name: string;
  readonly summary: string;
  /** What follows the word, as shown in the usage line. */
  readonly takes: string;
  readonly minimum: number;
  readonly maximum: number;
  /** `positionals` without the word itself. */
  run(context: VerbContext): Promise<VerbResult>;
}
