import { describe, expect, it } from "vitest";
import { findShortcut, type Keystroke, keyName, keyOfAction, ohifKeymap, shownKey } from "./shortcuts.ts";

const stroke = (key: string, held: Partial<Keystroke> = {}): Keystroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});
const does = (key: string, held?: Partial<Keystroke>) => findShortcut(ohifKeymap, stroke(key, held));

describe("the keymap", () => {
  it("gives each key to one action, and each action once", () => {
    const keys = ohifKeymap.flatMap((shortcut) => shortcut.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(ohifKeymap.map(({ action }) => action)).size).toBe(ohifKeymap.length);
  });

  it("knows what radiologists' hands expect", () => {
    expect(["1", "2", "3", "4", "5"].map((key) => does(key))).toEqual([
      "window-soft-tissue",
      "window-lung",
      "window-liver",
      "window-bone",
      "window-brain",
    ]);
    expect(does("ArrowDown")).toBe("image-next");
    expect(does("PageUp")).toBe("series-previous");
    expect(does(" ")).toBe("reset");
    expect(does("+", { shiftKey: true })).toBe("zoom-in");
    expect(does("?", { shiftKey: true })).toBe("help");
    expect(does("R", { shiftKey: true })).toBe("rotate-right");
  });

  it("undoes and redoes with Ctrl and with Command", () => {
    expect(does("z", { ctrlKey: true })).toBe("undo");
    expect(does("z", { metaKey: true })).toBe("undo");
    expect(does("Z", { ctrlKey: true, shiftKey: true })).toBe("redo");
    expect(does("y", { ctrlKey: true })).toBe("redo");
    expect(does("z")).toBe("tool-zoom");
  });

  it("leaves the system's keys alone", () => {
    expect(does("r", { ctrlKey: true })).toBeUndefined();
    expect(does("1", { altKey: true })).toBeUndefined();
    expect(keyName(stroke("ArrowLeft", { altKey: true }))).toBeUndefined();
    expect(does("c", { metaKey: true })).toBeUndefined();
  });

  it("prints keys as they stand on a keyboard", () => {
    expect(shownKey("Ctrl+z")).toBe("Ctrl Z");
    expect(shownKey("+")).toBe("+");
    expect(shownKey("ArrowUp")).toBe("↑");
    expect(keyOfAction(ohifKeymap, "invert")).toBe("I");
    expect(keyOfAction(ohifKeymap, "tool-length")).toBeUndefined();
  });
});
