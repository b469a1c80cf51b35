import type { Dataset, Keyword } from "../dicom/index.ts";

/** Longest text that is taken over; unlimited texts (UT) of real reports stay far below. */
const mostCharacters = 100_000;
const mostNumbers = 1_000_000;

/** All values of an element as one text, "\" between them; "" where absent or of another kind than text. */
export function textOf(dataset: Dataset | undefined, keyword: Keyword, most = mostCharacters): string {
  const value: unknown = dataset?.get(keyword);
  if (!Array.isArray(value)) return "";
  const texts = value.slice(0, 1000).filter((each) => typeof each === "string" || typeof each === "number");
  return texts.join("\\").slice(0, most).toWellFormed();
}

/** Every value as a text of its own. */
export function textsOf(dataset: Dataset | undefined, keyword: Keyword, most = 100): string[] {
  const value: unknown = dataset?.get(keyword);
  if (!Array.isArray(value)) return [];
  return value.slice(0, most).flatMap((each) => (typeof each === "string" ? [each.slice(0, mostCharacters).toWellFormed()] : []));
}

/** Finite numbers of an element; empty where it is absent, of another kind, or holds one that is none. */
export function numbersOf(dataset: Dataset | undefined, keyword: Keyword, most = mostNumbers): number[] {
  const value: unknown = dataset?.get(keyword);
  if (!Array.isArray(value)) return [];
  const numbers = value.slice(0, most);
  return numbers.every((each) => Number.isFinite(each)) ? numbers : [];
}

export function numberOf(dataset: Dataset | undefined, keyword: Keyword): number | undefined {
  return numbersOf(dataset, keyword, 1)[0];
}

/** Items of a sequence, no more than `most`; empty where the element is something else. */
export function itemsOf(dataset: Dataset | undefined, keyword: Keyword, most = 10_000): readonly Dataset[] {
  const value: unknown = dataset?.get(keyword);
  if (!Array.isArray(value) || typeof value[0] !== "object") return [];
  return (value as readonly Dataset[]).slice(0, most);
}

export function itemOf(dataset: Dataset | undefined, keyword: Keyword): Dataset | undefined {
  return itemsOf(dataset, keyword, 1)[0];
}

/** A pair of numbers, or undefined. */
export function pairOf(dataset: Dataset | undefined, keyword: Keyword): [number, number] | undefined {
  const [a, b] = numbersOf(dataset, keyword, 2);
  return a === undefined || b === undefined ? undefined : [a, b];
}

/** Numbers by twos or threes, an incomplete last one left out. */
export function tuples<const N extends 2 | 3>(
  values: readonly number[],
  size: N,
): (N extends 2 ? [number, number] : [number, number, number])[] {
  const points: number[][] = [];
  for (let at = 0; at + size <= values.length; at += size) points.push(values.slice(at, at + size));
  return points as (N extends 2 ? [number, number] : [number, number, number])[];
}
