import { pinyin } from "pinyin-pro";
import type { Romanise } from "./search.ts";

const known = new Map<string, readonly string[]>();

/** Syllables without tones; what is not Chinese stays as it is. The dictionary is large: load this file only when it is needed. */
export const romanise: Romanise = (text) => {
  const before = known.get(text);
  if (before !== undefined) return before;
  const syllables = pinyin(text, { toneType: "none", type: "array", nonZh: "consecutive", v: true })
    .flatMap((part) => part.toLowerCase().match(/[a-z0-9]+/g) ?? [])
    .filter((part) => part !== "");
  known.set(text, syllables);
  return syllables;
};
