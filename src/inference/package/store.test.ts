import { createHash, generateKeyPairSync } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { packArchive } from "./pack.ts";
import { parsePublisher } from "./publishers.ts";
import { readPackage } from "./read.ts";
import { openModelStore } from "./store.ts";

const pair = generateKeyPairSync("ed25519");
const privateKey = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const publicKey = pair.publicKey.export({ format: "der", type: "spki" }).toString("base64");
const accept = { acceptUnsigned: true };

let folder = "";
let directory = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hounsfield-store-"));
  directory = join(folder, "models");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function packageOf(version: string, change: object = {}): string {
  const source = join(folder, `source-${version}${Object.keys(change).join("")}`);
  const manifest = new TextEncoder().encode(JSON.stringify({ ...spotManifest(), version, ...change }));
  writeFiles(source, new Map([...spotFiles(), ["manifest.json", manifest]]));
  return source;
}
function zipOf(version: string): string {
  const to = join(folder, `${version}.hounsfield-model`);
  packArchive(packageOf(version), to, { signer: "Example", signedAt: new Date(0), privateKey });
  return to;
}
const builtInFolder = () => {
  const shelf = join(folder, "product");
  cpSync(packageOf("1.0.0"), join(shelf, "bright-spots"), { recursive: true });
  return shelf;
};
const open = (selfTest: () => Promise<void> = () => Promise.resolve(), builtIn: readonly string[] = []) =>
  openModelStore({ directory, builtIn, selfTest, now: () => new Date(0) });
const refusal = (code: string, details: object = {}) => ({
  area: "inference",
  code,
  details: expect.objectContaining(details),
});
const summary = (store: ReturnType<typeof open>) =>
  store
    .list()
    .map(({ version, active, retired, builtIn, error }) =>
      [version, active ? "active" : "", retired ? "retired" : "", builtIn ? "built-in" : "", error?.code ?? ""]
        .filter(Boolean)
        .join(" "),
    );

