import { Hono } from "hono";
import type { Archive, BatchOutcome } from "../../archive/index.ts";
import { parsePart10, tagOf } from "../../dicom/index.ts";
import { buildStoreResponse, type FailedInstance, parseMultipartRelated, type StoredInstance } from "../../net/index.ts";

/** Failure reasons of PS3.18 table 10.5.3-2. */
const cannotUnderstand = 0xc000;
const mismatch = 0xa900;
/** Instances filed in one transaction, and the bytes of one instance that are taken. */
const batchSize = 32;
const maximumInstanceBytes = 2 ** 31;

interface Received {
  readonly bytes: Uint8Array;
  readonly uids: { readonly sopClassUid: string; readonly sopInstanceUid: string; readonly studyInstanceUid: string };
}

/** STOW-RS (PS3.18 10.5) into the archive: every part is filed or answered for in the Failed SOP Sequence. */
export function stowRoutes(archive: Archive, onStored: () => void): Hono {
  const app = new Hono();
  const store = async (request: Request, study: string | undefined) => {
    const base = `${new URL(request.url).origin}/dicom-web`;
    const stored: StoredInstance[] = [];
    const failed: FailedInstance[] = [];
    let batch: Received[] = [];
    const flush = () => {
      const outcomes = archive.storeBatch(batch.map(({ bytes }) => bytes));
      for (const [at, outcome] of outcomes.entries()) file(outcome, (batch[at] as Received).uids);
      batch = [];
    };
    const file = (outcome: BatchOutcome, uids: Received["uids"]) => {
      if (outcome.kind === "rejected") failed.push({ ...uids, failureReason: cannotUnderstand });
      // The same UID with other bytes is kept beside the first, which stays the one that is shown: the sender must know.
      else if (outcome.kind === "conflict") failed.push({ ...uids, failureReason: mismatch });
      else stored.push({ ...uids, retrieveUrl: instanceUrl(base, outcome.instance) });
    };
    for await (const part of parseMultipartRelated(
      request.body as ReadableStream<Uint8Array>,
      request.headers.get("content-type") ?? "",
      { maxPartBytes: maximumInstanceBytes },
    )) {
      const uids = readUids(part.bytes);
      if (study !== undefined && uids.studyInstanceUid !== study) failed.push({ ...uids, failureReason: mismatch });
      else batch.push({ bytes: part.bytes, uids });
      if (batch.length === batchSize) flush();
    }
    flush();
    if (stored.length > 0) onStored();
    const { status, body } = buildStoreResponse({
      stored,
      failed,
      retrieveUrl: study === undefined ? "" : `${base}/studies/${study}`,
    });
    return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/dicom+json" } });
  };
  app.post("/studies", (context) => store(context.req.raw, undefined));
  app.post("/studies/:study", (context) => store(context.req.raw, context.req.param("study")));
  return app;
}

function instanceUrl(
  base: string,
  instance: { studyInstanceUid: string; seriesInstanceUid: string; sopInstanceUid: string },
): string {
  return `${base}/studies/${instance.studyInstanceUid}/series/${instance.seriesInstanceUid}/instances/${instance.sopInstanceUid}`;
}

/** The UIDs a part says it has; empty where it cannot be read, for the archive will refuse it with its own reason. */
function readUids(bytes: Uint8Array): Received["uids"] {
  try {
    const { dataset } = parsePart10(bytes, { untilTag: tagOf("StudyID") });
    return {
      sopClassUid: dataset.first("SOPClassUID") ?? "",
      sopInstanceUid: dataset.first("SOPInstanceUID") ?? "",
      studyInstanceUid: dataset.first("StudyInstanceUID") ?? "",
    };
  } catch {
    return { sopClassUid: "", sopInstanceUid: "", studyInstanceUid: "" };
  }
}
