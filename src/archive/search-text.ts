import { hangulInitials, pinyinReadings } from "./romanise.ts";

const maxForms = 64;
const maxFormLength = 256;

/** Raised when `nameForms` or `fold` give other forms than before: older rows of the search table are then made again. */
export const searchVersion = 3;

/** Letters that Unicode does not take apart, as they are written where the keyboard lacks them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ð: "d",
};
/** What German and Nordic names become in a passport (ICAO 9303 part 3, section 6). */
const transliterations: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

/** A text as it is compared: compatibility forms unified, Latin accents dropped, lower case, katakana as hiragana. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase()
    .replace(/[ßøłđıæœþð]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
}

/**
 * The forms under which a person's name can be found (PS3.5 6.2.1): the whole, each component group (alphabetic, ideographic,
 * phonetic) as written, with spaces, and with nothing between its components as Chinese names are typed, and each component; with
 * accents as they are transliterated; and a Chinese name by its pinyin and its initials.
 */
export function nameForms(patientName: string): readonly string[] {
  const forms = writtenForms(fold(patientName));
  const transliterated = patientName.normalize("NFC").toLowerCase();
  if (/[äöüåø]/.test(transliterated)) {
    forms.push(...writtenForms(fold(transliterated.replace(/[äöüåø]/g, (letter) => transliterations[letter] ?? letter))));
  }
  for (const group of patientName.normalize("NFC").split("=")) forms.push(...soundForms(componentsOf(group)));
  const distinct = new Set(forms.map((form) => form.trim().slice(0, maxFormLength)));
  distinct.delete("");
  return [...distinct].slice(0, maxForms);
}

/**
 * The shortest text in which every word of a search that is part of some form is found: forms without their separators, which no word
 * holds, and without those that are part of another.
 */
export function searchText(forms: readonly string[], others: readonly string[]): string {
  const bare = new Set(forms.flatMap((form) => form.split(/[\^=]/)).map((form) => form.replaceAll(/\s/g, "")));
  const longestFirst = [...bare].sort((a, b) => b.length - a.length);
  const kept: string[] = [];
  for (const form of longestFirst) if (!kept.some((longer) => longer.includes(form))) kept.push(form);
  return [...kept, ...others.filter((text) => text !== "")].join("\n");
}

/** The literal pieces of a wildcard pattern: each stands in the search text of whatever fits the pattern. */
export function literalPieces(text: string): readonly string[] {
  return text.split(/[*?^=\s]+/).filter((piece) => piece !== "");
}

function writtenForms(whole: string): string[] {
  const forms = [whole];
  for (const group of whole.split("=")) {
    const components = componentsOf(group);
    forms.push(group, components.join(" "), components.join(""), ...components);
  }
  return forms;
}

function componentsOf(group: string): string[] {
  return group
    .split("^")
    .map((component) => component.trim())
    .filter((component) => component !== "");
}

/**
 * A name by its sound. Family name and given name come in either order, so each form runs round: "wangxiaodongwang" holds
 * "wangxiaodong" and "xiaodongwang"; the initials likewise ("wxdw"), and the family name with the given name's initials ("wangxd").
 */
function soundForms(components: readonly string[]): readonly string[] {
  const forms: string[] = [];
  const whole = components.join("").replaceAll(/\s/g, "");
  const familyLength = components.length > 1 ? [...(components[0] ?? "")].length : whole.length > 3 ? 2 : 1;
  for (const syllables of pinyinReadings(whole)) {
    const [family, given] = [syllables.slice(0, familyLength), syllables.slice(familyLength)];
    const initials = (some: readonly string[]) => some.map((syllable) => syllable[0]).join("");
    forms.push(roundForm(family.join(""), given.join("")), roundForm(initials(family), initials(given)));
    if (given.length > 0) forms.push(family.join("") + initials(given));
  }
  if (/^\p{Script=Latin}/u.test(whole)) forms.push(latinInitials(components));
  const hangul = hangulInitials(whole);
  if (hangul !== "") forms.push(hangul);
  // "lü" is typed "lv" and "lu".
  return forms.flatMap((form) => (/[ln]v/.test(form) ? [form, form.replaceAll(/([ln])v/g, "$1u")] : [form]));
}

function roundForm(family: string, given: string): string {
  return given === "" ? family : family + given + family;
}

/** "Wang^XiaoDong" as "wxd": the first letter of each word and of each hump in one. */
function latinInitials(components: readonly string[]): string {
  const words = components
    .flatMap((component) => component.split(/[\s\-']+|(?<=\p{Ll})(?=\p{Lu})/u))
    .filter((word) => word !== "");
  return words.length < 2 ? "" : fold(words.map((word) => word[0]).join(""));
}

/** Whether a search text uses the wildcards of PS3.4 C.2.2.2.4. */
export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text);
}

/** `*` any characters, `?` one; everything else, LIKE's own signs too, stands for itself. For `LIKE ... ESCAPE '\'`. */
export function likePattern(text: string): string {
  return fold(text)
    .replace(/[\\%_]/g, "\\$&")
    .replace(/\*+/g, "%")
    .replace(/\?/g, "_");
}

/** The pattern of a search field: as written where it has wildcards, else anywhere in the value. */
export function containsPattern(text: string): string {
  const pattern = likePattern(text.trim());
  return hasWildcard(text) ? pattern : `%${pattern}%`;
}

/** The words of a free search, at most eight; each must be found somewhere. */
export function searchWords(text: string): readonly string[] {
  return text
    .split(/[\s^=]+/)
    .filter((word) => word !== "")
    .slice(0, 8);
}

/** A Study Date as YYYYMMDD for ordering ("2004.01.19" of ACR-NEMA too), "" where it is none. */
export function dateKey(studyDate: string): string {
  const digits = studyDate.replace(/[.\-/]/g, "").slice(0, 8);
  return /^\d{8}$/.test(digits) ? digits : "";
}
