import { describe, expect, it } from "vitest";
import { ApiError } from "../api/client.ts";
import { createText, errorText, fillText, findDynamicText, toMessage } from "./text.ts";
import { fetchWords } from "./words.ts";

await Promise.all([fetchWords("en"), fetchWords("zh-CN")]);

describe("fillText", () => {
  it("fills placeholders and chooses between one and other", () => {
    expect(fillText("{count} {count|file|files} in {seconds} s", { count: 1, seconds: 2 })).toBe("1 file in 2 s");
    expect(fillText("{count} {count|file|files}", { count: 0 })).toBe("0 files");
  });

  it("leaves a missing value visible", () => {
    expect(fillText("at {place}", {})).toBe("at {place}");
  });
});

describe("texts by key", () => {
  it("differ by language", () => {
    expect(createText("zh-CN")("toolbar.tool.window-level")).toBe("窗宽窗位");
    expect(createText("en")("toolbar.tool.window-level")).toBe("Window / level");
  });

  it("are undefined for an unknown key, also for names every object has", () => {
    expect(findDynamicText("en", "progress.unheard-of")).toBeUndefined();
    expect(findDynamicText("en", "constructor.name")).toBeUndefined();
    expect(findDynamicText("en", "progress")).toBeUndefined();
  });
});

describe("errors", () => {
  it("are said by area and code", () => {
    const error = { area: "dicom", code: "not-dicom", message: "", details: {} };
    expect(errorText("zh-CN", error)).toBe("不是 DICOM 文件。");
  });

  it("is the sentence of its reason where there is one", () => {
    const details = { model: "lung-nodule", reason: "slice-spacing", found: "10.00 mm", wanted: "≤ 5 mm" };
    const error = { area: "inference", code: "not-accepted", message: "", details };
    expect(errorText("zh-CN", error)).toContain("层间距 10.00 mm，要求 ≤ 5 mm");
    expect(errorText("en", { ...error, details: { ...details, reason: "else" } })).toContain("(else)");
  });

  it("name the code where there is no sentence", () => {
    const error = { area: "moon", code: "full", message: "", details: {} };
    expect(errorText("en", error)).toContain("moon/full");
  });

  it("become messages, a cancelled job none", () => {
    expect(toMessage(new ApiError("host", "not-found", ""))).toMatchObject({
      kind: "error",
      error: { area: "host", code: "not-found" },
    });
    expect(toMessage(new DOMException("", "AbortError"))).toBeUndefined();
  });
});
