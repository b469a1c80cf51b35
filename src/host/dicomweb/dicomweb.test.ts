import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Archive, openArchive } from "../../archive/index.ts";
import { silentLog } from "../../base/index.ts";
import { buildPart10, Dataset, sopClasses, uidFromText } from "../../dicom/index.ts";
import { createDicomWebClient, type DicomWebClient } from "../../net/index.ts";
import { createDicomWeb } from "./dicomweb.ts";

const study = uidFromText("dicomweb test study");
const series = uidFromText("dicomweb test series");

function instance(number: number, extra: (dataset: Dataset) => void = () => undefined): Uint8Array {
  const dataset = new Dataset()
    .set("SOPClassUID", sopClasses.SecondaryCaptureImageStorage)
    .set("SOPInstanceUID", uidFromText(`dicomweb test instance ${number}`))
    .set("StudyInstanceUID", study)
    .set("SeriesInstanceUID", series)
    .set("PatientName", "Wang^Xiaodong=王^小东")
    .set("PatientID", "W-1")
    .set("StudyDate", "20260102")
    .set("Modality", "OT")
    .set("InstanceNumber", number)
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("Rows", 2)
    .set("Columns", 2)
    .set("BitsAllocated", 8)
    .set("BitsStored", 8)
    .set("HighBit", 7)
    .set("PixelRepresentation", 0)
    .set("PixelData", Uint8Array.of(0, 1, 2, 3), "OB");
  extra(dataset);
  return buildPart10(dataset);
}

describe("the built-in archive as a DICOMweb server", () => {
  let directory: string;
  let archive: Archive;
  let client: DicomWebClient;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "dicomweb-"));
    archive = openArchive(directory, { log: silentLog });
    const app = new Hono().route(
      "/dicom-web",
      createDicomWeb(archive, silentLog, () => undefined),
    );
    client = createDicomWebClient({ url: "http://test.invalid/dicom-web" }, async (request) => app.fetch(request));
  });
  afterAll(() => {
    archive.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it("files what is stored, finds it, and gives the same bytes back", async () => {
    const files = [instance(1), instance(2)];
    const outcome = await client.storeInstances(files);
    expect(outcome).toMatchObject({ status: 200, failed: [] });
    expect(outcome.stored.map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(
      [1, 2].map((n) => uidFromText(`dicomweb test instance ${n}`)),
    );
    const [found] = await client.searchStudies({ PatientID: "W-1" });
    expect(found?.first("PatientName")).toBe("Wang^Xiaodong=王^小东");
    expect(found?.first("NumberOfStudyRelatedInstances")).toBe(2);
    const instances = await client.searchInstances(study, series);
    expect(instances).toHaveLength(2);
    const back = await client.retrieveInstance({
      studyInstanceUid: study,
      seriesInstanceUid: series,
      sopInstanceUid: uidFromText("dicomweb test instance 2"),
    });
    expect(Buffer.from(back).equals(files[1] as Uint8Array)).toBe(true);
  });

  it("takes the same bytes again, and answers for other bytes under the same UID", async () => {
    expect(await client.storeInstances([instance(1)])).toMatchObject({ status: 200, failed: [] });
    const other = await client.storeInstances([instance(1, (dataset) => dataset.set("ImageComments", "changed"))]);
    expect(other).toMatchObject({ status: 409, stored: [] });
    expect(other.failed[0]?.failureReason).toBe(0xa900);
  });

  it("answers for a part that is no DICOM, and keeps the others", async () => {
    const outcome = await client.storeInstances([new Uint8Array(300), instance(3)]);
    expect(outcome.status).toBe(202);
    expect(outcome.stored).toHaveLength(1);
    expect(outcome.failed).toHaveLength(1);
  });

  it("finds nothing where nothing is, without an error", async () => {
    expect(await client.searchStudies({ PatientID: "nobody" })).toEqual([]);
    await expect(
      client.retrieveInstance({ studyInstanceUid: study, seriesInstanceUid: series, sopInstanceUid: "1.2.3" }),
    ).rejects.toMatchObject({ code: "http-status" });
  });
});
