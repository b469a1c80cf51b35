import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";

const SPOKEN = new Set(["title", "aria-label", "placeholder", "alt", "label", "aria-description", "aria-roledescription"]);
/** Symbols of units are the same in every language. */
const UNITS = new Set(["mm", "cm", "HU"]);
const hasLetters = (text: string) => /\p{L}/u.test(text) && !UNITS.has(text.trim());

/** Words that stand in a source file instead of the locale files: text between tags, and literals where a reader sees or hears them. */
function wordsIn(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    if (hasLetters(text)) found.push(`${path}:${line + 1} ${text.trim()}`);
  };
  const literal = (node: ts.Node | undefined) => {
    if (node === undefined) return;
    if (ts.isStringLiteralLike(node)) note(node, node.text);
    else if (ts.isTemplateExpression(node))
      note(node, [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join(" "));
    else if (ts.isJsxExpression(node)) literal(node.expression);
    else if (ts.isConditionalExpression(node)) {
      literal(node.whenTrue);
      literal(node.whenFalse);
    } else if (ts.isParenthesizedExpression(node)) literal(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxExpression(node) && (ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent))) literal(node);
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText())) literal(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

describe("words on the screen", () => {
  it("all come from the locale files", () => {
    const root = import.meta.dirname;
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".tsx"));
    expect(files.length).toBeGreaterThan(20);
    const words = files.flatMap((path) => wordsIn(relative(root, join(root, path)), readFileSync(join(root, path), "utf8")));
    expect(words).toEqual([]);
  });

  it("are found where they hide", () => {
    const planted = `<p title="Close">Hello {done ? "Done" : x} <b aria-label={\`A \${n}\`}>–</b></p>`;
    expect(wordsIn("planted.tsx", planted).map((word) => word.replace(/^\S+ /, ""))).toEqual(["Close", "Hello", "Done", "A"]);
  });
});
