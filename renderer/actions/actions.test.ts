import { afterEach, describe, expect, it, vi } from "vitest";
import en from "../../assets/locales/en.json" with { type: "json" };
import zhCn from "../../assets/locales/zh-CN.json" with { type: "json" };
import { findDynamicText } from "../stores/text.ts";
import { fetchWords } from "../stores/words.ts";
import { actions } from "./index.ts";
import { keymapPresets } from "./keymaps.ts";
import { perform, reasonAgainst } from "./perform.ts";

await Promise.all([fetchWords("en"), fetchWords("zh-CN")]);
afterEach(() => void vi.unstubAllGlobals());
const at = (hash: string) => vi.stubGlobal("window", { location: { hash } });

describe("the actions", () => {
  it("have a label in both languages, and each group has one", () => {
    const labels = { en: en.action, "zh-CN": zhCn.action } as const;
    for (const own of Object.values(labels))
      expect(actions.filter(({ id }) => !Object.hasOwn(own, id)).map(({ id }) => id)).toEqual([]);
    for (const { group } of actions) expect(Object.hasOwn(en.actions.group, group), group).toBe(true);
  });

  it("are known to both keymaps, save what other parts bring", () => {
    const known = new Set(actions.map(({ id }) => id));
    for (const keys of Object.values(keymapPresets)) {
      expect(Object.keys(keys).filter((id) => !known.has(id))).toEqual([]);
    }
  });

  it("say why in both languages where they cannot be used: with nothing open, and on the worklist", () => {
    for (const hash of ["#/study/1.2", "#/"]) {
      at(hash);
      for (const action of actions) {
        const reason = reasonAgainst(action);
        if (reason === undefined) continue;
        expect(findDynamicText("en", reason.key), action.id).toMatch(/[a-z]/);
        expect(findDynamicText("zh-CN", reason.key), action.id).toMatch(/[\u4e00-\u9fff]/);
      }
    }
  });

  it("keep to the screen that they are for", () => {
    at("#/");
    const run = vi.fn();
    perform({ id: "x", group: "view", run });
    expect(run).not.toHaveBeenCalled();
    perform({ id: "x", group: "view", run, where: "everywhere" });
    expect(run).toHaveBeenCalledOnce();
  });
});
