import type { Dataset, Keyword } from "../dicom/index.ts";

/**
 * The item of a functional group macro that holds for a frame (from 1): per-frame before shared (PS3.3 C.7.6.16.1.1). Undefined in
 * an image without functional groups.
 */
export function functionalGroup(dataset: Dataset, frameNumber: number, keyword: Keyword): Dataset | undefined {
  const perFrame = itemsOf(dataset, "PerFrameFunctionalGroupsSequence")[frameNumber - 1];
  const shared = itemsOf(dataset, "SharedFunctionalGroupsSequence")[0];
  return (perFrame && itemsOf(perFrame, keyword)[0]) ?? (shared && itemsOf(shared, keyword)[0]);
}

/** The items of a sequence; empty where it is absent or not a sequence at all. */
export function itemsOf(dataset: Dataset, keyword: Keyword): readonly Dataset[] {
  const value: unknown = dataset.get(keyword);
  return Array.isArray(value) && typeof value[0] === "object" ? (value as readonly Dataset[]) : [];
}

/** Finite numbers of an element, whatever its VR turned out to be; empty where absent. */
export function numbersOf(dataset: Dataset | undefined, keyword: Keyword): readonly number[] {
  const value: unknown = dataset?.get(keyword);
  if (!Array.isArray(value)) return [];
  return value.map(Number).filter(Number.isFinite);
}

/** First finite number of an element. */
export function numberOf(dataset: Dataset | undefined, keyword: Keyword): number | undefined {
  return numbersOf(dataset, keyword)[0];
}

/** First string of an element, "" where absent. */
export function textOf(dataset: Dataset | undefined, keyword: Keyword): string {
  const value: unknown = dataset?.get(keyword);
  return Array.isArray(value) && value[0] !== undefined && typeof value[0] !== "object" ? String(value[0]) : "";
}
