import { describe, expect, it } from "vitest";
import { preferenceSchemas } from "../../src/contract/index.ts";
import { actions } from "./index.ts";
import { actionOfStroke, conflictsIn, keyOf, keysInForce } from "./keymap.ts";
import { type KeymapPreset, keymapPresets } from "./keymaps.ts";
import { type Keystroke, shownKey, strokeNames } from "./keys.ts";

const standard = preferenceSchemas.keymap.parse(undefined);
const stroke = (key: string, held: Partial<Keystroke> = {}): Keystroke => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});
const does = (key: string, held?: Partial<Keystroke>, preset: KeymapPreset = "ohif") =>
  actionOfStroke({ ...standard, preset }, stroke(key, held));

describe.each(Object.entries(keymapPresets))("the keymap %s", (_name, keys) => {
  it("gives each key to one action", () => expect([...conflictsIn(keys)]).toEqual([]));
  it("writes keys as the preference keeps them", () =>
    expect(preferenceSchemas.keymap.safeParse({ ...standard, keys }).error).toBeUndefined());
});

describe("the keymap", () => {
  it("knows what radiologists' hands expect of OHIF", () => {
    expect(["1", "2", "3", "4", "5"].map((key) => does(key))).toEqual([
      "window-preset-1",
      "window-preset-2",
      "window-preset-3",
      "window-preset-4",
      "window-preset-5",
    ]);
    expect(does("ArrowDown")).toBe("image-next");
    expect(does("PageUp")).toBe("series-previous");
    expect(does(" ")).toBe("reset");
    expect(does("+", { shiftKey: true })).toBe("zoom-in");
    expect(does("?", { shiftKey: true })).toBe("help");
    expect(does("R", { shiftKey: true })).toBe("rotate-right");
    expect(does("k", { ctrlKey: true })).toBe("palette");
  });

  it("knows what they expect of Weasis", () => {
    const weasis = (key: string, held?: Partial<Keystroke>) => does(key, held, "weasis");
    expect(["w", "t", "z", "s", "r", "h", "c", "d", "a"].map((key) => weasis(key))).toEqual([
      "tool-window-level",
      "tool-pan",
      "tool-zoom",
      "tool-scroll",
      "rotate-right",
      "tool-crosshair",
      "cine",
      "tool-length",
      "tool-angle",
    ]);
    expect(weasis("ArrowRight")).toBe("series-next");
    expect(weasis("ArrowRight", { ctrlKey: true })).toBe("study-next");
    expect(weasis("ArrowUp", { ctrlKey: true })).toBe("patient-previous");
    expect(weasis("ArrowDown", { shiftKey: true })).toBe("image-forward-10");
    expect(weasis("Escape")).toBe("reset");
    expect(weasis("7")).toBe("window-lung");
    expect([weasis(" "), weasis("i")]).toEqual(["overlay", "overlay"]);
  });

  it("undoes and redoes with Ctrl and with Command", () => {
    expect(does("z", { ctrlKey: true })).toBe("undo");
    expect(does("z", { metaKey: true })).toBe("undo");
    expect(does("Z", { ctrlKey: true, shiftKey: true })).toBe("redo");
    expect(does("z")).toBe("tool-zoom");
  });

  it("leaves the system's keys alone", () => {
    expect(does("r", { ctrlKey: true })).toBeUndefined();
    expect(does("1", { altKey: true, code: "Digit1" })).toBeUndefined();
    expect(does("Shift", { shiftKey: true, code: "ShiftLeft" })).toBeUndefined();
  });

  it("goes by the place of a key where it writes another script or an input method takes it", () => {
    expect(does("Process", { code: "KeyZ" })).toBe("tool-zoom");
    expect(does("я", { code: "KeyZ" })).toBe("tool-zoom");
    expect(does("？", { code: "Slash", shiftKey: true })).toBe("help");
    expect(does("Process", { code: "ArrowDown" })).toBe("image-next");
    expect(does("Dead", { code: "Backslash" })).toBeUndefined();
    expect(does("Dead", { code: "BracketLeft" })).toBe("boundary-shrink");
  });

  it("takes a Latin letter for what it says, and digits that need Shift without it", () => {
    expect(does("w", { code: "KeyZ" })).toBe("tool-window-level");
    expect(does("&", { code: "Digit1" })).toBe("window-preset-1");
    expect(does("1", { code: "Digit1", shiftKey: true })).toBe("window-preset-1");
  });

  it("puts the reader's own keys before the preset's, and takes keys away by an empty list", () => {
    const own = { ...standard, keys: { "tool-pan": ["z"], invert: [] } };
    expect(actionOfStroke(own, stroke("z"))).toBe("tool-pan");
    expect(actionOfStroke(own, stroke("p"))).toBeUndefined();
    expect(actionOfStroke(own, stroke("i"))).toBeUndefined();
    expect([...conflictsIn(keysInForce(own))]).toEqual([["z", expect.arrayContaining(["tool-pan", "tool-zoom"])]]);
  });

  it("prints keys as they stand on a keyboard", () => {
    expect(["Ctrl+z", "+", "Ctrl++", "ArrowUp", "Shift+ArrowDown", "Space"].map(shownKey)).toEqual([
      "Ctrl Z",
      "+",
      "Ctrl +",
      "↑",
      "Shift ↓",
      "Space",
    ]);
    expect(keyOf(keysInForce(standard), "invert")).toBe("I");
    expect(keyOf(keysInForce(standard), "open-archive")).toBeUndefined();
  });

  it("names a keystroke by what it writes first", () => {
    expect(strokeNames(stroke("R", { shiftKey: true, code: "KeyR" }))).toEqual(["Shift+r", "r"]);
    expect(strokeNames(stroke("!", { shiftKey: true, code: "Digit1" }))).toEqual(["!", "Shift+1"]);
  });
});

describe("the actions", () => {
  it("are each there once, under a name that keymaps can keep", () => {
    const ids = actions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });
});
