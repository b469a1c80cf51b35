import { describe, expect, it } from "vitest";
import { listedFiles, toCsv } from "./import-list.ts";
import { timeSpan } from "./time-span.ts";

describe("the list of an import", () => {
  it("names every file with what became of it", () => {
    const error = { area: "dicom", code: "not-dicom", message: "", details: {} };
    const job = {
      rejected: [{ path: "a", error }],
      repaired: [{ path: "b", repairs: [{ code: "odd-length" }, { code: "wrong-vr", tag: "00280010" }] }],
      converted: [{ path: "c.png", format: "PNG" }],
      unlisted: ["d"],
    };
    const say = {
      error: ({ code }: { code: string }) => code,
      repair: ({ code, tag }: { code: string; tag?: string | undefined }) => `${code}${tag ?? ""}`,
    };
    expect(listedFiles(job as never, say)).toEqual([
      { path: "a", kind: "rejected", reason: "not-dicom" },
      { path: "b", kind: "repaired", reason: "odd-length; wrong-vr00280010" },
      { path: "c.png", kind: "converted", reason: "PNG" },
      { path: "d", kind: "unlisted", reason: "" },
    ]);
  });

  it("is CSV that holds quotes, lines and Chinese, and is no formula", () => {
    expect(
      toCsv([
        ["路径", 'a"b,c\nd'],
        ["=cmd()", "-1"],
      ]),
    ).toBe('\ufeff"路径","a""b,c\nd"\r\n"\'=cmd()","\'-1"\r\n');
  });

  it("says how long, at a glance", () => {
    const said = [0.2, 45, 200, 3600, 3890].map(timeSpan).map(({ value, unit }) => `${value} ${unit}`);
    expect(said).toEqual(["1 seconds", "45 seconds", "3:20 minutes", "1:00 hours", "1:05 hours"]);
  });
});
