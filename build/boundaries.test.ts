import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules", ".bin", name);
const { table } = createRequire(import.meta.url)("./boundaries-table.cjs") as { table: Record<string, unknown> };

function cruise(cwd: string): string {
  const run = spawnSync(process.execPath, [bin("depcruise"), "--config", join(root, "build/boundaries.cjs"), "src"], { cwd });
  return run.stdout.toString() + run.stderr.toString();
}

describe("the boundaries", () => {
  let house: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  };

  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), "boundaries-"));
    symlinkSync(join(root, "node_modules"), join(house, "node_modules"));
    write("src/archive/index.ts", 'export { rows } from "./rows.ts";\nexport type { Row } from "./rows.ts";\n');
    write("src/archive/rows.ts", "export const rows = 1;\nexport interface Row { id: string }\n");
    write("src/sources/index.ts", "export const source = 1;\n");
  });
  afterAll(() => rmSync(house, { recursive: true, force: true }));

  it.each([
    [
      "an import up the line",
      "src/geometry/planted.ts",
      'import { rows } from "../archive/index.ts";\nexport const a = rows;\n',
      "imports-outside-its-table-row",
    ],
    [
      "a value where only types are allowed",
      "src/archive/planted.ts",
      'import { source } from "../sources/index.ts";\nexport const a = source;\n',
      "needs-only-types-of-src-sources",
    ],
    [
      "a way around the door",
      "src/host/planted.ts",
      'import { rows } from "../archive/rows.ts";\nexport const a = rows;\n',
      "only-through-the-door",
    ],
    [
      "Node in a pure room",
      "src/findings/planted.ts",
      'import { join } from "node:path";\nexport const a = join;\n',
      "pure-rooms-stay-pure",
    ],
    [
      "a folder nobody listed",
      "src/helpers/planted.ts",
      'import { rows } from "../archive/index.ts";\nexport const a = rows;\n',
      "folder-not-in-the-table",
    ],
  ])("report %s", (_name, path, text, rule) => {
    write(path, text);
    expect(cruise(house)).toContain(rule);
    rmSync(join(house, path));
  });

  it("find nothing in a house in order", () => {
    expect(cruise(house)).toContain("no dependency violations found");
  });

  it("list every folder that exists", () => {
    const folders = ["src", "renderer"].flatMap((top) =>
      readdirSync(join(root, top), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== "e2e")
        .map((entry) => `${top}/${entry.name}`),
    );
    expect(folders.filter((folder) => !(folder in table))).toEqual([]);
  });

  it("report a function that does not fit on a screen", () => {
    const lines = Array.from({ length: 120 }, (_, at) => `  total += ${at};`).join("\n");
    write("src/geometry/long.ts", `export function long(): number {\n  let total = 0;\n${lines}\n  return total;\n}\n`);
    const run = spawnSync(
      bin("biome"),
      ["lint", `--config-path=${join(root, "build/biome.config.json")}`, "src/geometry/long.ts"],
      { cwd: house },
    );
    expect(run.stderr.toString() + run.stdout.toString()).toContain("noExcessiveLinesPerFunction");
    rmSync(join(house, "src/geometry/long.ts"));
  });
});
