import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const count = (source: string, word: RegExp) => source.match(word)?.length ?? 0;

/** Controls in whose own words the reason stands, for everybody to read. */
const inTheirWords: Readonly<Record<string, number>> = {
  // A line of a menu, and of the command palette.
  "ui/Menu.tsx": 1,
  "panels/palette/CommandPalette.tsx": 1,
};

/** A control that cannot be used says why: under the pointer, and to who does not see it. */
describe("controls that are off", () => {
  const files = globSync("**/*.tsx", { cwd: root }).map((name) => [
    name.replaceAll("\\", "/"),
    readFileSync(join(root, name), "utf8"),
  ]);

  it.each(files.filter(([, source]) => /aria-disabled=/.test(source ?? "")))("say why in %s", (name = "", source = "") => {
    const told = count(source, /aria-description=/g) + (inTheirWords[name] ?? 0);
    expect(told).toBe(count(source, /aria-disabled=/g));
  });

  it("stay in reach: none is taken out of the order of the keys", () => {
    // An option of a list has its reason in its words.
    const taken = files.filter(([name, source = ""]) => name !== "ui/Field.tsx" && /\sdisabled=\{/.test(source));
    expect(taken.map(([name]) => name)).toEqual([]);
  });
});
