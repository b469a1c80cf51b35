import { describe, expect, it } from "vitest";
import { isScreenPage, screenWindow } from "./displays.ts";

const wide = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } };
const high = { id: 2, workArea: { x: 1920, y: 0, width: 1536, height: 2048 } };

describe("a further window", () => {
  it("is opened for a study's own screens alone", () => {
    expect(isScreenPage("app://hounsfield/#/study/1.2.840/screen-2")).toBe(true);
    expect(isScreenPage("app://hounsfield/?t=1#/study/1.2.840/screen-3")).toBe(true);
    for (const url of [
      "app://hounsfield/#/study/1.2.840",
      "app://hounsfield/#/study/1.2.840/screen-9",
      "app://hounsfield/#/",
      "https://hounsfield/#/study/1.2/screen-2",
      "app://other/#/study/1.2/screen-2",
    ])
      expect(isScreenPage(url)).toBe(false);
  });

  it("fills the display that its opener does not stand on, and has no more rights than it", () => {
    expect(screenWindow([wide, high], 1, "/p")).toMatchObject(high.workArea);
    expect(screenWindow([wide, high], 2, "/p")).toMatchObject(wide.workArea);
    const { webPreferences, width } = screenWindow([wide], 1, "/p");
    expect(width).toBe(1280);
    expect(webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, preload: "/p" });
  });
});
