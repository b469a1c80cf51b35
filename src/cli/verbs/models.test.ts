import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { runCli } from "../run.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hounsfield-models-cli-"));
  const pair = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "private.pem"), pair.privateKey.export({ format: "pem", type: "pkcs8" }));
  writeFileSync(join(folder, "public.pem"), pair.publicKey.export({ format: "pem", type: "spki" }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function packageOf(version: string, files = spotFiles()): string {
  const source = join(folder, `source-${version}`);
  const manifest = new TextEncoder().encode(JSON.stringify({ ...spotManifest(), version }));
  writeFiles(source, new Map([...files, ["manifest.json", manifest]]));
  return source;
}
async function models(...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const streams = { out: (text: string) => (printed.out += text), err: (text: string) => (printed.err += text) };
  const argv = ["models", ...args, "--archive", join(folder, "data")];
  const status = await runCli(argv, streams, silentLog, new AbortController().signal);
  return { status, ...printed, data: args.includes("--json") && printed.out !== "" ? JSON.parse(printed.out) : undefined };
}

describe("models", () => {
  it("lists the one that ships, in words and as JSON", async () => {
    const { out } = await models("list");
    expect(out).toMatch(/lung-nodule +\d+\.\d+\.\d+ +in use +the program +ready/);
    const { data } = await models("list", "--json");
    expect(data.models.map(({ id }: { id: string }) => id)).toContain("lung-nodule");
    for (const model of data.models)
      expect(model).toMatchObject({ active: true, builtIn: true, trust: "built-in", retired: false });
  });

  it("packs and signs, checks, installs by a known publisher, goes back and removes", async () => {
    const file = join(folder, "spots.hounsfield-model");
    const sign = ["--key", join(folder, "private.pem"), "--signer", "示例 Example"];
    expect(await models("pack", packageOf("1.0.0"), file, ...sign)).toMatchObject({ status: 0, err: "" });
    const check = await models("check", file);
    expect(check).toMatchObject({ status: 0 });
    expect(check.out).toMatch(
      /bright-spots 1\.0\.0[\s\S]*Signed by 示例 Example \(not among the known publishers\)[\s\S]*Self-test passed/,
    );
    const refused = await models("install", file, "--json");
    expect(refused).toMatchObject({ status: 1, data: { error: { code: "not-trusted", details: { trust: "unknown" } } } });
    expect(await models("trust", join(folder, "public.pem"), "--name", "示例 Example")).toMatchObject({ status: 0 });
    const installed = await models("install", file, "--json");
    expect(installed.data).toMatchObject({ id: "bright-spots", version: "1.0.0", active: true, trust: "known" });
    const unsigned = packageOf("1.1.0");
    expect((await models("install", unsigned)).err).toContain("not signed");
    expect(await models("install", unsigned, "--accept-unsigned")).toMatchObject({ status: 0 });
    expect((await models("list")).out).toMatch(/bright-spots +1\.1\.0 +in use +not signed +ready/);
    expect((await models("rollback", "bright-spots")).out).toBe("bright-spots 1.0.0 is in use again.\n");
    expect(await models("rollback", "bright-spots", "--json")).toMatchObject({
      status: 1,
      data: { error: { code: "nothing-to-roll-back" } },
    });
    expect(await models("use", "bright-spots", "1.1.0")).toMatchObject({ status: 0 });
    expect((await models("remove", "bright-spots", "1.1.0")).out).toContain("bright-spots 1.0.0 is in use.");
    expect((await models("list")).out).toMatch(/bright-spots +1\.1\.0 +not signed +removed, card kept/);
    const { data } = await models("trust", "--json");
    expect(data.publishers).toHaveLength(1);
    expect(await models("distrust", data.publishers[0].fingerprint.slice(0, 12))).toMatchObject({ status: 0 });
    expect((await models("trust")).out).toBe("No publisher is known.\n");
  }, 60_000);

  it("does not take a model whose self-test fails, and says which value is off", async () => {
    const files = new Map(spotFiles());
    const wrong = packageOf("3.0.0", files);
    const spots = Float32Array.from(new Float32Array(512), () => 0.5);
    files.set("self-test/spots.f32", new Uint8Array(spots.buffer));
    const { listed } = await import("../../testing/spot-package.ts");
    const manifest = { ...spotManifest(), version: "3.0.0", files: listed(files) };
    writeFiles(wrong, new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]));
    for (const verb of ["check", "install"]) {
      const { status, data } = await models(verb, wrong, "--accept-unsigned", "--json");
      expect([verb, status, data.error.code]).toEqual([verb, 1, "self-test-failed"]);
    }
    expect((await models("list")).out).not.toContain("3.0.0");
  }, 60_000);

  it("says how it is used", async () => {
    expect(await models("sing")).toMatchObject({ status: 2 });
    expect(await models("install")).toMatchObject({ status: 2 });
    expect(await models("pack", "a", "b", "--key", "c")).toMatchObject({ status: 2 });
    expect(await models("use", "lung-nodule", "99.0.0")).toMatchObject({ status: 1 });
    expect((await models("--help")).out).toContain("rollback ID");
    const main = join(import.meta.dirname, "..", "main.ts");
    const node = ["--disable-warning=ExperimentalWarning", main, "models", "list", "--archive", join(folder, "data"), "--json"];
    expect(JSON.parse(execFileSync(process.execPath, node, { encoding: "utf8" })).models.length).toBeGreaterThan(1);
  });
});
