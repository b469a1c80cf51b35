import { expect, it } from "vitest";
import { characterSetOf } from "./charset.ts";
import { decodeValue } from "./value.ts";

const context = { littleEndian: true, text: { characterSet: characterSetOf([]) } };

it("takes no value apart that is larger than any attribute's: an array of its parts would end the whole program", () => {
  const bytes = new Uint8Array(64 * 2 ** 20 + 2).fill(0x31);
  bytes.fill(0x5c, 64 * 2 ** 20 - 2);
  expect(decodeValue(bytes, "DS", context)).toEqual([]);
  expect(decodeValue(bytes, "US", context)).toEqual([]);
  const texts = decodeValue(bytes, "LO", context);
  expect(texts).toHaveLength(3);
});
