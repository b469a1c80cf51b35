import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { buildZip, type ZipFixtureEntry } from "../../testing/zip.ts";
import { manifestSchema } from "../contract/manifest.ts";
import { unpackArchive } from "./archive.ts";
import { packArchive } from "./pack.ts";
import { checkFolder } from "./read.ts";
import { signPackage } from "./signature.ts";

const privateKey = generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }).toString();
const by = { signer: "Example", signedAt: new Date(0), privateKey };
const manifestBytes = new TextEncoder().encode(JSON.stringify(spotManifest()));
const honest: readonly ZipFixtureEntry[] = [
  { name: "manifest.json", bytes: manifestBytes },
  ...[...spotFiles()].map(([name, bytes]) => ({ name, bytes })),
];

let folder = "";
let out = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "hounsfield-archive-"));
  out = join(folder, "deep", "out");
  mkdirSync(out, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function unpack(bytes: Uint8Array) {
  const path = join(folder, "a.zip");
  writeFileSync(path, bytes);
  return unpackArchive(path, out);
}
const refusal = (code: string, details: object = {}) => ({
  area: "inference",
  code,
  details: expect.objectContaining(details),
});
/** The central directory's Unix mode of the first entry of this name; the fixture writes none. */
function withMode(zip: Uint8Array, name: string, mode: number): Uint8Array {
  const bytes = Buffer.from(zip);
  for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 4)) {
    if (bytes.toString("latin1", at + 46, at + 46 + bytes.readUInt16LE(at + 28)) !== name) continue;
    bytes.writeUInt8(3, at + 5);
    bytes.writeUInt32LE((mode << 16) >>> 0, at + 38);
  }
  return bytes;
}

