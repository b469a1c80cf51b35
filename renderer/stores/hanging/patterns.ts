/** Longer texts are compared by their beginning: descriptions of files are 64 characters, and a pattern never costs more than this. */
const COMPARED = 256;

/** A text made ready to be compared with patterns. */
export interface FoldedText {
  /** Letters and digits that stand together, in order: "T2_TSE_SAG" is t2, tse, sag. */
  readonly words: readonly string[];
  /** Everything that is no ASCII, without gaps: Chinese has none between words. */
  readonly joined: string;
}

/** Full-width forms as half-width ones, small letters, and what separates words left out. */
export function foldText(text: string): FoldedText {
  const plain = text.slice(0, COMPARED).normalize("NFKC").toLowerCase();
  const words: string[] = [];
  let word = "";
  for (const sign of plain) {
    if (isWordSign(sign)) word += sign;
    else if (word !== "") {
      words.push(word);
      word = "";
    }
  }
  if (word !== "") words.push(word);
  return { words, joined: [...plain].filter((sign) => sign.trim() !== "").join("") };
}

function isWordSign(sign: string): boolean {
  return (sign >= "a" && sign <= "z") || (sign >= "0" && sign <= "9");
}

/**
 * Whether all words of a pattern stand in a text, in any order. A word stands by itself ("t2" is not "t2w"); with "*" at an end it may be
 * part of another there ("t2*" is, "*lung*" is anywhere). A word with separators in it ("w/o") means its parts one after the other; one
 * with signs beyond ASCII (Chinese) may stand anywhere.
 */
export function fitsPattern(text: FoldedText, pattern: string): boolean {
  const wanted = pattern.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
  return wanted.length > 0 && wanted.every((word) => holdsWord(text, word));
}

export function fitsAnyPattern(texts: readonly FoldedText[], patterns: readonly string[]): boolean {
  return patterns.some((pattern) => texts.some((text) => fitsPattern(text, pattern)));
}

function holdsWord({ words, joined }: FoldedText, word: string): boolean {
  const isOpenBefore = word.startsWith("*");
  const isOpenAfter = word.length > 1 && word.endsWith("*");
  const bare = word.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
  if (![...bare].every((sign) => sign < "\u0080")) return joined.includes(bare);
  const parts = foldText(bare).words;
  if (parts.length === 0) return false;
  const last = parts.length - 1;
  const isPart = (text: string | undefined, part: string, at: number) => {
    if (text === undefined) return false;
    const before = at === 0 && isOpenBefore;
    const after = at === last && isOpenAfter;
    if (before && after) return text.includes(part);
    if (before) return text.endsWith(part);
    return after ? text.startsWith(part) : text === part;
  };
  return words.some((_, from) => parts.every((part, at) => isPart(words[from + at], part, at)));
}
