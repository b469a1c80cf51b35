import { dictionary } from "./generated/dictionary.ts";

/** Every keyword of the data dictionary (PS3.6). */
export type Keyword = keyof typeof dictionary;

/** Value representations (PS3.5 6.2). */
export type Vr =
  | "AE"
  | "AS"
  | "AT"
  | "CS"
  | "DA"
  | "DS"
  | "DT"
  | "FD"
  | "FL"
  | "IS"
  | "LO"
  | "LT"
  | "OB"
  | "OD"
  | "OF"
  | "OL"
  | "OV"
  | "OW"
  | "PN"
  | "SH"
  | "SL"
  | "SQ"
  | "SS"
  | "ST"
  | "SV"
  | "TM"
  | "UC"
  | "UI"
  | "UL"
  | "UN"
  | "UR"
  | "US"
  | "UT"
  | "UV";

/** A tag as one number, group * 65536 + element. */
export type Tag = number;

type DictionaryVr<K extends Keyword> = (typeof dictionary)[K][1];
type BulkVr = "OB" | "OW" | "OD" | "OF" | "OL" | "OV" | "UN" | "OB or OW" | "US or OW" | "US or SS or OW";
type NumberVr = "DS" | "IS" | "FD" | "FL" | "SL" | "SS" | "UL" | "US" | "SV" | "UV" | "US or SS" | "AT";

/** What `Dataset.get` gives for a keyword: items of a sequence, numbers, bytes, or strings. */
export type ValueOf<K extends Keyword, Item> =
  DictionaryVr<K> extends "SQ"
    ? readonly Item[]
    : DictionaryVr<K> extends BulkVr
      ? Uint8Array
      : DictionaryVr<K> extends NumberVr
        ? readonly number[]
        : readonly string[];

const TAGS: ReadonlyMap<string, Tag> = new Map(
  Object.entries(dictionary).map(([keyword, [tag]]) => [keyword, Number.parseInt(tag, 16)]),
);

/** Tag of a keyword. */
export function tagOf(keyword: Keyword): Tag {
  return TAGS.get(keyword) ?? Number.NaN;
}

/** Value representation of a keyword; where the dictionary gives a choice, the first ("US or SS" -> US, "OB or OW" -> OW). */
export function vrOf(keyword: Keyword): Vr {
  const vr = dictionary[keyword][1];
  if (vr === "OB or OW") return "OW";
  return vr.slice(0, 2) as Vr;
}
