import { describe, expect, it } from "vitest";
import { actions } from "../../actions/index.ts";
import { findDynamicText } from "../../stores/text.ts";
import { fetchWords } from "../../stores/words.ts";
import { romanise } from "./romanise.ts";
import { search } from "./search.ts";

await Promise.all([fetchWords("en"), fetchWords("zh-CN")]);

const list = actions.map(({ id }) => ({
  id,
  words: [findDynamicText("zh-CN", `action.${id}`) ?? "", findDynamicText("en", `action.${id}`) ?? ""],
}));
const first = (typed: string) => search(list, typed, romanise)[0]?.id;
const found = (typed: string) => search(list, typed, romanise).map(({ id }) => id);

describe("the search of the palette", () => {
  it("finds by both languages, whichever is on screen", () => {
    expect(first("lung")).toBe("window-lung");
    expect(first("肺窗")).toBe("window-lung");
    expect(first("rotate r")).toBe("rotate-right");
    expect(first("顺时针")).toBe("rotate-right");
  });

  it("finds by pinyin: in full, by initials, and mixed", () => {
    expect(first("feichuang")).toBe("window-lung");
    expect(first("fc")).toBe("window-lung");
    expect(first("ckcw")).toBe("tool-window-level");
    expect(first("chuangk")).toBe("tool-window-level");
    expect(first("fei chuang")).toBe("window-lung");
    expect(found("dianying")).toContain("cine");
  });

  it("finds with letters left out and words in another order", () => {
    expect(first("window soft")).toBe("window-soft-tissue");
    expect(found("invrt")).toContain("invert");
    expect(found("next s")).toContain("series-next");
  });

  it("puts beginnings before places within", () => {
    const typed = search(
      [
        { id: "within", words: ["unzoomed"] },
        { id: "word", words: ["to zoom"] },
        { id: "start", words: ["zoom in"] },
      ],
      "zoom",
      undefined,
    );
    expect(typed.map(({ id }) => id)).toEqual(["start", "word", "within"]);
  });

  it("takes wide letters of an input method, and finds nothing for what is not there", () => {
    expect(first("ｌｕｎｇ")).toBe("window-lung");
    expect(found("qqqq")).toEqual([]);
    expect(found("")).toHaveLength(list.length);
    expect(found("a".repeat(10_000))).toEqual([]);
  });

  it("does without pinyin until its dictionary has come", () => {
    expect(search(list, "lung", undefined)[0]?.id).toBe("window-lung");
    expect(search(list, "fc", undefined).map(({ id }) => id)).not.toContain("window-lung");
  });
});
