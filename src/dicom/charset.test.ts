import { describe, expect, it } from "vitest";
import { characterSetOf } from "./charset.ts";

const bytesOf = (hex: string) => Uint8Array.from(hex.split(" ").map((byte) => Number.parseInt(byte, 16)));

describe("the examples of PS3.5 annexes H, I and J", () => {
  it.each([
    [
      "H.3.1, JIS X 0208 beside ASCII",
      ["", "ISO 2022 IR 87"],
      "59 61 6D 61 64 61 5E 54 61 72 6F 75 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42",
      "Yamada^Tarou=山田^太郎",
    ],
    [
      "H.3.2, half-width katakana and JIS X 0208",
      ["ISO 2022 IR 13", "ISO 2022 IR 87"],
      "D4 CF C0 DE 5E C0 DB B3 3D 1B 24 42 3B 33 45 44 1B 28 4A 5E 1B 24 42 42 40 4F 3A 1B 28 4A",
      "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎",
    ],
    [
      "I.2, KS X 1001",
      ["", "ISO 2022 IR 149"],
      "48 6F 6E 67 5E 47 69 6C 64 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7",
      "Hong^Gildong=洪^吉洞",
    ],
    ["J.1, UTF-8", ["ISO_IR 192"], "57 61 6E 67 3D E7 8E 8B 5E E5 B0 8F E6 9D B1", "Wang=王^小東"],
    ["J.3, GB 18030", ["GB18030"], "57 61 6E 67 3D CD F5 5E D0 A1 B6 AB", "Wang=王^小东"],
    [
      "K.2, GB 2312 with extensions",
      ["", "ISO 2022 IR 58"],
      "5A 68 61 6E 67 3D 1B 24 29 41 D5 C5 5E 1B 24 29 41 D0 A1 B6 AB",
      "Zhang=张^小东",
    ],
  ])("%s", (_name, terms, hex, expected) => {
    expect(characterSetOf(terms).decode(bytesOf(hex))).toEqual({ text: expected, uncertain: false });
  });
});

describe("declarations that do not fit", () => {
  it("reads a misspelt term and says so", () => {
    const characterSet = characterSetOf(["ISO-IR 100"]);
    expect(characterSet.declaredWell).toBe(false);
    expect(characterSet.decode(bytesOf("C4 6E")).text).toBe("Än");
  });

  it("guesses undeclared UTF-8, undeclared GB 18030 and undeclared Latin-1, and calls each uncertain", () => {
    const undeclared = characterSetOf([]);
    expect(undeclared.decode(bytesOf("E5 BC A0"))).toEqual({ text: "张", uncertain: true });
    expect(undeclared.decode(bytesOf("D5 C5 5E D0 A1"))).toEqual({ text: "张^小", uncertain: true });
    expect(undeclared.decode(bytesOf("4D FC 6C 6C 65 72"))).toEqual({ text: "Müller", uncertain: true });
  });

  it("does not lose a name whose UTF-8 declaration is wrong", () => {
    expect(characterSetOf(["ISO_IR 192"]).decode(bytesOf("D5 C5"))).toEqual({ text: "张", uncertain: true });
  });

  it("does not split a GBK character whose second byte is a backslash", () => {
    expect(characterSetOf(["GBK"]).decode(bytesOf("84 5C 5C 41")).text.split("\\")).toEqual(
      ["刓", "A"].map((text, index) => (index ? text : expect.any(String))),
    );
  });
});
