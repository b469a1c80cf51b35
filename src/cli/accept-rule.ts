import type { Finding } from "../findings/index.ts";
import { CliError } from "./errors.ts";

/** A stated rule under which a run without a person decides on proposals: said in the output and written as who decided. */
export interface AcceptRule {
  /** As it is said and stored: "score>=0.7". */
  readonly text: string;
  accepts(finding: Finding): boolean;
}

/** Parses "score>=NUMBER", "all" or "none". @throws CliError "usage" */
export function parseAcceptRule(text: string): AcceptRule {
  if (text === "all") return { text, accepts: () => true };
  if (text === "none") return { text, accepts: () => false };
  const threshold = Number(/^score>=(0(?:\.\d+)?|1(?:\.0+)?)$/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(threshold)) throw new CliError("usage", `"${text}" is no rule; give score>=NUMBER (0 to 1), all or none.`);
  return { text, accepts: ({ provenance }) => provenance.by === "model" && provenance.score >= threshold };
}
