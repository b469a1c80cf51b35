import type { GeometryVerdict } from "../../src/contract/index.ts";

type Issues = GeometryVerdict["issues"];

/** Said beside a verdict without deciding it. */
const remarks: ReadonlySet<Issues[number]["code"]> = new Set(["duplicates", "laterality-conflict"]);

/** The issues that decided a verdict: why a series is no regular volume, or only marked as one. */
export function withoutRemarks(issues: Issues): Issues {
  return issues.filter(({ code }) => !remarks.has(code));
}
