import { describe, expect, it } from "vitest";
import { buildMultipartRelated, type MultipartPart, parseMultipartRelated, readMultipartRelated } from "./multipart.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const TYPE = 'multipart/related; type="application/dicom"; boundary="a b"';
const BODY =
  "preamble\r\n--a b\r\nContent-Type: application/dicom; x=1\r\nX-Two: 2\r\n\r\none\r\n--a b\r\n\r\n\r\n--a b--\r\nepilogue that is long enough";

async function collect(chunks: AsyncIterable<Uint8Array>, contentType: string): Promise<MultipartPart[]> {
  const parts: MultipartPart[] = [];
  for await (const part of parseMultipartRelated(chunks, contentType)) parts.push(part);
  return parts;
}
async function* cut(body: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}
const texts = (parts: readonly MultipartPart[]) => parts.map((part) => Buffer.from(part.bytes).toString("latin1"));

describe("multipart/related", () => {
  it("reads parts between a preamble and an epilogue, however the stream is cut", async () => {
    for (let size = 1; size <= BODY.length; size++) {
      const parts = await collect(cut(bytes(BODY), size), TYPE);
      expect(texts(parts)).toEqual(["one", ""]);
      expect(parts[0]).toMatchObject({ contentType: "application/dicom", headers: { "x-two": "2" } });
    }
  });

  it("reads what it writes, whatever is in it", async () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) & 0xff);
    const parts = [noise, bytes("\r\n--hounsfield-"), new Uint8Array(0)];
    const { contentType, body } = buildMultipartRelated(
      parts.map((part) => ({ contentType: "application/dicom", bytes: part })),
      "application/dicom",
    );
    const read = await collect(cut(body, 65_536), contentType);
    expect(read.map((part) => new Uint8Array(part.bytes))).toEqual(parts);
  });

  it.each([
    ["cut off", BODY.slice(0, 70), TYPE, "bad-multipart"],
    ["without a boundary in its header", BODY, "multipart/related", "bad-multipart"],
    ["of another type", BODY, "application/dicom", "bad-multipart"],
    ["with a part without end of headers", "--a b\r\nContent-Type: x\r\n--a b--", TYPE, "bad-multipart"],
    ["empty", "", TYPE, "bad-multipart"],
  ])("refuses a body %s", async (_what, body, type, code) => {
    await expect(readMultipartRelated(bytes(body), type)).rejects.toMatchObject({ code });
  });

  it("stops at its limits", async () => {
    const many = `${"--a b\r\n\r\nx\r\n".repeat(5)}--a b--`;
    await expect(readMultipartRelated(bytes(many), TYPE, { maxParts: 4 })).rejects.toMatchObject({ code: "too-large" });
    const long = `--a b\r\n\r\n${"x".repeat(40_000)}\r\n--a b--`;
    await expect(readMultipartRelated(bytes(long), TYPE, { maxPartBytes: 10_000 })).rejects.toMatchObject({ code: "too-large" });
  });
});
