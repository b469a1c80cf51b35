import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildZip } from "../testing/zip.ts";
import { refusePacked } from "./archive-format.ts";
import { createZipSource } from "./zip-source.ts";

const text = (value: string) => new TextEncoder().encode(value);
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-zip-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(entries: Parameters<typeof buildZip>[0]): Promise<Record<string, string>> {
  const path = join(folder, "a.zip");
  await writeFile(path, buildZip(entries));
  const found: Record<string, string> = {};
  for await (const entry of createZipSource(path).entries()) {
    if (entry.kind === "file") found[entry.file.path] = new TextDecoder().decode(await entry.file.read());
    else if (entry.kind === "unreadable") found[entry.path] = entry.error.code;
  }
  return found;
}

describe("a ZIP", () => {
  it("is read where its sizes stand after the data or in ZIP64 fields", async () => {
    expect(
      await read([
        { name: "streamed", bytes: text("one"), descriptor: true },
        { name: "large", bytes: text("two"), zip64: true },
        { name: "both", bytes: text("three"), zip64: true, descriptor: true },
        { name: "plain", bytes: text("four"), store: true },
      ]),
    ).toEqual({ "a.zip!/streamed": "one", "a.zip!/large": "two", "a.zip!/both": "three", "a.zip!/plain": "four" });
  });

  it("gives names in UTF-8, GBK and code page 437 without being told which", async () => {
    const gbk = Uint8Array.from([0xcd, 0xf5, 0xd3, 0xa2, 0x2f, 0x31]);
    const german = Uint8Array.from([0x4d, 0x81, 0x6c, 0x6c, 0x65, 0x72]);
    const french = Uint8Array.from([0x52, 0x82, 0x6e, 0x82, 0x65]);
    const names = Object.keys(
      await read([
        { name: gbk, bytes: text("a") },
        { name: german, bytes: text("b") },
        { name: french, bytes: text("c") },
        { name: text("影像"), bytes: text("d") },
      ]),
    );
    expect(names).toEqual(["a.zip!/王英/1", "a.zip!/Müller", "a.zip!/Rénée", "a.zip!/影像"]);
  });
});

describe("other archives", () => {
  it("are refused by name, and a DICOM file is none of them whatever its preamble holds", () => {
    const named: Record<string, readonly [number, readonly number[]]> = {
      "7z": [0, [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
      RAR: [0, [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
      gzip: [0, [0x1f, 0x8b, 0x08]],
      TAR: [257, [...text("ustar")]],
      ISO: [32769, [...text("CD001")]],
    };
    for (const [format, [at, signature]] of Object.entries(named)) {
      const bytes = new Uint8Array(33_000);
      bytes.set(signature, at);
      expect(() => refusePacked(bytes)).toThrow(expect.objectContaining({ code: "unsupported-archive", details: { format } }));
      bytes.set(text("DICM"), 128);
      expect(() => refusePacked(bytes)).not.toThrow();
    }
    expect(() => refusePacked(new Uint8Array(0))).not.toThrow();
  });
});
