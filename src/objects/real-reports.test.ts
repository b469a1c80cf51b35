import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parsePart10 } from "../dicom/index.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { documentText, objectDocumentSchema, parseObject } from "./index.ts";

const root = dataRoot() ?? "";
const folders = ["objects/sr", "ct/nlst-chest-2mm-sr"].map((folder) => join(root, folder));
const files = folders
  .filter((folder) => root !== "" && existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)))
  .filter((path) => path.endsWith(".dcm"));

/** Values of TEXT, CODE, NUM and PNAME items as dsrdump prints them. */
function valuesOf(dump: string): string[] {
  return dump.split("\n").flatMap((line) => {
    const found =
      /<(?:[a-z ]+ )?(?:TEXT|PNAME):.*?\)="(.*)">/.exec(line) ??
      /<(?:[a-z ]+ )?CODE:.*\(.*?,.*?,"(.*)"\)>/.exec(line) ??
      /<(?:[a-z ]+ )?NUM:.*?\)="([^"]*)"/.exec(line);
    return found?.[1] === undefined ? [] : [found[1]];
  });
}

const canCompare = files.length > 0 && hasTool("dsrdump");

describe.skipIf(!canCompare)("reports made by others", () => {
  it.each(files)("%s says all that dsrdump prints", (path) => {
    const { stdout } = spawnSync("dsrdump", ["+Pl", "-Ei", path], { encoding: "utf8" });
    const printed = valuesOf(stdout);
    const bytes = readFileSync(path);
    const file = parsePart10(bytes);
    const document = objectDocumentSchema.parse(JSON.parse(JSON.stringify(parseObject(file, bytes.length))));
    if (document.content.kind !== "report") return;
    expect(printed.length).toBeGreaterThan(2);
    const numbers = document.content.items.flatMap(({ value }) => (value.kind === "number" ? [value.value] : []));
    const text = documentText(document).normalize();
    const missing = printed.filter((value) => !text.includes(value.normalize()) && !numbers.includes(Number(value)));
    expect(missing).toEqual([]);
  });
});
