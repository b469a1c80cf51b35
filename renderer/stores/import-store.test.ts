import { describe, expect, it } from "vitest";
import type { ImportJob } from "../../src/contract/index.ts";
import { importProgress } from "./import-store.ts";

const job = (more: Partial<ImportJob>) =>
  ({ state: "running", bytesRead: 0, bytesTotal: null, filesSeen: 0, filesTotal: null, ...more }) as ImportJob;
const upload = { id: 1, fileCount: 5, bytesSent: 30, bytesTotal: 60, cancel: () => undefined };

describe("how far what is coming in is", () => {
  it("is nothing where nothing comes in", () => {
    expect(importProgress({ jobs: [job({ state: "done" })], uploads: [] })).toBeUndefined();
  });

  it("goes by bytes, with uploads beside jobs", () => {
    const half = job({ bytesRead: 1, bytesTotal: 4, filesSeen: 9, filesTotal: 10 });
    expect(importProgress({ jobs: [half], uploads: [] })).toEqual({ seen: 9, total: 10, fraction: 0.25 });
    expect(importProgress({ jobs: [half], uploads: [upload] })).toEqual({ seen: 9, total: 15, fraction: 0.375 });
  });

  it("is not known while files are still counted", () => {
    expect(importProgress({ jobs: [job({ filesSeen: 7 })], uploads: [] })).toEqual({
      seen: 7,
      total: undefined,
      fraction: undefined,
    });
  });
});
