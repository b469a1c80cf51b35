import { describe, expect, it } from "vitest";
import { chooseCharacterSet } from "./character-set-choice.ts";
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

describe("every defined term", () => {
  // Bytes from the codecs of another language's library.
  it.each([
    ["ISO_IR 100", "4dfc6c6c657220c6e620ffb1", "Müller Ææ ÿ±"],
    ["ISO_IR 101", "44766ff8e16b20a3f364bc", "Dvořák Łódź"],
    ["ISO_IR 109", "a1616d72756e20d575bf65707069", "Ħamrun Ġużeppi"],
    ["ISO_IR 110", "d3ba6e69f1b920a9f3ba6c65", "Ķēniņš Šķēle"],
    ["ISO_IR 144", "bbeedae1d5dcd1e3e0d3", "Люксембург"],
    ["ISO_IR 127", "e2c8c7e6ea5ee4e6d2c7d1", "قباني^لنزار"],
    ["ISO_IR 126", "c4e9efedf5f3e9eff2", "Διονυσιος"],
    ["ISO_IR 138", "f9f8e5ef5ee3e1e5f8e4", "שרון^דבורה"],
    ["ISO_IR 148", "c761f072fd20defc6b72fc20ddf06e65", "Çağrı Şükrü İğne"],
    ["ISO_IR 203", "bc7576726520b469b8656b2035a4", "Œuvre Žižek 5€"],
    ["ISO_IR 166", "cac1aad2c25ee3a8b4d5", "สมชาย^ใจดี"],
    ["ISO_IR 13", "d4cfc0de5ec0dbb3", "ﾔﾏﾀﾞ^ﾀﾛｳ"],
    ["ISO_IR 192", "57616e673de78e8b5ee5b08fe69db13dec9995", "Wang=王^小東=왕"],
    ["GB18030", "57616e675e5869616f446f6e673dcdf55ed0a1b6ab95328236", "Wang^XiaoDong=王^小东𠀀"],
    ["GBK", "d5c55eceb0e667", "张^伟鎔"],
  ])("%s", (term, hex, expected) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    expect(characterSetOf([term]).decode(bytes)).toEqual({ text: expected, uncertain: false });
    if (!/ISO_IR 192|GB/.test(term)) {
      const extended = characterSetOf([term.replace("ISO_IR", "ISO 2022 IR"), "ISO 2022 IR 87"]);
      expect(extended.decode(bytes)).toEqual({ text: expected, uncertain: false });
    }
  });

  it("JIS X 0212, and what comes after a line end without an escape sequence", () => {
    const japanese = characterSetOf(["", "ISO 2022 IR 87", "ISO 2022 IR 159"]);
    expect(japanese.decode(bytesOf("1B 24 28 44 30 21 1B 28 42 3D 1B 24 42 3B 33 0D 0A 41 42"))).toEqual({
      text: "丂=山\r\nAB",
      uncertain: false,
    });
  });

  it("designated anew after each delimiter, or left in force by software that forgets to", () => {
    const korean = characterSetOf(["", "ISO 2022 IR 149"]);
    expect(korean.decode(bytesOf("1B 24 29 43 FB F3 5E D1 CE D4 D7")).text).toBe("洪^吉洞");
    const greek = characterSetOf(["ISO 2022 IR 100", "ISO 2022 IR 126"]);
    expect(greek.decode(bytesOf("1B 2D 46 C4 E9 5E FC 1B 2D 46 E9")).text).toBe("Δι^üι");
  });

  it("bytes at 80 to 9F are in none of the ISO sets: a Windows code page, and uncertain", () => {
    for (const term of ["ISO_IR 100", "ISO_IR 148", "ISO_IR 101"]) {
      expect(characterSetOf([term]).decode(bytesOf("42 6F 62 92 73 20 68 FC 66 74")), term).toEqual({
        text: "Bob’s hüft",
        uncertain: true,
      });
    }
  });
});

