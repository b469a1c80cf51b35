import { createRequire } from "node:module";

type PinyinLibrary = typeof import("pinyin-pro");

const maxReadings = 24;
const maxSyllables = 8;

/** Surnames that are read otherwise than the library's surname list says, or that it lists with one of two readings. */
const furtherSurnameReadings: Readonly<Record<string, readonly string[]>> = {
  翟: ["zhai", "di"],
  覃: ["qin", "tan"],
  盖: ["ge", "gai"],
  乐: ["yue", "le"],
  员: ["yun", "yuan"],
  缪: ["miao", "mou"],
};

let loaded: PinyinLibrary | undefined;

/** Loaded with the first Chinese name: a process that only reads the index never pays for it (some 20 MB, 60 ms). */
function library(): PinyinLibrary {
  loaded ??= createRequire(import.meta.url)("pinyin-pro") as PinyinLibrary;
  return loaded;
}

const han = /^\p{Script=Han}+$/u;

/**
 * Readings of a name in Chinese characters, one list of syllables each, without tones, "ü" as "v": every reading of each character,
 * the surname's own first; at most 24. Empty where a character has no reading.
 */
export function pinyinReadings(name: string): readonly (readonly string[])[] {
  if (!han.test(name)) return [];
  const { pinyin, polyphonic } = library();
  const characters = [...name].slice(0, maxSyllables);
  const shown = characters.join("");
  const asSurname = pinyin(shown, { mode: "surname", toneType: "none", type: "array", v: true });
  const every = polyphonic(shown, { toneType: "none", type: "array", v: true });
  const choices = characters.map((character, at) => {
    const further = at === 0 ? (furtherSurnameReadings[character] ?? []) : [];
    return [...new Set([asSurname[at] ?? "", ...further, ...(every[at] ?? [])])].filter((syllable) => /^[a-z]+$/.test(syllable));
  });
  if (choices.some((readings) => readings.length === 0)) return [];
  return combine(choices);
}

/** One of each, the likeliest first; a name whose characters have many readings is cut off after the likeliest ones. */
function combine(choices: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let combined: (readonly string[])[] = [[]];
  for (const readings of choices) {
    combined = readings.flatMap((syllable) => combined.map((before) => [...before, syllable])).slice(0, maxReadings);
  }
  return combined;
}

const firstHangul = 0xac00;
const lastHangul = 0xd7a3;
const syllablesPerInitial = 588;
const firstInitial = 0x1100;

/** The initial consonants of a Korean name, as they are typed to find one quickly; "" where it is no Hangul. */
export function hangulInitials(name: string): string {
  const points = [...name].map((character) => character.codePointAt(0) ?? 0);
  if (points.length === 0 || points.some((point) => point < firstHangul || point > lastHangul)) return "";
  return points
    .map((point) => String.fromCodePoint(firstInitial + Math.floor((point - firstHangul) / syllablesPerInitial)))
    .join("");
}
