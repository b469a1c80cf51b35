import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isUid, newUid, uidFromText } from "./index.ts";
import { sha256 } from "./sha-256.ts";

describe("UIDs", () => {
  it("are valid, new each time, and the same for the same text", () => {
    expect(isUid(newUid())).toBe(true);
    expect(newUid()).not.toBe(newUid());
    expect(uidFromText("a")).toBe(uidFromText("a"));
    expect(uidFromText("a")).not.toBe(uidFromText("b"));
    expect(isUid(uidFromText("a"))).toBe(true);
  });

  it.each(["", "1", "1..2", "1.02", "1.2.", "a.b", `1.${"2".repeat(63)}`])("are not %j", (text) =>
    expect(isUid(text)).toBe(false),
  );

  it("come from a SHA-256 that node:crypto agrees with", () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, index) => index & 0xff);
      expect(Buffer.from(sha256(bytes)).toString("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });
});
