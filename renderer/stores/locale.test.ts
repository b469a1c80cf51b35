import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "../../assets/locales/en.json" with { type: "json" };
import zhCn from "../../assets/locales/zh-CN.json" with { type: "json" };
import { geometryIssueSchema } from "../../src/contract/index.ts";
import { dcm, sct } from "../../src/findings/index.ts";
import { siteText } from "../../src/report/index.ts";

const root = join(import.meta.dirname, "..", "..");

function flatten(tree: object, path = ""): Map<string, string> {
  const entries = Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : [...flatten(value, `${path}${key}.`)],
  );
  return new Map(entries);
}

const english = flatten(en);
const chinese = flatten(zhCn);

/** Names of `{placeholders}`, whatever forms stand behind a bar. */
const placeholders = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();

/** Whether the report room has a word of its own for a concept: a place needs none in the locale files. */
function isPlace(value: string): boolean {
  return siteText({ site: { value, scheme: "SCT", meaning: "" } }, "en") !== "";
}

/** Codes of every `class ... extends AreaError<"area", Codes>` of src, read from the union that `Codes` names. */
function errorCodes(): { readonly area: string; readonly code: string }[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => readFileSync(join(root, "src", path), "utf8"))
    .flatMap((source) =>
      [...source.matchAll(/extends AreaError<\s*"([a-z-]+)",\s*(\w+)\s*>/g)].flatMap(([, area = "", type]) => {
        const union = new RegExp(`type ${type} =([^;]+);`).exec(source.replace(/\/\*[\s\S]*?\*\//g, ""))?.[1] ?? "";
        return [...union.matchAll(/"([a-z0-9-]+)"/g)].map(([, code = ""]) => ({ area, code }));
      }),
    );
}

describe("the locale files", () => {
  it("say the same things in both languages", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("fill the same placeholders in both languages", () => {
    const differing = [...english].filter(([key, text]) => {
      const names = placeholders(text);
      return names.join() !== placeholders(chinese.get(key) ?? "").join();
    });
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it("leave nothing empty", () => {
    const empty = [...english, ...chinese].filter(([, text]) => text.trim() === "").map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it("say Chinese in Chinese: no sentence is left in English", () => {
    const same = [...english].filter(([key, text]) => / [a-z]+ [a-z]+/.test(text) && chinese.get(key) === text);
    expect(same.map(([key]) => key)).toEqual([]);
  });

  it("have words for everything that is only known when running", () => {
    const lists = ["src/dicom/repair.ts", "src/archive/repair-code.ts"].map(
      (path) => /type \w*RepairCode =([^;]+);/.exec(readFileSync(join(root, path), "utf8"))?.[1] ?? "",
    );
    const repairs = lists.flatMap((list) => [...list.matchAll(/\| "([a-z-]+)"/g)].map(([, code]) => code ?? ""));
    expect(repairs.length).toBeGreaterThan(50);
    const judge = readFileSync(join(root, "src/inference/accept/judge.ts"), "utf8");
    const refusals = /type RefusalReason =([^;]+);/.exec(judge)?.[1]?.match(/[a-z-]+(?=")/g) ?? [];
    expect(refusals.length).toBeGreaterThan(10);
    const keys = [
      ...refusals.map((reason) => `refusals.not-accepted.${reason}`),
      ...geometryIssueSchema.shape.code.options.map((code) => `geometry.${code}`),
      ...repairs.map((code) => `repairs.${code}`),
      ...[...Object.values(sct), ...Object.values(dcm)]
        .filter(({ value }) => !isPlace(value))
        .map(({ scheme, value }) => `codes.${scheme}.${value}`),
    ];
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !english.has(key))).toEqual([]);
    const worded = [...english.keys()].filter((key) => key.startsWith("repairs."));
    expect(worded.filter((key) => !keys.includes(key))).toEqual([]);
  });

  it("have a sentence for every code of every error class in src", () => {
    const codes = errorCodes();
    expect(codes.length).toBeGreaterThan(20);
    const silent = codes.map(({ area, code }) => `errors.${area}.${code}`).filter((key) => !english.has(key));
    expect(silent.filter((key) => !key.startsWith("errors.cli."))).toEqual([]);
  });
});
