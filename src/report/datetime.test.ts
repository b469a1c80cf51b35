import { describe, expect, it } from "vitest";
import { offsetText, parseDicomDateTime, parseOffset, toDicomInstant } from "./datetime.ts";
import { fromUnlimitedText, longString, personName, unlimitedText } from "./text.ts";

describe("dates and times", () => {
  it("are written in the zone they are given in, over midnight and year", () => {
    expect(toDicomInstant("2026-12-31T20:05:06.070Z", 480)).toEqual({
      date: "20270101",
      time: "040506.070",
      dateTime: "20270101040506.070+0800",
    });
    expect(toDicomInstant("2026-01-01T00:00:00.000Z", -210).dateTime).toBe("20251231203000.000-0330");
  });

  it.each([0, 480, -210, 345])("read back as the same instant at %i minutes", (minutes) => {
    const iso = "2026-11-22T10:00:00.123Z";
    expect(parseDicomDateTime(toDicomInstant(iso, minutes).dateTime, 0)).toBe(iso);
    expect(parseOffset(offsetText(minutes))).toBe(minutes);
  });

  it("are read where parts are missing, and refused where they are none", () => {
    expect(parseDicomDateTime("2026", 60)).toBe("2025-12-31T23:00:00.000Z");
    expect(parseDicomDateTime("20261122", 0)).toBe("2026-11-22T00:00:00.000Z");
    expect(parseDicomDateTime("yesterday", 0)).toBeUndefined();
    expect(parseDicomDateTime(undefined, 0)).toBeUndefined();
  });
});

describe("texts", () => {
  it("lose what would break an element, and nothing else", () => {
    expect(longString(" a\\b\u0000c\n")).toBe("a/bc");
    expect([...longString("结".repeat(70))]).toHaveLength(64);
    expect(personName("张^伟=x")).toBe("张^伟 x");
  });

  it("keep their lines", () => {
    expect(unlimitedText("a\nb\r\nc\rd\te\u0007")).toBe("a\r\nb\r\nc\r\nd\te");
    expect(fromUnlimitedText(unlimitedText("第一行\n\n第二行"))).toBe("第一行\n\n第二行");
  });
});
