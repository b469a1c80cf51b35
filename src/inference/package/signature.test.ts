import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasTool } from "../../testing/environment.ts";
import { spotManifest } from "../../testing/spot-package.ts";
import { manifestSchema } from "../contract/manifest.ts";
import { signPackage, trustOf, verifySignature } from "./signature.ts";

const pem = (type: "ed25519" | "ed448") => {
  const pair = type === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ed448");
  return pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
};
const manifest = manifestSchema.parse(spotManifest());
const manifestBytes = new TextEncoder().encode(JSON.stringify(spotManifest()));
const privateKey = pem("ed25519");
const signedAt = new Date("2026-01-31T12:00:00.123Z");
const text = signPackage(manifest, manifestBytes, { signer: "示例 Example", signedAt, privateKey });
const refusal = { area: "inference", code: "bad-signature" };
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe("the signature of a package", () => {
  it("says who signed and when, and is known by its key alone", () => {
    const signed = verifySignature(new TextEncoder().encode(text), manifest, manifestBytes);
    expect(signed).toMatchObject({ state: "signed", signer: "示例 Example", signedAt: "2026-01-31T12:00:00Z" });
    const publicKey = signed.state === "signed" ? signed.publicKey : "";
    expect(trustOf(signed, [publicKey])).toBe("known");
    expect(trustOf(signed, ["another"])).toBe("unknown");
    expect(trustOf({ state: "unsigned" }, [publicKey])).toBe("unsigned");
  });

  it("does not hold for other files, another manifest, name, time or key", () => {
    const good = JSON.parse(text) as Record<string, string>;
    const other = JSON.parse(
      signPackage(manifest, manifestBytes, { signer: "示例 Example", signedAt, privateKey: pem("ed25519") }),
    );
    const changes: unknown[] = [
      { ...good, signer: "Somebody" },
      { ...good, signedAt: "2026-01-31T12:00:01Z" },
      { ...good, publicKey: other.publicKey },
      { ...good, signature: other.signature },
      { ...good, algorithm: "none" },
      { ...good, publicKey: "AAAA" },
      { ...good, extra: 1 },
      { ...good, signer: "Line\nsignedAt 2026" },
      "x",
      null,
    ];
    for (const change of changes)
      expect(() => verifySignature(bytes(change), manifest, manifestBytes)).toThrow(expect.objectContaining(refusal));
    const signature = new TextEncoder().encode(text);
    const [first, ...rest] = manifest.files;
    const changed = { ...manifest, files: [{ ...first, sha256: "0".repeat(64) }, ...rest] } as typeof manifest;
    expect(() => verifySignature(signature, changed, manifestBytes)).toThrow(expect.objectContaining(refusal));
    expect(() => verifySignature(signature, manifest, bytes({}))).toThrow(expect.objectContaining(refusal));
  });

  it("does not hold with any byte of it changed, and never fails in another way", () => {
    const original = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = original.slice();
        changed[at] = (changed[at] as number) ^ flip;
        try {
          // A blank for a blank, or a letter written another way in the JSON, leaves what it says.
          expect(verifySignature(changed, manifest, manifestBytes)).toEqual(verifySignature(original, manifest, manifestBytes));
        } catch (error) {
          expect(error).toMatchObject(refusal);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is made with a key of Ed25519 alone, by a name of one line", () => {
    const sign = (key: string, signer = "x") => signPackage(manifest, manifestBytes, { signer, signedAt, privateKey: key });
    expect(() => sign("not a key")).toThrow(expect.objectContaining(refusal));
    expect(() => sign(pem("ed448"))).toThrow(expect.objectContaining(refusal));
    expect(() => sign(privateKey, "two\nlines")).toThrow(expect.objectContaining(refusal));
  });

  it.skipIf(!hasTool("openssl"))("is what OpenSSL says of the text that the guide describes", () => {
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-signature-"));
    try {
      const { createHash } = process.getBuiltinModule("node:crypto");
      const hash = createHash("sha256").update(manifestBytes).digest("hex");
      const lines = [...manifest.files.map(({ path, sha256 }) => ({ path, sha256 })), { path: "manifest.json", sha256: hash }]
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
      const said = `hounsfield-model-signature/1\nsigner 示例 Example\nsignedAt 2026-01-31T12:00:00Z\n${lines.join("")}`;
      const parsed = JSON.parse(text) as { publicKey: string; signature: string };
      writeFileSync(join(folder, "text.txt"), said);
      writeFileSync(join(folder, "key.der"), Buffer.from(parsed.publicKey, "base64"));
      writeFileSync(join(folder, "signature"), Buffer.from(parsed.signature, "base64"));
      const verify = "pkeyutl -verify -rawin -pubin -keyform DER -inkey key.der -in text.txt -sigfile signature".split(" ");
      expect(execFileSync("openssl", verify, { cwd: folder, encoding: "utf8" })).toContain("Verified Successfully");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
