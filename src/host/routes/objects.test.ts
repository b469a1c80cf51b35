import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { graphicsAnswerSchema, objectAnswerSchema, objectListSchema, type SeriesSummary } from "../../contract/index.ts";
import { buildPart10, sopClasses } from "../../dicom/index.ts";
import { buildTestSegmentation } from "../../testing/drawn-objects.ts";
import { buildInstance } from "../../testing/instances.ts";
import { buildTestEcg, buildTestEncapsulated, buildTestReport, startTestObject } from "../../testing/objects.ts";
import { buildTestPdf } from "../../testing/pdf.ts";
import { type OpenHost, openHost } from "../open-host.ts";
import { readObjectDocument } from "../tasks/object-task.ts";

const object = (number: number) => ({
  studyInstanceUid: "1.2.3",
  seriesInstanceUid: `1.2.3.${number}`,
  sopInstanceUid: `1.2.3.${number}.1`,
});

describe("the routes of objects", () => {
  let directory: string;
  let host: OpenHost;
  const ask = (path: string) => host.handle(new Request(`http://localhost/api${path}`));
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "objects-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.archive.storeBatch([
      buildInstance({ studyInstanceUid: "1.2.3", seriesInstanceUid: "1.2.3.9", sopInstanceUid: "1.2.3.9.1", instanceNumber: 7 }),
      buildTestEcg(object(1)),
      buildTestEncapsulated(object(2), buildTestPdf(), "Letter"),
      buildTestEncapsulated(object(3), new TextEncoder().encode("<script>alert(1)</script>"), "Not a PDF"),
      buildTestReport(object(4), { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: "1.2.3.9.1" }),
    ]);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("list a series, and give each object as a document", async () => {
    const { objects } = objectListSchema.parse(await (await ask("/series/1.2.3.1/objects")).json());
    expect(objects.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(["1.2.3.1.1"]);
    const { document } = objectAnswerSchema.parse(await (await ask("/objects/1.2.3.1.1")).json());
    expect(document.content).toMatchObject({ kind: "waveform", isEcg: true });
    const detail = (await (await ask("/studies/1.2.3")).json()) as { series: SeriesSummary[] };
    expect(detail.series.map(({ kind }) => kind).sort()).toEqual(["document", "document", "image", "report", "waveform"]);
  });

  it("say where the images lie that a report speaks of", async () => {
    const { held } = objectAnswerSchema.parse(await (await ask("/objects/1.2.3.4.1")).json());
    expect(held).toEqual([{ sopInstanceUid: "1.2.3.9.1", seriesInstanceUid: "1.2.3.9", isImage: true, number: 7 }]);
  });

  it("give samples as floats, and refuse a group that is none", async () => {
    const response = await ask("/objects/1.2.3.1.1/waveforms/0?from=200&count=100");
    expect(response.headers.get("hounsfield-samples")).toBe("200 100 12");
    const values = new Float32Array(await response.arrayBuffer());
    expect([values.length, values[100], values[199]]).toEqual([1200, 1000, 1000]);
    expect((await ask("/objects/1.2.3.1.1/waveforms/9")).status).toBe(404);
    expect((await ask("/objects/1.2.3.1.1/waveforms/-1")).status).toBe(400);
    expect((await ask("/objects/1.2.3.1.1/waveforms/0?count=x")).status).toBe(400);
  });

  it("give a PDF as one by its bytes alone, and nothing as a page", async () => {
    const letter = await ask("/objects/1.2.3.2.1/content");
    expect(letter.headers.get("content-type")).toBe("application/pdf");
    expect(new Uint8Array(await letter.arrayBuffer())).toEqual(buildTestPdf());
    const other = await ask("/objects/1.2.3.3.1/content");
    expect(other.headers.get("content-type")).toBe("application/octet-stream");
    expect(other.headers.get("content-disposition")).toBe("attachment");
    expect((await ask("/objects/1.2.3.4.1/content")).status).toBe(404);
  });

  it("put the tiles of a small slide together, and refuse a large one", async () => {
    const slide = (number: number, size: number, frames: number) =>
      startTestObject(object(number), sopClasses.VLWholeSlideMicroscopyImageStorage, "SM")
        .set("ImageType", ["ORIGINAL", "PRIMARY", "VOLUME"])
        .set("Rows", 2)
        .set("Columns", 2)
        .set("TotalPixelMatrixRows", size)
        .set("TotalPixelMatrixColumns", size)
        .set("NumberOfFrames", frames)
        .set("SamplesPerPixel", 1)
        .set("PhotometricInterpretation", "MONOCHROME2")
        .set("BitsAllocated", 8)
        .set("BitsStored", 8)
        .set("HighBit", 7)
        .set("PixelRepresentation", 0)
        .set(
          "PixelData",
          new Uint8Array(frames * 4).map((_, at) => Math.floor(at / 4) * 60),
        );
    host.workstation.archive.storeBatch([buildPart10(slide(6, 3, 4)), buildPart10(slide(7, 3000, 500))]);
    const response = await ask("/objects/1.2.3.6.1/picture");
    const { width, height, data } = decode(new Uint8Array(await response.arrayBuffer()));
    expect([width, height]).toEqual([3, 3]);
    // Four tiles of two by two on three by three pixels: the last row and column hang over.
    expect([...data].filter((_, at) => at % 3 === 0)).toEqual([0, 0, 60, 0, 0, 60, 120, 120, 180]);
    expect((await ask("/objects/1.2.3.7.1/picture")).status).toBe(422);
  });

  it("say what lies on an image, in its pixels, from the frames of a segmentation", async () => {
    const slice = (number: number) =>
      buildInstance({
        studyInstanceUid: "1.2.3",
        seriesInstanceUid: "1.2.3.8",
        sopInstanceUid: `1.2.3.8.${number}`,
        instanceNumber: number,
        edit: (dataset) =>
          dataset
            .set("FrameOfReferenceUID", "1.2.3.80")
            .set("ImagePositionPatient", [0, 0, 2 * number])
            .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
            .set("PixelSpacing", [1, 1])
            .set("SamplesPerPixel", 1)
            .set("PhotometricInterpretation", "MONOCHROME2")
            .set("BitsStored", 16)
            .set("HighBit", 15)
            .set("PixelRepresentation", 0),
      });
    const segmentation = buildTestSegmentation(object(10), {
      type: "BINARY",
      frameOfReferenceUid: "1.2.3.80",
      seriesInstanceUid: "1.2.3.8",
      columns: 3,
      rows: 3,
      spacingMm: [2, 2],
      thicknessMm: 2,
      segments: [{ number: 5, label: "Five" }],
      // Bits run on from frame to frame: the second starts within a byte.
      frames: [2, 3].map((number) => ({
        segment: 5,
        position: [0.5, 0.5, 2 * number],
        values: (column, row) => Number(column === number - 1 && row === 1),
      })),
    });
    host.workstation.archive.storeBatch([...[1, 2, 3].map(slice), segmentation]);
    const on = async (number: number) =>
      graphicsAnswerSchema.parse(await (await ask(`/objects/1.2.3.10.1/graphics?image=1.2.3.8.${number}`)).json());
    expect((await on(1)).masks).toEqual([]);
    expect((await on(2)).masks).toEqual([
      { segment: 5, columns: 1, rows: 1, bits: 1, data: "AQ==", imageFromBox: [2, 0, 0, 2, 1.5, 1.5] },
    ]);
    expect((await on(3)).masks[0]?.imageFromBox).toEqual([2, 0, 0, 2, 3.5, 1.5]);
    expect((await ask("/objects/1.2.3.4.1/graphics?image=1.2.3.8.2")).status).toBe(404);
    expect((await ask("/objects/1.2.3.10.1/graphics?image=1.9.9")).status).toBe(404);
    expect((await ask("/objects/1.2.3.10.1/graphics?image=1.2.3.8.2&frame=2")).status).toBe(404);
    expect((await ask("/objects/1.2.3.10.1/graphics?image=x")).status).toBe(400);
  });

  it("know nothing of what is not there", async () => {
    expect((await ask("/objects/1.9.9")).status).toBe(404);
    expect((await ask("/series/1.9.9/objects")).status).toBe(404);
  });

  it("read only the head of a large object", async () => {
    const large = startTestObject(object(5), sopClasses.VLWholeSlideMicroscopyImageStorage, "SM")
      .set("ImageType", ["ORIGINAL", "PRIMARY", "VOLUME"])
      .set("TotalPixelMatrixColumns", 4000)
      .set("PixelData", new Uint8Array(9 * 1024 * 1024));
    const path = join(directory, "large.dcm");
    const bytes = buildPart10(large);
    writeFileSync(path, bytes);
    const document = await readObjectDocument(path);
    expect(document).toMatchObject({
      byteLength: bytes.length,
      content: { kind: "slide", totalColumns: 4000, flavour: "VOLUME" },
    });
  });
});
