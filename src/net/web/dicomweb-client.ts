import { type Dataset, fromDicomJson, isUid } from "../../dicom/index.ts";
import { NetError, timedOut, toNetError } from "../errors.ts";
import { parseMediaType } from "./media-type.ts";
import { buildMultipartRelated, readMultipartRelated } from "./multipart.ts";
import { parseStoreResponse, type StoreOutcome } from "./store-response.ts";

/** What speaks HTTP: `fetch`, or a handler in this process. */
export type FetchPort = (request: Request) => Promise<Response>;

export interface DicomWebPeer {
  /** Base address of the service, "http://host:8042/dicom-web". */
  readonly url: string;
  /** For example Authorization. Never logged. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** For the whole exchange; default 60 s. */
  readonly timeoutMs?: number;
}

/** Matching keys of QIDO-RS: attribute keyword or tag to value; plus limit, offset, fuzzymatching, includefield. */
export type Query = Readonly<Record<string, string | number | readonly string[]>>;

export interface DicomWebClient {
  /** STOW-RS (PS3.18 10.5). What was stored and what was not comes back; only a failed exchange throws. @throws NetError */
  storeInstances(
    instances: readonly Uint8Array[],
    options?: RequestOptions & { readonly studyInstanceUid?: string },
  ): Promise<StoreOutcome & { readonly status: number }>;
  /** QIDO-RS (PS3.18 10.6). @throws NetError */
  searchStudies(query?: Query, options?: RequestOptions): Promise<readonly Dataset[]>;
  searchSeries(studyInstanceUid: string, query?: Query, options?: RequestOptions): Promise<readonly Dataset[]>;
  searchInstances(
    studyInstanceUid: string,
    seriesInstanceUid: string,
    query?: Query,
    options?: RequestOptions,
  ): Promise<readonly Dataset[]>;
  /** WADO-RS (PS3.18 10.4): a Part 10 file in the transfer syntax it is stored in. @throws NetError */
  retrieveInstance(
    instance: { readonly studyInstanceUid: string; readonly seriesInstanceUid: string; readonly sopInstanceUid: string },
    options?: RequestOptions,
  ): Promise<Uint8Array>;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const MAX_JSON_BYTES = 64 * 1024 * 1024;
const MAX_INSTANCE_BYTES = 2 ** 32;
/** A store that could not take everything answers with these and says which (PS3.18 table 10.5.3-1). */
const STORE_ANSWERS = [200, 202, 409];

/** A client of one DICOMweb origin server. */
export function createDicomWebClient(peer: DicomWebPeer, fetchPort: FetchPort = (request) => fetch(request)): DicomWebClient {
  const base = peer.url.replace(/\/+$/, "");

  async function exchange<T>(
    path: string,
    init: RequestInit,
    { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: RequestOptions,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    try {
      const request = new Request(`${base}${path}`, { ...init, headers: { ...peer.headers, ...init.headers }, signal: either });
      return await settledBy(either, async () => read(await fetchPort(request)));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (timeout.aborted) throw timedOut(init.method ?? "GET", timeoutMs);
      throw toNetError(error);
    }
  }

  async function search(path: string, query: Query, options: RequestOptions): Promise<readonly Dataset[]> {
    const init = { headers: { Accept: "application/dicom+json" } };
    return exchange(`${path}${searchText(query)}`, init, options, async (response) => {
      if (response.status === 204) return [];
      await expectStatus(response, [200, 206]);
      return readDatasets(await readBody(response, MAX_JSON_BYTES));
    });
  }

  return {
    storeInstances(instances, options = {}) {
      const parts = instances.map((bytes) => ({ contentType: "application/dicom", bytes }));
      const { contentType, body } = buildMultipartRelated(parts, "application/dicom");
      const path = options.studyInstanceUid === undefined ? "/studies" : `/studies/${uidInPath(options.studyInstanceUid)}`;
      const headers = { Accept: "application/dicom+json", "Content-Type": contentType };
      return exchange(path, { method: "POST", headers, body }, options, async (response) => {
        await expectStatus(response, STORE_ANSWERS);
        const answer = await readBody(response, MAX_JSON_BYTES);
        return { ...parseStoreResponse(answer, response.headers.get("content-type") ?? ""), status: response.status };
      });
    },
    searchStudies: (query = {}, options = {}) => search("/studies", query, options),
    searchSeries: (study, query = {}, options = {}) => search(`/studies/${uidInPath(study)}/series`, query, options),
    searchInstances: (study, series, query = {}, options = {}) =>
      search(`/studies/${uidInPath(study)}/series/${uidInPath(series)}/instances`, query, options),
    retrieveInstance({ studyInstanceUid, seriesInstanceUid, sopInstanceUid }, options = {}) {
      const path = `/studies/${uidInPath(studyInstanceUid)}/series/${uidInPath(seriesInstanceUid)}/instances/${uidInPath(sopInstanceUid)}`;
      const headers = { Accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };
      return exchange(path, { headers }, options, async (response) => {
        await expectStatus(response, [200]);
        return firstPart(await readBody(response, MAX_INSTANCE_BYTES), response.headers.get("content-type") ?? "");
      });
    },
  };
}

/** A port in this process need not heed the signal: the caller is let go all the same. */
async function settledBy<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([act(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

async function expectStatus(response: Response, expected: readonly number[]): Promise<void> {
  if (expected.includes(response.status)) return;
  await response.body?.cancel();
  throw new NetError("http-status", `The archive answered with HTTP status ${response.status}; nothing was changed here.`, {
    status: response.status,
  });
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes)
      throw new NetError("too-large", "The archive's answer is larger than allowed; it was not read.", { maxBytes });
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, length);
}

function readDatasets(body: Uint8Array): readonly Dataset[] {
  if (body.length === 0) return [];
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(body));
    return (Array.isArray(json) ? json : [json]).map(fromDicomJson);
  } catch (error) {
    throw new NetError("bad-response", "The archive's answer to a search cannot be read; nothing was changed here.", {}, error);
  }
}

async function firstPart(body: Uint8Array, contentType: string): Promise<Uint8Array> {
  if (parseMediaType(contentType).type === "application/dicom") return body;
  const [part] = await readMultipartRelated(body, contentType);
  if (part !== undefined) return part.bytes;
  throw new NetError("bad-response", "The archive sent no instance; nothing was changed here.");
}

function uidInPath(uid: string): string {
  if (isUid(uid)) return uid;
  throw new NetError("bad-response", "What should be a UID is none; the request was not made.");
}

function searchText(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(key, String(one));
  }
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}
