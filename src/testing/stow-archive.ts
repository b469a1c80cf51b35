import { buildPart10, Dataset, parsePart10, sopClasses } from "../dicom/index.ts";
import { buildStoreResponse, type FetchPort, readMultipartRelated, type StoreOutcome } from "../net/index.ts";

export type StowAnswer = "take" | "warn" | "refuse" | "duplicate" | "silent" | "down" | "slow" | "unauthorized" | "garbage";

/** An archive in this process that speaks STOW-RS: takes everything, or does what it is told, and keeps what it was sent. */
export interface StowArchive {
  readonly fetch: FetchPort;
  /** SOP Instance UIDs in the order of the requests, answered or not. */
  readonly asked: readonly string[];
  /** What was taken, by SOP Instance UID. */
  readonly taken: ReadonlyMap<string, Uint8Array>;
}

export function createStowArchive(answer: (sopInstanceUid: string, url: string) => StowAnswer = () => "take"): StowArchive {
  const asked: string[] = [];
  const taken = new Map<string, Uint8Array>();
  const fetch: FetchPort = async (request) => {
    const body = new Uint8Array(await request.arrayBuffer());
    const [part] = await readMultipartRelated(body, request.headers.get("content-type") ?? "");
    const bytes = Uint8Array.from(part?.bytes ?? []);
    const { dataset } = parsePart10(bytes);
    const one = { sopClassUid: dataset.first("SOPClassUID") ?? "", sopInstanceUid: dataset.first("SOPInstanceUID") ?? "" };
    asked.push(one.sopInstanceUid);
    const how = answer(one.sopInstanceUid, request.url);
    if (how === "take" || how === "warn") taken.set(one.sopInstanceUid, bytes);
    return respond(how, one);
  };
  return { fetch, asked, taken };
}

function respond(how: StowAnswer, one: { readonly sopClassUid: string; readonly sopInstanceUid: string }): Promise<Response> {
  const stored = { ...one, retrieveUrl: `http://archive.invalid/${one.sopInstanceUid}` };
  const told = (outcome: Partial<StoreOutcome>) => {
    const { status, body } = buildStoreResponse({ stored: [], failed: [], retrieveUrl: "", ...outcome });
    return Promise.resolve(Response.json(body, { status }));
  };
  switch (how) {
    case "take":
      return told({ stored: [stored] });
    case "warn":
      return told({ stored: [{ ...stored, warningReason: 0xb000 }] });
    case "refuse":
      return told({ failed: [{ ...one, failureReason: 0xa700 }] });
    case "duplicate":
      return told({ failed: [{ ...one, failureReason: 0x0111 }] });
    case "silent":
      return told({});
    case "down":
      return Promise.reject(new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }));
    case "slow":
      return new Promise(() => undefined);
    case "unauthorized":
      return Promise.resolve(new Response("who are you", { status: 401 }));
    case "garbage":
      return Promise.resolve(new Response("<html>", { status: 200 }));
  }
}

/** A structured report with hardly anything in it, as the outbox takes it. */
export function buildOutgoingReport(number = 1) {
  const uids = {
    studyInstanceUid: "2.25.100",
    sopInstanceUid: `2.25.${number}`,
    sopClassUid: sopClasses.Comprehensive3DSRStorage,
  };
  const bytes = buildPart10(
    new Dataset()
      .set("SOPClassUID", uids.sopClassUid)
      .set("SOPInstanceUID", uids.sopInstanceUid)
      .set("StudyInstanceUID", uids.studyInstanceUid)
      .set("SeriesInstanceUID", "2.25.101")
      .set("PatientName", "Hidden^Name")
      .set("PatientID", "HIDDEN-ID")
      .set("Modality", "SR"),
  );
  return { ...uids, bytes, reportId: "report-1" };
}
