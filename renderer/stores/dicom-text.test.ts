import { describe, expect, it } from "vitest";
import { ageInYears, byteSize, dicomDate, dicomTime, personName } from "./dicom-text.ts";

describe("personName", () => {
  it("reads the alphabetic group as family, given middle", () => {
    expect(personName("Adams^John Robert^Quincy^Rev.^B.A.", "en")).toBe("Adams, John Robert Quincy");
  });

  it("prefers the ideographic group in Chinese and writes it without separators", () => {
    expect(personName("Wang^XiaoDong=王^小东", "zh-CN")).toBe("王小东");
    expect(personName("Wang^XiaoDong=王^小东", "en")).toBe("Wang, XiaoDong");
    expect(personName("Wang^XiaoDong", "zh-CN")).toBe("Wang, XiaoDong");
    expect(personName("=王^小东", "en")).toBe("王小东");
  });

  it("is empty for an empty name", () => {
    expect(personName("", "en")).toBe("");
    expect(personName("^^^^", "zh-CN")).toBe("");
  });
});

describe("dates, times, ages", () => {
  it("reads DA and TM and leaves anything else as it stands", () => {
    expect(dicomDate("20240503")).toBe("2024-05-03");
    expect(dicomDate("1997.04.24")).toBe("1997-04-24");
    expect(dicomDate("spring")).toBe("spring");
    expect(dicomTime("143059.123")).toBe("14:30");
    expect(dicomTime("")).toBe("");
  });

  it("counts whole years at the study", () => {
    expect(ageInYears("19600504", "20240503")).toBe(63);
    expect(ageInYears("19600503", "20240503")).toBe(64);
    expect(ageInYears("", "20240503")).toBeUndefined();
    expect(ageInYears("20250101", "20240503")).toBeUndefined();
  });
});

describe("byteSize", () => {
  it("chooses the unit that reads best", () => {
    expect(byteSize(0)).toBe("0 B");
    expect(byteSize(999)).toBe("999 B");
    expect(byteSize(1500)).toBe("1.5 kB");
    expect(byteSize(123_456_789)).toBe("123 MB");
  });
});
