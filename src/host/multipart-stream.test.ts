import { describe, expect, it } from "vitest";
import { createPartReader } from "./multipart-stream.ts";

const type = 'multipart/form-data; boundary="a b"';
const body =
  'preamble\r\n--a b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\none\r\n--a \r\n\r\n--a b\r\n\r\n\r\n--a b\r\nX-Two: 2\r\n\r\ntwo\r\n--a b--\r\nepilogue';

/** The parts as texts, the body cut into pieces of a size. */
function parts(text: string, size: number, contentType = type): string[] {
  const reader = createPartReader(contentType);
  const found: string[] = [];
  const bytes = Buffer.from(text, "latin1");
  for (let at = 0; at < bytes.length; at += size) {
    // A copy that is overwritten afterwards: what the reader keeps must be its own.
    const piece = Buffer.from(bytes.subarray(at, at + size));
    for (const event of reader.push(piece)) {
      if (event.kind === "begin") found.push(`${[...event.headers.keys()].join(",")}: `);
      else if (event.kind === "bytes") found.push(`${found.pop()}${Buffer.from(event.bytes).toString("latin1")}`);
      else found.push(`${found.pop()}.`);
    }
    piece.fill(0);
  }
  reader.end();
  return found;
}

describe("a multipart body that comes in pieces", () => {
  it("gives its parts, however it is cut", () => {
    for (let size = 1; size <= body.length; size += 1) {
      expect(parts(body, size)).toEqual(["content-disposition: one\r\n--a \r\n.", ": .", "x-two: two."]);
    }
  });

  it("holds no more than a boundary of a part's bytes", () => {
    const reader = createPartReader(type);
    reader.push(Buffer.from("--a b\r\n\r\n"));
    let given = 0;
    for (let round = 0; round < 64; round += 1) {
      for (const event of reader.push(Buffer.alloc(65_536))) if (event.kind === "bytes") given += event.bytes.length;
    }
    expect(given).toBeGreaterThan(64 * 65_536 - 64);
  });

  it.each([
    ["cut off", body.slice(0, 90), type],
    ["without a boundary", body, "multipart/form-data"],
    ["of another type", body, "application/dicom"],
    ["with headers that do not end", `--a b\r\n${"x".repeat(20_000)}`, type],
    ["with something after a boundary", "--a b and more\r\n\r\n\r\n--a b--", type],
    ["empty", "", type],
  ])("is refused where it is %s", (_what, text, contentType) => {
    expect(() => parts(text, 7, contentType)).toThrow(expect.objectContaining({ code: "bad-request" }));
  });
});
