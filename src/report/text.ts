/** A value for LO and SH: no backslash (it separates values), no control characters, at most 64 (or `limit`) characters. */
export function longString(text: string, limit = 64): string {
  const clean = plain(text).replaceAll("\\", "/").trim();
  return [...clean].slice(0, limit).join("");
}

/** A value for PN: as it was typed, without what PN gives a meaning of its own but "^" (PS3.5 6.2.1). */
export function personName(text: string): string {
  return longString(text.replaceAll("=", " "));
}

/** A value for UT: lines end in CR LF (PS3.5 6.1.3), no other control characters but tabs. */
export function unlimitedText(text: string): string {
  return text.replace(/\r\n?/g, "\n").split("\n").map(plain).join("\r\n");
}

/** The text that `unlimitedText` was given. */
export function fromUnlimitedText(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

/** Without control characters, tabs aside. */
function plain(text: string): string {
  return [...text].filter((character) => character === "\t" || (character >= " " && character !== "\u007f")).join("");
}
