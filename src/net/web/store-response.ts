import { Dataset, type DicomJson, fromDicomJson, parsePart10, toDicomJson } from "../../dicom/index.ts";
import { NetError } from "../errors.ts";

/** An instance the archive has taken; a warning says that it was taken with changes (PS3.18 table 10.5.3-2). */
export interface StoredInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly retrieveUrl: string;
  readonly warningReason?: number;
}

/** An instance the archive has not taken, and its Failure Reason (PS3.3 C.14.1.1, PS3.18 table 10.5.3-2). */
export interface FailedInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly failureReason: number;
}

export interface StoreOutcome {
  readonly stored: readonly StoredInstance[];
  readonly failed: readonly FailedInstance[];
  /** Where the study can be fetched, "" where the archive does not say. */
  readonly retrieveUrl: string;
}

/** The answer to a STOW-RS request (PS3.18 10.5.3 and annex I): 200, 202 or 409, and its body. */
export function buildStoreResponse(outcome: StoreOutcome): { readonly status: 200 | 202 | 409; readonly body: DicomJson } {
  const dataset = new Dataset();
  if (outcome.retrieveUrl !== "") dataset.set("RetrieveURL", outcome.retrieveUrl);
  if (outcome.failed.length > 0) {
    const items = outcome.failed.map(({ sopClassUid, sopInstanceUid, failureReason }) =>
      reference(sopClassUid, sopInstanceUid).set("FailureReason", failureReason),
    );
    dataset.set("FailedSOPSequence", items);
  }
  if (outcome.stored.length > 0) {
    const items = outcome.stored.map(({ sopClassUid, sopInstanceUid, retrieveUrl, warningReason }) => {
      const item = reference(sopClassUid, sopInstanceUid).set("RetrieveURL", retrieveUrl);
      return warningReason === undefined ? item : item.set("WarningReason", warningReason);
    });
    dataset.set("ReferencedSOPSequence", items);
  }
  return { status: statusOf(outcome), body: toDicomJson(dataset) };
}

function statusOf({ stored, failed }: StoreOutcome): 200 | 202 | 409 {
  if (failed.length === 0) return stored.some(({ warningReason }) => warningReason !== undefined) ? 202 : 200;
  return stored.length === 0 ? 409 : 202;
}

function reference(sopClassUid: string, sopInstanceUid: string): Dataset {
  return new Dataset().set("ReferencedSOPClassUID", sopClassUid).set("ReferencedSOPInstanceUID", sopInstanceUid);
}

/** Reads the body of a STOW-RS answer, in the JSON model or as a Part 10 file. @throws NetError bad-response */
export function parseStoreResponse(body: Uint8Array, contentType: string): StoreOutcome {
  const dataset = readDataset(body, contentType);
  const stored = (dataset.get("ReferencedSOPSequence") ?? []).map((item) => ({
    ...uids(item),
    retrieveUrl: item.first("RetrieveURL") ?? "",
    ...optional("warningReason", item.first("WarningReason")),
  }));
  const failed = (dataset.get("FailedSOPSequence") ?? []).map((item) => ({
    ...uids(item),
    failureReason: item.first("FailureReason") ?? 0,
  }));
  return { stored, failed, retrieveUrl: dataset.first("RetrieveURL") ?? "" };
}

function readDataset(body: Uint8Array, contentType: string): Dataset {
  try {
    if (contentType.startsWith("application/dicom") && !contentType.startsWith("application/dicom+"))
      return parsePart10(body).dataset;
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    return fromDicomJson(Array.isArray(json) ? (json[0] ?? {}) : json);
  } catch (error) {
    throw new NetError(
      "bad-response",
      "The archive's answer cannot be read; whether it has the objects is not known, so they will be sent again.",
      {},
      error,
    );
  }
}

function uids(item: Dataset): { readonly sopClassUid: string; readonly sopInstanceUid: string } {
  return { sopClassUid: item.first("ReferencedSOPClassUID") ?? "", sopInstanceUid: item.first("ReferencedSOPInstanceUID") ?? "" };
}

function optional<K extends string>(key: K, value: number | undefined): { readonly [key in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: number });
}
