import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasTool } from "../testing/environment.ts";
import { buildEncapsulated, buildPart10, Dataset, frameFragments, parsePart10 } from "./index.ts";

const RLE = "1.2.840.10008.1.2.5";
const frames = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6, 7), Uint8Array.of(8, 9)];
const image = () =>
  new Dataset().set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.7").set("SOPInstanceUID", "2.25.1").set("NumberOfFrames", 3);

describe("compressed frames", () => {
  it.each(["basic", "extended", "none"] as const)("are read back with offset table: %s", (offsetTable) => {
    const dataset = buildEncapsulated(image(), frames, { transferSyntaxUid: RLE, offsetTable });
    const { dataset: read, repairs } = parsePart10(buildPart10(dataset, { transferSyntaxUid: RLE }));
    expect(repairs).toEqual([]);
    const pixels = read.element("PixelData");
    expect(pixels?.fragments?.basicOffsetTable).toEqual(offsetTable === "basic" ? [0, 12, 24] : []);
    expect(read.has("ExtendedOffsetTable")).toBe(offsetTable === "extended");
    const found = frameFragments(pixels ?? { vr: "OB", value: [] }, 3, read.get("ExtendedOffsetTable"));
    expect(found).toEqual([Uint8Array.of(1, 2, 3, 0), frames[1], frames[2]]);
    const lengths = read.get("ExtendedOffsetTableLengths");
    if (offsetTable === "extended") expect([...new BigUint64Array(Uint8Array.from(lengths ?? []).buffer)]).toEqual([3n, 4n, 2n]);
  });

  it("leave no table of the frames before them", () => {
    const dataset = buildEncapsulated(image(), frames, { transferSyntaxUid: RLE, offsetTable: "extended" });
    expect(buildEncapsulated(dataset, frames, { transferSyntaxUid: RLE }).has("ExtendedOffsetTable")).toBe(false);
  });

  it("are refused where there are none, or the syntax has none", () => {
    expect(() => buildEncapsulated(image(), [], { transferSyntaxUid: RLE })).toThrow(
      expect.objectContaining({ code: "not-writable" }),
    );
    expect(() => buildEncapsulated(image(), frames, { transferSyntaxUid: "1.2.840.10008.1.2.1" })).toThrow(
      expect.objectContaining({ code: "unsupported-transfer-syntax" }),
    );
  });

  it.skipIf(!hasTool("dcmdump"))("are what dcmtk reads", () => {
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-frames-"));
    try {
      for (const offsetTable of ["basic", "extended", "none"] as const) {
        const dataset = buildEncapsulated(image(), frames, { transferSyntaxUid: RLE, offsetTable });
        const path = join(folder, offsetTable);
        writeFileSync(path, buildPart10(dataset, { transferSyntaxUid: RLE }));
        const dump = spawnSync("dcmdump", [path], { encoding: "utf8" });
        expect([dump.status, dump.stderr, dump.stdout.match(/ pi /g)?.length]).toEqual([0, "", 4]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
