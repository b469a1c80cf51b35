import { describe, expect, it } from "vitest";
import { progressLine } from "./progress-line.ts";

describe("the line of progress", () => {
  it("says what is known, and nothing else", () => {
    const nothing = { filesSeen: 0, filesTotal: null, filesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null };
    expect(progressLine(nothing)).toBe("0 files");
    const some = { filesSeen: 1204, filesTotal: 3000, filesPerSecond: 812.4, bytesPerSecond: 405.2e6, secondsLeft: 2.2 };
    expect(progressLine(some)).toBe("1204 / 3000 files, 812 files/s, 405.2 MB/s, 0:03 left");
    expect(progressLine({ ...some, secondsLeft: 3725 })).toContain("1:02:05 left");
  });
});
