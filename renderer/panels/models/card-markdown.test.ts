import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Block, parseCard } from "./card-markdown.ts";

const shipped = fileURLToPath(new URL("../../../models/lung-nodule/MODEL_CARD.md", import.meta.url));
const plain = (text: string) => ({ kind: "text", text }) as const;

describe("a model card", () => {
  it("is told apart into what it is written in", () => {
    const card = [
      "# A model",
      "",
      "Two lines",
      "of **one** paragraph.",
      "- a",
      "- b",
      "  goes on",
      "",
      "1. first",
      "2. `second`",
    ];
    expect(parseCard(card.join("\n"))).toEqual([
      { kind: "heading", level: 1, spans: [plain("A model")] },
      {
        kind: "paragraph",
        spans: [plain("Two lines of "), { kind: "strong", text: "one" }, plain(" paragraph.")],
      },
      { kind: "list", isNumbered: false, items: [[plain("a")], [plain("b goes on")]] },
      { kind: "list", isNumbered: true, items: [[plain("first")], [{ kind: "code", text: "second" }]] },
    ] satisfies Block[]);
  });

  it("has tables of as many columns as their head, and text right behind them", () => {
    expect(parseCard("| a | b |\n|---|:--|\n| 1 |\n| 2 | 3 | 4 |\nAfter it.")).toEqual([
      {
        kind: "table",
        head: [[plain("a")], [plain("b")]],
        rows: [
          [[plain("1")], []],
          [[plain("2")], [plain("3")]],
        ],
      },
      { kind: "paragraph", spans: [plain("After it.")] },
    ] satisfies Block[]);
  });

  it("runs and follows nothing", () => {
    const hostile = '<script>x</script> [here](https://example.org) ![a](https://example.org/x.png) ![b](../../etc/passwd "t")';
    const [block] = parseCard(hostile);
    expect(block).toEqual({ kind: "paragraph", spans: [plain(hostile)] });
    expect(parseCard("![fall](failures/one.png)")).toEqual([
      { kind: "paragraph", spans: [{ kind: "picture", path: "failures/one.png", text: "fall" }] },
    ]);
  });

  it("ends whatever is in it", () => {
    for (const text of ["", "```\nopen", "|", "|\n|", "- ", "#", "**", "![](", "\r\r\n\r"])
      expect(parseCard(text).length).toBeLessThan(4);
    expect(parseCard("a\n\n".repeat(5000))).toHaveLength(2000);
  });

  it("that is shipped has headings and tables, and no mark of Markdown is left over", () => {
    const blocks = parseCard(readFileSync(shipped, "utf8"));
    expect(blocks.filter(({ kind }) => kind === "heading").length).toBeGreaterThan(4);
    expect(blocks.filter(({ kind }) => kind === "table").length).toBeGreaterThan(1);
    const words = JSON.stringify(blocks);
    expect(words).not.toMatch(/\*\*|\|---/);
  });
});
