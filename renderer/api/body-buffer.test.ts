import { describe, expect, it } from "vitest";
import { giveBack, readBody } from "./body-buffer.ts";

/** An answer whose body comes in pieces. */
function answer(bytes: Uint8Array, pieceBytes: number, said = bytes.length): Response {
  let at = 0;
  const body = new ReadableStream({
    type: "bytes",
    pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        controller.byobRequest?.respond(0);
        return;
      }
      controller.enqueue(bytes.slice(at, at + pieceBytes));
      at += pieceBytes;
    },
  });
  return new Response(body, { headers: { "content-length": String(said) } });
}

const bytes = Uint8Array.from({ length: 10_000 }, (_, at) => at % 251);

describe("the body of an answer", () => {
  it("comes whole, in pieces of any size", async () => {
    for (const piece of [1000, 999, 10_000, 1]) expect(new Uint8Array(await readBody(answer(bytes, piece)))).toEqual(bytes);
  });

  it("is read into a buffer that was given back, where that is long enough", async () => {
    const first = await readBody(answer(bytes, 4000));
    giveBack(first);
    const short = await readBody(answer(bytes.slice(0, 700), 300));
    expect(short.byteLength).toBe(10_000);
    expect(new Uint8Array(short, 0, 700)).toEqual(bytes.slice(0, 700));
    expect(first.byteLength).toBe(0);
    const long = await readBody(answer(bytes, 4000));
    expect(long).not.toBe(short);
    expect(new Uint8Array(short, 0, 700)).toEqual(bytes.slice(0, 700));
  });

  it("is as the answer gives it where nothing is known of its length", async () => {
    expect(new Uint8Array(await readBody(new Response(bytes)))).toEqual(bytes);
  });

  it("is refused when it is longer than it was said to be", async () => {
    await expect(readBody(answer(bytes, 4000, 9000))).rejects.toThrow(RangeError);
  });

  it("is refused when it is shorter: behind it lie the bytes of another", async () => {
    giveBack(await readBody(answer(bytes, 4000)));
    await expect(readBody(answer(bytes.slice(0, 700), 300, 900))).rejects.toThrow(RangeError);
  });
});
