/** A piece of a line: plain, strong, as code, or a picture of the package. */
export type Span =
  | { readonly kind: "text" | "strong" | "code"; readonly text: string }
  | { readonly kind: "picture"; readonly path: string; readonly text: string };

export type Block =
  | { readonly kind: "heading"; readonly level: 1 | 2 | 3; readonly spans: readonly Span[] }
  | { readonly kind: "paragraph"; readonly spans: readonly Span[] }
  | { readonly kind: "list"; readonly isNumbered: boolean; readonly items: readonly (readonly Span[])[] }
  | {
      readonly kind: "table";
      readonly head: readonly (readonly Span[])[];
      readonly rows: readonly (readonly (readonly Span[])[])[];
    }
  | { readonly kind: "code"; readonly text: string };

/** Blocks of a card at most; the rest is left out. */
const MOST_BLOCKS = 2000;

const ITEM = /^\s{0,3}(?:([-*+])|(\d{1,3})[.)])\s+(.*)$/;

/**
 * The part of Markdown that model cards are written in: headings, paragraphs, lists of one level, tables, fenced code, strong words, code,
 * pictures of the package. Everything else, HTML and links too, stays the text that it is: nothing of a package is ever run or followed.
 */
export function parseCard(markdown: string): readonly Block[] {
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length && blocks.length < MOST_BLOCKS) {
    const line = lines[at] ?? "";
    if (line.trim() === "") at += 1;
    else if (/^```/.test(line)) {
      const end = lines.findIndex((other, n) => n > at && /^```/.test(other));
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, last).join("\n") });
      at = last + 1;
    } else if (/^#{1,6}\s/.test(line)) {
      blocks.push(heading(line));
      at += 1;
    } else {
      const end = endOfBlock(lines, at);
      blocks.push(...blockOf(lines.slice(at, end)));
      at = end;
    }
  }
  return blocks;
}

function heading(line: string): Block {
  const [, marks = "#", words = ""] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) ?? [];
  return { kind: "heading", level: Math.min(3, marks.length) as 1 | 2 | 3, spans: spansOf(words) };
}

/** A table ends where a line begins without its bar, all else at an empty line or at what begins something new. */
function endOfBlock(lines: readonly string[], from: number): number {
  const isTable = isTableRow(lines[from]) && isRuler(lines[from + 1]);
  const isList = ITEM.test(lines[from] ?? "");
  const begins = (line: string) => /^(#{1,6}\s|```)/.test(line) || (!isTable && isTableRow(line)) || (!isList && ITEM.test(line));
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || begins(line) || (isTable && !isTableRow(line))) return at;
  }
  return lines.length;
}

function blockOf(lines: readonly string[]): readonly Block[] {
  const [first = "", second] = lines;
  if (isTableRow(first) && isRuler(second)) {
    const [head = [], , ...rows] = lines.map((line) => cellsOf(line).map(spansOf));
    return [{ kind: "table", head, rows: rows.map((row) => head.map((_, n) => row[n] ?? [])) }];
  }
  if (!ITEM.test(first)) return [{ kind: "paragraph", spans: spansOf(lines.map((line) => line.trim()).join(" ")) }];
  const items: string[] = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item !== null) items.push(item[3] ?? "");
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return [{ kind: "list", isNumbered: ITEM.exec(first)?.[2] !== undefined, items: items.map(spansOf) }];
}

function isTableRow(line: string | undefined): boolean {
  return line?.trimStart().startsWith("|") === true;
}

function isRuler(line: string | undefined): boolean {
  return line !== undefined && isTableRow(line) && /^[\s|:-]+$/.test(line) && line.includes("-");
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

const SPAN = /!\[([^\]]{0,300})\]\(([A-Za-z0-9_./-]{1,200})\)|\*\*([^*]+)\*\*|`([^`]+)`/g;

function spansOf(words: string): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const found of words.matchAll(SPAN)) {
    if (found.index > from) spans.push({ kind: "text", text: words.slice(from, found.index) });
    const [all, alternative, path, strong, code] = found;
    if (path !== undefined) spans.push({ kind: "picture", path, text: alternative ?? "" });
    else if (strong !== undefined) spans.push({ kind: "strong", text: strong.replaceAll("`", "") });
    else spans.push({ kind: "code", text: code ?? "" });
    from = found.index + all.length;
  }
  if (from < words.length) spans.push({ kind: "text", text: words.slice(from) });
  return spans;
}