describe("the installed models", () => {
  it("lie side by side by version; the last installed is used, and one step goes back", async () => {
    const store = open();
    expect(store.list()).toEqual([]);
    await store.install(packageOf("1.0.0"), accept);
    await store.install(packageOf("1.10.0"), accept);
    await store.install(packageOf("1.9.0"), accept);
    expect(summary(store)).toEqual(["1.10.0", "1.9.0 active", "1.0.0"]);
    expect(store.previous("bright-spots")).toBe("1.10.0");
    expect(store.rollback("bright-spots")).toMatchObject({ version: "1.10.0", active: true });
    expect(store.rollback("bright-spots").version).toBe("1.0.0");
    expect(store.previous("bright-spots")).toBeNull();
    expect(() => store.rollback("bright-spots")).toThrow(expect.objectContaining(refusal("nothing-to-roll-back")));
    expect(store.activate("bright-spots", "1.9.0").active).toBe(true);
    expect(store.rollback("bright-spots").version).toBe("1.0.0");
    expect(summary(open())).toEqual(["1.10.0", "1.9.0", "1.0.0 active"]);
  });

  it("count those of the product among them: used until another is, gone back to, never removed", async () => {
    const shelf = builtInFolder();
    mkdirSync(join(shelf, "recipe-alone", "train"), { recursive: true });
    const store = open(undefined, [shelf]);
    expect(summary(store)).toEqual(["1.0.0 active built-in"]);
    await store.install(packageOf("2.0.0"), accept);
    expect(summary(store)).toEqual(["2.0.0 active", "1.0.0 built-in"]);
    expect(store.rollback("bright-spots")).toMatchObject({ version: "1.0.0", builtIn: true });
    expect(() => store.retire("bright-spots", "1.0.0")).toThrow(expect.objectContaining(refusal("built-in")));
    await expect(store.install(packageOf("1.0.0", { licence: "MIT" }), accept)).rejects.toMatchObject(
      refusal("already-installed"),
    );
    // The same package again changes nothing but which is used.
    store.activate("bright-spots", "2.0.0");
    expect(await store.install(packageOf("1.0.0"), accept)).toMatchObject({ builtIn: true, active: true });
  });

  it("ask for a signature of a known publisher, or a word that none is needed", async () => {
    const store = open();
    const zip = zipOf("1.0.0");
    const unsigned = packageOf("1.1.0");
    await expect(store.install(unsigned)).rejects.toMatchObject(refusal("not-trusted", { trust: "unsigned" }));
    await expect(store.install(zip)).rejects.toMatchObject(refusal("not-trusted", { trust: "unknown" }));
    store.trust(parsePublisher("Example", publicKey));
    expect(await store.install(zip)).toMatchObject({ trust: "known", signed: { signer: "Example" } });
    expect(await store.install(unsigned, accept)).toMatchObject({ trust: "unsigned" });
    const trusts = () =>
      open()
        .list()
        .map(({ trust }) => trust);
    expect(trusts()).toEqual(["unsigned", "known"]);
    store.trust(parsePublisher("Renamed", pair.publicKey.export({ format: "pem", type: "spki" }).toString()));
    expect(store.publishers()).toEqual([{ name: "Renamed", publicKey }]);
    store.distrust(publicKey);
    expect([store.publishers(), trusts()]).toEqual([[], ["unsigned", "unknown"]]);
    for (const key of ["", "AAAA", privateKey, publicKey.slice(4)])
      expect(() => parsePublisher("x", key)).toThrow(expect.objectContaining(refusal("bad-signature")));
  });

  it("make whoever signed a package known together with it, but by the key that was named and never by one that fails", async () => {
    const zip = zipOf("1.0.0");
    const trustedKey = createHash("sha256").update(Buffer.from(publicKey, "base64")).digest("hex");
    const failing = open(() => Promise.reject(new Error("off by 3")));
    await expect(failing.install(zip, { trustedKey })).rejects.toThrow("off by 3");
    const store = open();
    const other = "0".repeat(64);
    await expect(store.install(zip, { trustedKey: other })).rejects.toMatchObject(
      refusal("not-trusted", { reason: "unknown", signer: "Example", fingerprint: trustedKey }),
    );
    await expect(store.install(packageOf("1.1.0"), { trustedKey })).rejects.toMatchObject(
      refusal("not-trusted", { reason: "unsigned" }),
    );
    expect(store.publishers()).toEqual([]);
    expect(await store.install(zip, { trustedKey })).toMatchObject({ trust: "known" });
    expect(store.publishers()).toEqual([{ name: "Example", publicKey }]);
  });

  it("take nothing whose self-test fails, and leave nothing of it", async () => {
    const failing = open(() => Promise.reject(new Error("off by 3")));
    await expect(failing.install(packageOf("1.0.0"), accept)).rejects.toThrow("off by 3");
    expect(failing.list()).toEqual([]);
    expect(readdirSync(join(directory, ".staging"))).toEqual([]);
  });

  it("take nothing when cancelled", async () => {
    const cancelling = new AbortController();
    const store = open(() => {
      cancelling.abort();
      return Promise.resolve();
    });
    const installing = store.install(packageOf("1.0.0"), { ...accept, signal: cancelling.signal });
    await expect(installing).rejects.toMatchObject({ name: "AbortError" });
    expect(store.list()).toEqual([]);
  });

  it("run the self-test on the copy that is installed, listed files alone", async () => {
    let seen: readonly string[] = [];
    const source = packageOf("1.0.0");
    writeFileSync(join(source, "notes.txt"), "not listed");
    const store = openModelStore({
      directory,
      builtIn: [],
      selfTest: (at) => {
        seen = readdirSync(at).sort();
        return Promise.resolve();
      },
    });
    const { directory: at } = await store.install(source, accept);
    expect(seen).toEqual(["CARD.md", "manifest.json", "self-test", "spots.onnx"]);
    expect(at).toBe(join(directory, "bright-spots", "1.0.0"));
  });

  it("keep manifest and card of a version that is removed, and take it in again", async () => {
    const store = open();
    await store.install(packageOf("1.0.0"), accept);
    await store.install(packageOf("1.1.0"), accept);
    store.retire("bright-spots", "1.1.0");
    expect(summary(store)).toEqual(["1.1.0 retired", "1.0.0 active"]);
    const at = join(directory, "bright-spots", "1.1.0");
    expect(readdirSync(at).filter((name) => !name.startsWith("."))).toEqual(["CARD.md", "manifest.json"]);
    expect(store.list()[0]?.manifest?.version).toBe("1.1.0");
    expect(() => store.activate("bright-spots", "1.1.0")).toThrow(expect.objectContaining(refusal("not-installed")));
    expect(() => store.rollback("bright-spots")).toThrow(expect.objectContaining(refusal("nothing-to-roll-back")));
    await expect(store.install(packageOf("1.1.0", { licence: "MIT" }), accept)).rejects.toMatchObject(
      refusal("already-installed"),
    );
    await store.install(packageOf("1.1.0"), accept);
    expect(summary(store)).toEqual(["1.1.0 active", "1.0.0"]);
  });

  it("say which are damaged, and take the same package in again", async () => {
    const store = open();
    await store.install(packageOf("1.0.0"), accept);
    writeFileSync(join(directory, "bright-spots", "1.0.0", "spots.onnx"), "x");
    expect(summary(store)).toEqual(["1.0.0 active hash-mismatch"]);
    await store.install(packageOf("1.0.0"), accept);
    expect(summary(store)).toEqual(["1.0.0 active"]);
    writeFileSync(join(directory, "bright-spots", "1.0.0", "manifest.json"), "{");
    expect(summary(store)).toEqual(["1.0.0 active bad-manifest"]);
    await store.install(packageOf("1.0.0"), accept);
    expect(summary(open())).toEqual(["1.0.0 active"]);
  });

  it("are there after a kill at any step of an installation or a removal", async () => {
    const store = open();
    await store.install(packageOf("1.0.0"), accept);
    await store.install(packageOf("1.1.0"), accept);
    const model = join(directory, "bright-spots");
    // Staged by a process that is gone; renamed but not yet chosen; the choice half written; a removal half done.
    cpSync(packageOf("1.2.0"), join(directory, ".staging", "999999999-1_x"), { recursive: true });
    cpSync(packageOf("1.3.0"), join(model, "1.3.0"), { recursive: true });
    writeFileSync(join(model, ".half"), '{"active":');
    writeFileSync(join(model, "1.0.0", ".retired.json"), "{}");
    const again = open();
    expect(summary(again)).toEqual(["1.3.0", "1.1.0 active", "1.0.0 retired"]);
    expect(readdirSync(join(directory, ".staging"))).toEqual([]);
    expect(existsSync(join(model, "1.0.0", "spots.onnx"))).toBe(false);
  });

  it("are listed by their sizes where they are very large, and hashed when loaded", async () => {
    const large = { path: "large.bin", sha256: "0".repeat(64), bytes: 200 * 2 ** 20 };
    const source = packageOf("5.0.0", { files: [...spotManifest().files, large] });
    const shelf = join(folder, "large");
    cpSync(source, join(shelf, "x"), { recursive: true });
    writeFileSync(join(shelf, "x", "large.bin"), "");
    expect(summary(open(undefined, [shelf]))).toEqual(["5.0.0 active built-in hash-mismatch"]);
    truncateSync(join(shelf, "x", "large.bin"), large.bytes);
    expect(summary(open(undefined, [shelf]))).toEqual(["5.0.0 active built-in"]);
    expect(() => readPackage(join(shelf, "x"))).toThrow(expect.objectContaining(refusal("hash-mismatch")));
  });

  it("use the newest, and go back to the one before, where the choice cannot be read", async () => {
    const store = open();
    for (const version of ["1.0.0", "1.2.0", "1.1.0"]) await store.install(packageOf(version), accept);
    for (const damage of ["", "{", '{"active":"../../x","previous":[]}', '{"active":1}', `"${"x".repeat(70_000)}"`]) {
      writeFileSync(join(directory, "bright-spots", "active.json"), damage);
      expect(summary(open())).toEqual(["1.2.0 active", "1.1.0", "1.0.0"]);
    }
    expect(store.rollback("bright-spots").version).toBe("1.1.0");
  });

  it("pass by what is no version of theirs, and names that lead elsewhere", async () => {
    const store = open();
    await store.install(packageOf("1.0.0"), accept);
    mkdirSync(join(directory, "bright-spots", "latest"));
    mkdirSync(join(directory, "Not an id", "1.0.0"), { recursive: true });
    cpSync(packageOf("1.0.0"), join(directory, "bright-spots", "3.0.0"), { recursive: true });
    mkdirSync(join(folder, "1.0.0"));
    expect(summary(store)).toEqual(["3.0.0 not-installed", "1.0.0 active"]);
    for (const id of ["..", "", "x", "con", "../models/bright-spots"]) {
      expect(() => store.activate(id, "1.0.0")).toThrow(expect.objectContaining(refusal("not-installed")));
      expect(() => store.rollback(id)).toThrow(expect.objectContaining(refusal("not-installed")));
      expect(() => store.retire(id, "1.0.0")).toThrow(expect.objectContaining(refusal("not-installed")));
    }
    for (const version of ["..", "", "../../1.0.0"])
      expect(() => store.activate("bright-spots", version)).toThrow(expect.objectContaining(refusal("not-installed")));
  });

  it("say that a package is none, or that it could not be written", async () => {
    const store = open();
    await expect(store.install(join(folder, "nowhere"), accept)).rejects.toMatchObject(refusal("package-missing"));
    writeFileSync(join(folder, "text"), "no ZIP");
    await expect(store.install(join(folder, "text"), accept)).rejects.toMatchObject(refusal("archive-damaged"));
    // A file where the folder of the models should be.
    const inTheWay = join(folder, "taken");
    writeFileSync(inTheWay, "");
    const blocked = openModelStore({ directory: inTheWay, builtIn: [], selfTest: () => Promise.resolve() });
    await expect(blocked.install(packageOf("1.0.0"), accept)).rejects.toMatchObject(refusal("install-failed"));
    expect(readFileSync(inTheWay, "utf8")).toBe("");
  });
});
