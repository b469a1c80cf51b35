import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildPart10, Dataset, fromDicomJson, newUid, parsePart10, toDicomJson } from "../../dicom/index.ts";
import { freePorts, hasOrthanc, type OrthancServer, startOrthanc } from "../../testing/orthanc.ts";
import { createDicomWebClient, type FetchPort } from "./dicomweb-client.ts";
import { readMultipartRelated } from "./multipart.ts";
import { buildStoreResponse } from "./store-response.ts";

const SR = "1.2.840.10008.5.1.4.1.1.88.34";
const uids = { studyInstanceUid: newUid(), seriesInstanceUid: newUid(), sopInstanceUid: newUid() };
const instance = (sopInstanceUid = uids.sopInstanceUid) =>
  buildPart10(
    new Dataset()
      .set("SOPClassUID", SR)
      .set("SOPInstanceUID", sopInstanceUid)
      .set("StudyInstanceUID", uids.studyInstanceUid)
      .set("SeriesInstanceUID", uids.seriesInstanceUid)
      .set("PatientID", "P1")
      .set("PatientName", "Wang^XiaoDong=王^小东")
      .set("Modality", "SR")
      .set("StudyDate", "20261122"),
  );

describe.skipIf(!hasOrthanc())("DICOMweb with Orthanc", () => {
  let orthanc: OrthancServer;
  beforeAll(async () => {
    orthanc = await startOrthanc();
  });
  afterAll(() => orthanc?.stop());

  it("stores, finds and fetches what it stored", async () => {
    const client = createDicomWebClient({ url: orthanc.dicomWebUrl });
    const outcome = await client.storeInstances([instance()], { studyInstanceUid: uids.studyInstanceUid });
    expect(outcome).toMatchObject({
      status: 200,
      failed: [],
      stored: [{ sopClassUid: SR, sopInstanceUid: uids.sopInstanceUid }],
    });

    const [study] = await client.searchStudies({ PatientID: "P1", includefield: ["PatientName"] });
    expect(study?.first("StudyInstanceUID")).toBe(uids.studyInstanceUid);
    expect(study?.first("PatientName")).toBe("Wang^XiaoDong=王^小东");
    const [series] = await client.searchSeries(uids.studyInstanceUid, { Modality: "SR" });
    expect(series?.first("SeriesInstanceUID")).toBe(uids.seriesInstanceUid);
    const [found] = await client.searchInstances(uids.studyInstanceUid, uids.seriesInstanceUid);
    expect(found?.first("SOPInstanceUID")).toBe(uids.sopInstanceUid);
    expect(await client.searchStudies({ PatientID: "nobody" })).toEqual([]);

    const fetched = parsePart10(await client.retrieveInstance(uids)).dataset;
    expect(toDicomJson(fetched)).toEqual(toDicomJson(parsePart10(instance()).dataset));
  });

  it("hears of what was not stored", async () => {
    const client = createDicomWebClient({ url: orthanc.dicomWebUrl });
    const other = await client.storeInstances([instance(newUid())], { studyInstanceUid: newUid() }).catch((error) => error);
    expect(other.code === "http-status" || other.stored.length === 0).toBe(true);
    await expect(client.retrieveInstance({ ...uids, sopInstanceUid: newUid() })).rejects.toMatchObject({ code: "http-status" });
  });
});

describe("a DICOMweb peer that is not well", () => {
  it("refuses where nothing listens", async () => {
    const [port] = await freePorts(1);
    const client = createDicomWebClient({ url: `http://127.0.0.1:${port}/dicom-web` });
    await expect(client.searchStudies()).rejects.toMatchObject({ area: "net", code: "refused" });
  });

  it("is unreachable where its name is unknown", async () => {
    const client = createDicomWebClient({ url: "http://archive.invalid/dicom-web" });
    await expect(client.searchStudies()).rejects.toMatchObject({ code: "unreachable" });
  });

  it("is given up after the timeout, and let go of at once when the reader cancels", async () => {
    const silent: FetchPort = () => new Promise(() => undefined);
    const client = createDicomWebClient({ url: "http://peer.invalid" }, silent);
    await expect(client.searchStudies({}, { timeoutMs: 20 })).rejects.toMatchObject({ code: "timed-out" });
    await expect(client.searchStudies({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });

  it.each([
    [500, "", "http-status"],
    [200, "<html>", "bad-response"],
    [200, '[{"x":1}]', "bad-response"],
  ])("answers %i %j: %s", async (status, body, code) => {
    const client = createDicomWebClient({ url: "http://peer.invalid" }, async () => new Response(body, { status }));
    await expect(client.searchStudies()).rejects.toMatchObject({ code });
  });
});

describe("the server's half", () => {
  const failed = [{ sopClassUid: SR, sopInstanceUid: "2.25.2", failureReason: 0x0110 }];
  const stored = [{ sopClassUid: SR, sopInstanceUid: "2.25.1", retrieveUrl: "http://peer.invalid/studies/1" }];

  it.each([
    [{ stored, failed: [] }, 200],
    [{ stored, failed }, 202],
    [{ stored: [], failed }, 409],
  ])("tells a client through the response what became of each instance", async (outcome, status) => {
    const server: FetchPort = async (request) => {
      const parts = await readMultipartRelated(
        new Uint8Array(await request.arrayBuffer()),
        request.headers.get("content-type") ?? "",
      );
      expect(parts.map((part) => part.contentType)).toEqual(["application/dicom"]);
      const answer = buildStoreResponse({ ...outcome, retrieveUrl: "http://peer.invalid/studies/1" });
      expect(fromDicomJson(answer.body).first("RetrieveURL")).toBe("http://peer.invalid/studies/1");
      return Response.json(answer.body, { status: answer.status, headers: { "content-type": "application/dicom+json" } });
    };
    const client = createDicomWebClient({ url: "http://peer.invalid" }, server);
    expect(await client.storeInstances([instance()])).toEqual({
      ...outcome,
      status,
      retrieveUrl: "http://peer.invalid/studies/1",
    });
  });
});
