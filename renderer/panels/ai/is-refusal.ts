import type { Analysis } from "../../../src/contract/index.ts";

/** The series is none for the model: nothing went wrong. */
export function isRefusal({ error }: Pick<Analysis, "error">): boolean {
  return error?.area === "inference" && (error.code === "not-accepted" || error.code === "no-lungs");
}
