import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildTestImage } from "../testing/dicom-image.ts";
import { record, seriesOf, slice } from "../testing/dicom-series.ts";
import { createCodecs } from "./codec/codecs.ts";
import { readSeriesFrames } from "./read-series-frames.ts";
import { fileFrameSource, readVolume } from "./read-volume.ts";

describe("readVolume", () => {
  it("puts every frame into its place of one buffer, in modality units", async () => {
    const { series, instances, open } = await seriesOf([slice(4, 300), slice(0, 100), slice(2, 200)]);
    const progress: number[] = [];
    const source = fileFrameSource(instances, createCodecs(), open);
    const volume = await readVolume(series, source, { onProgress: (fraction) => progress.push(fraction) });
    expect(volume.values).toBeInstanceOf(Int16Array);
    expect([...volume.values]).toEqual(
      [100, 200, 300].flatMap((value) => Array.from({ length: 24 }, (_, at) => value + at - 1024)),
    );
    expect(volume).toMatchObject({ seriesInstanceUid: "2.25.2", studyInstanceUid: "2.25.3", frameOfReferenceUid: "2.25.9" });
    expect(progress.at(-1)).toBe(1);
  });

  it("refuses a series that makes no volume, passes a frame's failure on, and stops when cancelled", async () => {
    const { series, instances, open } = await seriesOf([slice(0, 0), slice(1, 0), slice(2, 0)]);
    const lone = await seriesOf([slice(0, 0)]);
    await expect(readVolume(lone.series, lone.instances)).rejects.toMatchObject({
      code: "not-a-volume",
      details: { reason: "single-frame" },
    });
    await expect(readVolume(series, fileFrameSource(instances.slice(1), createCodecs(), open))).rejects.toMatchObject({
      code: "frame-not-found",
    });
    const stop = new AbortController();
    const cancelled = readVolume(series, async () => stop.abort(), { signal: stop.signal, concurrency: 1 });
    await expect(cancelled).rejects.toThrow(/abort/i);
  });

  describe("from files", () => {
    let folder = "";
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "series-"));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it("needs no more than the instances", async () => {
      const instances = await Promise.all(
        [0, 2, 4].map(async (z, n) => {
          const path = join(folder, `${n}.dcm`);
          await writeFile(path, buildTestImage(slice(z, 100 * n)));
          return record(n + 1, path);
        }),
      );
      const volume = await readVolume(await readSeriesFrames(instances), instances);
      expect([volume.values[0], volume.values[24], volume.values[48]]).toEqual([-1024, -924, -824]);
    });
  });
});
