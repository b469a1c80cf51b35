import { describe, expect, it } from "vitest";
import { keyed } from "../keyed.ts";
import { blocksOf, buildReportTree, type ContentItem } from "./report-tree.ts";

const item = (level: number, valueType: string, value: ContentItem["value"] = { kind: "none" }): ContentItem => ({
  position: "1",
  level,
  relationship: "CONTAINS",
  valueType,
  value,
});
const number = (level: number) => item(level, "NUM", { kind: "number", value: 1 });
const text = (level: number, words: string) => item(level, "TEXT", { kind: "text", text: words });

describe("the tree of a report", () => {
  it("is built from levels", () => {
    const tree = buildReportTree([item(0, "CONTAINER"), item(1, "CONTAINER"), number(2), text(1, "after"), number(2)]);
    expect(tree?.children.map(({ children }) => children.length)).toEqual([1, 1]);
    expect(buildReportTree([])).toBeUndefined();
  });

  it("keeps neighbours of one form together, and the order", () => {
    const tree = buildReportTree([
      item(0, "CONTAINER"),
      text(1, "short"),
      text(1, "also"),
      number(1),
      number(1),
      text(1, "long ".repeat(30)),
      number(1),
      item(1, "CONTAINER"),
    ]);
    expect(blocksOf(tree?.children ?? []).map((block) => `${block.kind} ${"nodes" in block ? block.nodes.length : 1}`)).toEqual([
      "facts 2",
      "measurements 2",
      "prose 1",
      "measurements 1",
      "section 1",
    ]);
  });
});

describe("keys of a list", () => {
  it("are names, numbered where they repeat", () => {
    expect(keyed(["a", "b", "a"], (one) => one).map(({ key }) => key)).toEqual(["a", "b", "a 2"]);
  });
});
