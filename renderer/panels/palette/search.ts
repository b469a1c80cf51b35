/** Something that can be chosen from the palette, and the words under which it is found. */
export interface Searchable {
  readonly id: string;
  /** The label on screen, and the ones in other languages. */
  readonly words: readonly string[];
}

/** Syllables of a Chinese text, and what stands between, each as a reader types it: "窗宽" -> ["chuang", "kuan"]. */
export type Romanise = (text: string) => readonly string[];

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * How well a text fits what is typed, from 0 (not at all) to 1 (the whole of it). Best is a beginning, then a beginning of a word, then a
 * place within, then initials and letters in order.
 */
function fitText(typed: string, text: string): number {
  const found = text.toLowerCase();
  const at = found.indexOf(typed);
  const share = typed.length / Math.max(found.length, 1);
  if (at === 0) return 0.9 + 0.1 * share;
  if (at > 0) return (/[\p{L}\p{N}]/u.test(found[at - 1] as string) ? 0.6 : 0.75) + 0.1 * share;
  const initials = (found.match(WORD) ?? []).map((word) => word[0]).join("");
  if (typed.length > 1 && initials.startsWith(typed)) return 0.6;
  return typed.length > 2 && hasInOrder(typed, found) ? 0.2 + 0.2 * share : 0;
}

function hasInOrder(typed: string, text: string): boolean {
  let at = 0;
  for (const letter of typed) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Whether typed letters are beginnings of syllables that follow one another: "ck", "chuangk", "chkuan" for chuang kuan. */
function fitsFrom(typed: string, syllables: readonly string[], from: number): boolean {
  if (typed === "") return true;
  const syllable = syllables[from];
  if (syllable === undefined) return false;
  for (let taken = Math.min(typed.length, syllable.length); taken > 0; taken--) {
    if (syllable.startsWith(typed.slice(0, taken)) && fitsFrom(typed.slice(taken), syllables, from + 1)) return true;
  }
  return false;
}

function fitSyllables(typed: string, syllables: readonly string[]): number {
  const at = syllables.findIndex((_, from) => fitsFrom(typed, syllables, from));
  return at < 0 ? 0 : at === 0 ? 0.85 : 0.65;
}

/** Typed letters beyond this find nothing more. */
const LONGEST = 60;

/**
 * What fits the typed words, the best first; those that fit alike in the order given. Each word must fit, in whatever language; without
 * spaces what is typed is also read as pinyin or its initials.
 *
 * @param romanise undefined until it has been loaded: then only what is written is searched
 */
export function search<T extends Searchable>(list: readonly T[], typed: string, romanise: Romanise | undefined): readonly T[] {
  const query = typed.normalize("NFKC").trim().toLowerCase().slice(0, LONGEST);
  if (query === "") return list;
  const parts = query.split(/\s+/);
  const joined = parts.join("");
  const scores = list.map((entry) => {
    const syllables = romanise === undefined || !/^[a-z0-9]+$/.test(joined) ? [] : entry.words.filter(isChinese).map(romanise);
    const best = (part: string) => {
      const written = entry.words.map((word) => fitText(part, word));
      return Math.max(0, ...written, ...syllables.map((text) => fitSyllables(part, text)));
    };
    const each = parts.map(best);
    const whole = Math.max(
      0,
      ...entry.words.map((word) => fitText(query, word)),
      ...syllables.map((text) => fitSyllables(joined, text)),
    );
    const apart = Math.min(...each) === 0 ? 0 : each.reduce((sum, score) => sum + score, 0) / each.length;
    return { entry, score: Math.max(whole, 0.95 * apart) };
  });
  return scores
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}

function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
