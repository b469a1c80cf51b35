import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { preferenceSchemas } from "../../src/contract/index.ts";
import { conflictsIn, keysInForce } from "./keymap.ts";
import { giveKey, holderOf, isSystemKey, putBack, takeKey } from "./keymap-edit.ts";
import { keymapPresets } from "./keymaps.ts";

const standard = preferenceSchemas.keymap.parse(undefined);
const ids = Object.keys(keymapPresets.ohif);
const keys = [...new Set(Object.values(keymapPresets.ohif).flat()), "Ctrl+j", "Shift+F2"];

describe("editing a keymap", () => {
  it("names the other action that has a key", () => {
    expect(holderOf(standard, "z", "tool-pan")).toBe("tool-zoom");
    expect(holderOf(standard, "z", "tool-zoom")).toBeUndefined();
    expect(holderOf(standard, "Ctrl+j", "tool-pan")).toBeUndefined();
  });

  it("takes the key from the other action, or gives it the one that became free", () => {
    const replaced = keysInForce(giveKey(standard, "tool-pan", "z", "p"));
    expect([replaced["tool-pan"], replaced["tool-zoom"]]).toEqual([["z"], []]);
    const swapped = keysInForce(giveKey(standard, "tool-pan", "z", "p", "swap"));
    expect([swapped["tool-pan"], swapped["tool-zoom"]]).toEqual([["z"], ["p"]]);
  });

  it("keeps nothing that the preset says already", () => {
    const there = giveKey(standard, "tool-pan", "Ctrl+j", "p");
    expect(there.keys).toEqual({ "tool-pan": ["Ctrl+j"] });
    expect(giveKey(there, "tool-pan", "p", "Ctrl+j").keys).toEqual({});
    expect(putBack(there, "tool-pan").keys).toEqual({});
    expect(takeKey(standard, "invert", "i").keys).toEqual({ invert: [] });
  });

  it("never leaves two actions with one key, whatever is done in whatever order", () => {
    const step = fc.record({
      id: fc.constantFrom(...ids),
      key: fc.constantFrom(...keys),
      how: fc.constantFrom("replace", "swap", "back", "take"),
    });
    fc.assert(
      fc.property(fc.constantFrom("ohif" as const, "weasis" as const), fc.array(step, { maxLength: 12 }), (preset, steps) => {
        const end = steps.reduce(
          (so, { id, key, how }) => {
            if (how === "back") return putBack(so, id);
            if (how === "take") return takeKey(so, id, key);
            return giveKey(so, id, key, keysInForce(so)[id]?.[0], how as "replace" | "swap");
          },
          { ...standard, preset },
        );
        expect([...conflictsIn(keysInForce(end))]).toEqual([]);
        expect(preferenceSchemas.keymap.safeParse(end).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("knows what a browser keeps for itself", () => expect([isSystemKey("Ctrl+w"), isSystemKey("w")]).toEqual([true, false]));
});