describe("a package as a ZIP", () => {
  it("is written and read again, file by file, with its signature; the same files give the same bytes", async () => {
    const source = join(folder, "source");
    writeFiles(source, new Map([...spotFiles(), ["manifest.json", manifestBytes], ["notes.txt", new Uint8Array(9)]]));
    const [first, second] = [join(folder, "1.hounsfield-model"), join(folder, "2.hounsfield-model")];
    packArchive(source, first, by);
    packArchive(source, second, by);
    expect(readFileSync(first).equals(readFileSync(second))).toBe(true);
    const { manifest, signed } = await unpackArchive(first, out);
    expect(manifest).toEqual(spotManifest());
    expect(signed).toMatchObject({ state: "signed", signer: "Example" });
    expect(checkFolder(out)).toEqual({ manifest, signed });
    for (const [path, bytes] of spotFiles()) expect(readFileSync(join(out, path)).equals(bytes)).toBe(true);
    expect(readdirSync(out).sort()).toEqual(["CARD.md", "manifest.json", "self-test", "signature.json", "spots.onnx"]);
  });

  it("of the shipped model is written so that it can be read", async () => {
    const path = join(folder, "shipped.zip");
    packArchive(fileURLToPath(new URL("../../../models/lung-nodule", import.meta.url)), path);
    const { manifest } = await unpackArchive(path, out);
    expect(manifest.files.map((file) => file.path).every((file) => existsSync(join(out, file)))).toBe(true);
  });

  it("is read as others write it: folders of their own, sizes after the data, ZIP64, stored", async () => {
    const entries = honest.map((entry, n) => ({ ...entry, descriptor: n % 2 === 0, zip64: n % 3 === 0, store: n % 4 === 3 }));
    const { signed } = await unpack(buildZip([{ name: "self-test/", bytes: new Uint8Array(0), store: true }, ...entries]));
    expect(signed).toEqual({ state: "unsigned" });
  });

  it("is not written from a folder whose files changed, and leaves no half of it", () => {
    const source = join(folder, "source");
    writeFiles(source, new Map([...spotFiles(), ["manifest.json", manifestBytes], ["CARD.md", new Uint8Array(9)]]));
    expect(() => packArchive(source, join(folder, "p.zip"), by)).toThrow(expect.objectContaining(refusal("hash-mismatch")));
    expect(readdirSync(folder).filter((name) => name.startsWith("p.zip"))).toEqual([]);
  });

  const extra = (name: string | Uint8Array, more: Partial<ZipFixtureEntry> = {}): readonly ZipFixtureEntry[] => [
    ...honest,
    { name, bytes: new Uint8Array(4), ...more },
  ];
  const swapped = (name: string, more: Partial<ZipFixtureEntry>) =>
    honest.map((entry) => (entry.name === name ? { ...entry, ...more } : entry));
  const card = spotFiles().get("CARD.md") as Uint8Array;
  const other = card.toReversed();

  const cases: [string, readonly ZipFixtureEntry[], string, object][] = [
    ["a path out of its folder", extra("../escaped"), "archive-unsafe", { reason: "path" }],
    ["a path out further in", extra("a/../../escaped"), "archive-unsafe", { reason: "path" }],
    ["an absolute path", extra("/tmp/escaped"), "archive-unsafe", { reason: "path" }],
    ["a path of Windows", extra("C:\\escaped"), "archive-unsafe", { reason: "path" }],
    ["backslashes", extra("..\\escaped"), "archive-unsafe", { reason: "path" }],
    ["a hidden file", extra(".installed.json"), "archive-unsafe", { reason: "path" }],
    ["a device of Windows", extra("self-test/nul.txt"), "archive-unsafe", { reason: "path" }],
    ["an end of line in a name", extra("a\nb"), "archive-unsafe", { file: "a?b" }],
    ["a NUL in a name", extra("a\0b"), "archive-unsafe", { reason: "path" }],
    ["bytes that are no text in a name", extra(Uint8Array.of(0xff, 0xfe)), "archive-unsafe", { reason: "path" }],
    ["a folder with content", extra("self-test/"), "archive-unsafe", { reason: "path" }],
    ["a file twice", extra("CARD.md"), "archive-unsafe", { reason: "twice" }],
    ["a file twice but for its case", extra("card.md"), "archive-unsafe", { reason: "twice" }],
    ["an encrypted file", extra("x", { flags: 1 }), "archive-unsafe", { reason: "packed" }],
    ["a file packed in another way", extra("x", { method: 14 }), "archive-unsafe", { reason: "packed" }],
    ["a file that is not listed", extra("x.onnx"), "archive-extra-file", { file: "x.onnx" }],
    ["a listed file missing", honest.filter(({ name }) => name !== "CARD.md"), "archive-missing-file", { file: "CARD.md" }],
    ["no manifest", honest.slice(1), "archive-missing-file", { file: "manifest.json" }],
    ["a manifest a folder down", honest.map((entry) => ({ ...entry, name: `m/${entry.name}` })), "archive-missing-file", {}],
    ["a manifest that is none", swapped("manifest.json", { bytes: new Uint8Array(8) }), "bad-manifest", {}],
    [
      "a manifest too large",
      swapped("manifest.json", { bytes: new Uint8Array(1024 * 1024 + 1).fill(32) }),
      "archive-too-large",
      {},
    ],
    ["other bytes of the same length", swapped("CARD.md", { bytes: other }), "hash-mismatch", { file: "CARD.md" }],
    ["bytes of another length", swapped("CARD.md", { bytes: new Uint8Array(3) }), "hash-mismatch", { file: "CARD.md" }],
    [
      "a length that is a lie",
      swapped("CARD.md", { bytes: new Uint8Array(5000), declaredBytes: card.length }),
      "archive-damaged",
      {},
    ],
    ["a signature that is none", extra("signature.json"), "bad-signature", {}],
    ["a signature too large", extra("signature.json", { bytes: new Uint8Array(20_000) }), "archive-too-large", {}],
    ["a bomb", extra("bomb", { bytes: new Uint8Array(40 * 2 ** 20) }), "archive-too-large", { file: "bomb" }],
    [
      "entries that share their bytes",
      [...honest, ...Array.from({ length: 80 }, (_, n) => ({ name: `x${n}`, bytes: manifestBytes, dataOf: 0, store: true }))],
      "archive-too-large",
      {},
    ],
    [
      "entries without end",
      Array.from({ length: 2001 }, (_, n) => ({ name: `x${n}`, bytes: new Uint8Array(0), store: true })),
      "archive-too-large",
      {},
    ],
  ];
  it.each(cases)("is refused with %s, and nothing lies outside its folder", async (_, entries, code, details) => {
    await expect(unpack(buildZip(entries))).rejects.toMatchObject(refusal(code, details));
    expect(readdirSync(folder).sort()).toEqual(["a.zip", "deep"]);
    expect(readdirSync(join(folder, "deep"))).toEqual(["out"]);
    expect(existsSync("/tmp/escaped")).toBe(false);
  });

  it("is refused with a link or a device, whether listed or not", async () => {
    for (const mode of [0o120777, 0o020666, 0o010644]) {
      await expect(unpack(withMode(buildZip(honest), "CARD.md", mode))).rejects.toMatchObject(
        refusal("archive-unsafe", { reason: "link", file: "CARD.md" }),
      );
    }
    await unpack(withMode(buildZip(honest), "CARD.md", 0o100644));
  });

  it("is refused when signed by another key, or when a file was changed after signing", async () => {
    const source = join(folder, "source");
    writeFiles(source, new Map([...spotFiles(), ["manifest.json", manifestBytes]]));
    const path = join(folder, "signed.zip");
    packArchive(source, path, by);
    await unpackArchive(path, out);
    const signature = readFileSync(join(out, "signature.json"));
    const stolen = { ...JSON.parse(signature.toString()), publicKey: JSON.parse(signature.toString()).signature };
    rmSync(out, { recursive: true });
    const zip = buildZip([...honest, { name: "signature.json", bytes: new TextEncoder().encode(JSON.stringify(stolen)) }]);
    await expect(unpack(zip)).rejects.toMatchObject(refusal("bad-signature"));
    const retitled = new TextEncoder().encode(JSON.stringify({ ...spotManifest(), licence: "MIT" }));
    const entries = swapped("manifest.json", { bytes: retitled });
    await expect(unpack(buildZip([...entries, { name: "signature.json", bytes: signature }]))).rejects.toMatchObject(
      refusal("bad-signature"),
    );
  });

  it("stops when it is cancelled", async () => {
    const path = join(folder, "a.zip");
    writeFileSync(path, buildZip(honest));
    await expect(unpackArchive(path, out, AbortSignal.abort())).rejects.toMatchObject({ name: "AbortError" });
  });

  it("is what it was or refused with a code, whatever bytes of it were changed, cut off or put in", async () => {
    const signature = new TextEncoder().encode(signPackage(manifestSchema.parse(spotManifest()), manifestBytes, by));
    const entries = [...honest, { name: "signature.json", bytes: signature }];
    const zip = Uint8Array.from(buildZip(entries.map((entry, n) => ({ ...entry, store: n % 2 === 0 }))));
    const refused = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.tuple(fc.nat(zip.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 })),
          // The directory at the end is where most of the lies fit.
          fc.tuple(fc.integer({ min: zip.length - 600, max: zip.length - 1 }), fc.uint8Array({ minLength: 1, maxLength: 8 })),
        ),
        fc.integer({ max: 7, min: 0 }).map((n) => n === 0),
        async ([at, patch], cut) => {
          const bytes = cut ? zip.slice(0, at) : zip.slice();
          if (!cut) bytes.set(patch.slice(0, zip.length - at), at);
          rmSync(out, { recursive: true, force: true });
          try {
            const { manifest, signed } = await unpack(bytes);
            // Not signed any more: anybody's package, and whole.
            if (signed.state === "signed") expect(manifest).toEqual(spotManifest());
            expect(checkFolder(out).manifest).toEqual(manifest);
          } catch (error) {
            expect(error).toMatchObject({ area: "inference", code: expect.any(String) });
            refused.add((error as { code: string }).code);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(refused.size).toBeGreaterThan(2);
    expect(readdirSync(folder).sort()).toEqual(["a.zip", "deep"]);
  });
});
