import type { Analysis } from "../findings/index.ts";

/** What an analysis becomes whose process died: nothing is running any more, and it says so. */
export function interrupted(analysis: Analysis): Analysis {
  const message = "The program ended while this analysis ran. Everything else was kept; run it again.";
  return { ...analysis, state: "failed", error: { area: "workspace", code: "interrupted", message, details: {} } };
}