describe("a character set that is not declared, or wrongly", () => {
  // A name or a description alone, as short as they are; bytes from another language's codecs.
  it.each([
    ["gb18030", "d5c5ceb0", "张伟"],
    ["gb18030", "5a68616e675e5765693dd5c55eceb0", "Zhang^Wei=张^伟"],
    ["gb18030", "d0d8b2bf4354c6bdc9a82bd4f6c7bf", "胸部CT平扫+增强"],
    ["gb18030", "cdb7c2ad4d5249c6bdc9a8", "头颅MRI平扫"],
    ["gb18030", "c5b7d1f4d0de", "欧阳修"],
    ["big5", "a4fda470a9fa", "王小明"],
    ["big5", "a578a46ac2e5b07c", "台大醫院"],
    ["euc-kr", "b1e8c3b6bcf6", "김철수"],
    ["euc-kr", "c8e4bace20c3d4bfb5", "흉부 촬영"],
    ["shift_jis", "8e52936391be9859", "山田太郎"],
    ["shift_jis", "82e282dc82be5e82bd82eb82a4", "やまだ^たろう"],
    ["utf-8", "e5bca0e4bc9f", "张伟"],
    ["utf-8", "4dc3bc6c6c6572", "Müller"],
    ["windows-1252", "4dfc6c6c6572", "Müller"],
    ["windows-1252", "47fc6e746865725e4af67267", "Günther^Jörg"],
    ["windows-1252", "4ddc4c4c4552", "MÜLLER"],
    ["windows-1252", "3330b0206c696e6b73", "30° links"],
    ["windows-1252", "526f6472ed6775657a5ed175f1657a", "Rodríguez^Ñuñez"],
    ["windows-1251", "c8e2e0edeee25ec8e2e0ed", "Иванов^Иван"],
    ["iso-8859-5", "b8d2d0ddded25eb8d2d0dd", "Иванов^Иван"],
    ["iso-8859-7", "d0e1f0e1e4fcf0eff5ebeff2", "Παπαδόπουλος"],
    ["iso-8859-8", "f9f8e5ef5ee3e1e5f8e4", "שרון^דבורה"],
  ])("%s %s", (_label, hex, expected) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    expect(characterSetOf([]).decode(bytes).text).toBe(expected);
    const { characterSet } = chooseCharacterSet(["ISO_IR 6"], [bytes]);
    expect(characterSet.decode(bytes).text).toBe(expected);
  });

  it("in an ISO 2022 encoding is known by its escape sequences", () => {
    const bytes = bytesOf("59 61 6D 61 64 61 3D 1B 24 42 3B 33 45 44 1B 28 42");
    const { characterSet, fault } = chooseCharacterSet(undefined, [bytes]);
    expect([characterSet.decode(bytes).text, fault]).toEqual(["Yamada=山田", "charset-missing"]);
  });

  it.each([
    ["ISO_IR 100", "d5c5ceb0", "张伟"],
    ["ISO_IR 100", "e5bca0e4bc9f", "张伟"],
    ["ISO_IR 100", "c8e2e0edeee25ec8e2e0ed", "Иванов^Иван"],
    ["ISO_IR 192", "d5c5ceb0", "张伟"],
    ["ISO_IR 192", "4dfc6c6c6572", "Müller"],
    ["GB18030", "e5bca0e4bc9f", "张伟"],
    ["ISO_IR 13", "8e52936391be9859", "山田太郎"],
    ["ISO 2022 IR 149", "8e52936391be9859", "山田太郎"],
  ])("declared as %s for %s", (term, hex, expected) => {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    const { characterSet, fault } = chooseCharacterSet([term], [bytes]);
    expect([characterSet.decode(bytes).text, fault]).toEqual([expected, "charset-wrong"]);
  });

  it("declared rightly is left alone, however odd the text", () => {
    for (const hex of ["4dfc6c6c6572", "c5736120d8737465726762", "4752d6df45", "c9"]) {
      expect(chooseCharacterSet(["ISO_IR 100"], [Uint8Array.from(Buffer.from(hex, "hex"))]).fault, hex).toBeUndefined();
    }
  });

  it("fits some texts and not others: each is read as it is", () => {
    const [good, bad] = [bytesOf("E5 BC A0"), bytesOf("CE B0 D5 C5 B1 F5")];
    const { characterSet } = chooseCharacterSet(["ISO_IR 192"], [good, bad]);
    expect([characterSet.decode(good).text, characterSet.decode(bad).text]).toEqual(["张", "伟张滨"]);
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
