import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { loadModel } from "../model.ts";
import { manifestJsonSchema } from "./json-schema.ts";
import { manifestSchema } from "./manifest.ts";

const models = new URL("../../../models/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, models), "utf8");

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "hounsfield-schema-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Says whether Python's jsonschema, a validator by others, is here. */
function hasValidator(): boolean {
  try {
    execFileSync("python3", ["-c", "import jsonschema"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe("the JSON Schema of a manifest", () => {
  it("is kept as the contract says it (node build/scripts/model-schema.ts writes it anew)", () => {
    expect(JSON.parse(read("manifest.schema.json"))).toEqual(JSON.parse(JSON.stringify(manifestJsonSchema())));
  });

  it.skipIf(!hasValidator())("passes and refuses what the program does, by another validator", () => {
    const good = JSON.parse(read("lung-nodule/manifest.json")) as Record<string, unknown>;
    const { licence: _, ...lacking } = good;
    const cases: [string, unknown, boolean][] = [
      ["lung-nodule", good, true],
      ["example", spotManifest(), true],
      ["unknown field", { ...good, author: "x" }, false],
      ["no licence", lacking, false],
      ["way out", { ...good, modelCard: { en: "../x" } }, false],
      ["other contract", { ...good, contract: "hounsfield-model/1" }, false],
    ];
    writeFileSync(join(directory, "cases.json"), JSON.stringify(cases.map(([, manifest]) => manifest)));
    writeFileSync(join(directory, "schema.json"), read("manifest.schema.json"));
    const script = `
import json, jsonschema
schema = json.load(open("schema.json")); jsonschema.Draft202012Validator.check_schema(schema)
v = jsonschema.Draft202012Validator(schema)
print(json.dumps([v.is_valid(m) for m in json.load(open("cases.json"))]))`;
    const verdicts = JSON.parse(execFileSync("python3", ["-c", script], { cwd: directory, encoding: "utf8" }));
    expect(verdicts).toEqual(cases.map(([, , valid]) => valid));
    for (const [name, manifest, valid] of cases) expect(manifestSchema.safeParse(manifest).success, name).toBe(valid);
  });
});

describe("the guide for authors", () => {
  it("shows a manifest that is right, with the hashes of the files it speaks of, and passes its self-test", async () => {
    const [, block] = /```json\n([\s\S]*?)\n```/.exec(read("README.md")) ?? [];
    expect(JSON.parse(block ?? "")).toEqual(spotManifest());
    writeFiles(directory, spotFiles());
    writeFileSync(join(directory, "manifest.json"), block ?? "");
    const model = await loadModel(directory, { threads: 1 });
    expect(model.manifest.id).toBe("bright-spots");
    await model.dispose();
  });

  it("names every field of the manifest and every reason of a refusal", () => {
    const guide = read("README.md");
    for (const field of Object.keys(manifestSchema.shape)) expect(guide, field).toContain(`\`${field}\``);
  });
});
