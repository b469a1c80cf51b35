import { NetError } from "../errors.ts";
import { parseMediaType } from "./media-type.ts";

/** One part of a multipart body: its headers in lower case, its bytes. */
export interface MultipartPart {
  readonly headers: Readonly<Record<string, string>>;
  /** "application/dicom" and the like, without parameters, in lower case; "" where the part does not say. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface MultipartLimits {
  /** Longest part; default 4 GiB. */
  readonly maxPartBytes?: number;
  /** Most parts; default 100,000. */
  readonly maxParts?: number;
}

const MAX_HEADER_BYTES = 16 * 1024;
const CRLF_CRLF = Buffer.from("\r\n\r\n");

/**
 * Reads a multipart/related body (RFC 2046 5.1, RFC 2387) part by part, holding one part at a time. What stands before the
 * first and after the last boundary is passed over.
 *
 * @param contentType the message's Content-Type, which names the boundary
 * @throws NetError bad-multipart, too-large
 */
export async function* parseMultipartRelated(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  contentType: string,
  limits: MultipartLimits = {},
): AsyncIterable<MultipartPart> {
  const { maxPartBytes = 2 ** 32, maxParts = 100_000 } = limits;
  const boundary = boundaryOf(contentType);
  // The first boundary may stand at the very start, without the line break that belongs to every other one.
  const splitter = createSplitter(Buffer.from(`\r\n--${boundary}`), maxPartBytes + MAX_HEADER_BYTES);
  let count = 0;
  let isOpen = true;
  for await (const chunk of withLineBreak(body)) {
    for (const piece of splitter.push(chunk)) {
      const section = readSection(piece.bytes, piece.isPreamble);
      isOpen &&= section !== "end";
      if (!isOpen || section === undefined || section === "end") continue;
      count++;
      if (count > maxParts) throw tooLarge("parts", maxParts);
      yield section;
    }
    if (!isOpen || splitter.isClosed()) return;
  }
  throw badMultipart("it ends before its last boundary");
}

/** The parts of a body that is wholly in memory. @throws NetError bad-multipart, too-large */
export async function readMultipartRelated(
  body: Uint8Array,
  contentType: string,
  limits: MultipartLimits = {},
): Promise<readonly MultipartPart[]> {
  const parts: MultipartPart[] = [];
  for await (const part of parseMultipartRelated(body, contentType, limits)) parts.push(part);
  return parts;
}

async function* withLineBreak(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  yield Buffer.from("\r\n");
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}

interface Piece {
  readonly bytes: Buffer;
  readonly isPreamble: boolean;
}

/** Cuts a stream at a delimiter, looking at every byte once; what lies between two delimiters is joined once. */
function createSplitter(delimiter: Buffer, maxBytes: number) {
  let held: Buffer[] = [];
  let heldLength = 0;
  let carry: Buffer = Buffer.alloc(0);
  let isPreamble = true;

  const hold = (bytes: Buffer) => {
    heldLength += bytes.length;
    if (heldLength > maxBytes) throw tooLarge("bytes in a part", maxBytes);
    if (!isPreamble && bytes.length > 0) held.push(bytes);
  };
  const take = (): Piece => {
    const piece = { bytes: held.length === 1 && held[0] ? held[0] : Buffer.concat(held), isPreamble };
    held = [];
    heldLength = 0;
    isPreamble = false;
    return piece;
  };

  return {
    /** Whether what follows the last delimiter seen marks the end ("--"). */
    isClosed(): boolean {
      const start = Buffer.concat([...held.slice(0, 2), carry].map((bytes) => bytes.subarray(0, 2)));
      return !isPreamble && start[0] === 0x2d && start[1] === 0x2d;
    },
    push(chunk: Uint8Array): readonly Piece[] {
      const pieces: Piece[] = [];
      const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      let data = carry.length === 0 ? fresh : Buffer.concat([carry, fresh]);
      for (let at = data.indexOf(delimiter); at >= 0; at = data.indexOf(delimiter)) {
        hold(data.subarray(0, at));
        pieces.push(take());
        data = data.subarray(at + delimiter.length);
      }
      const keep = Math.min(data.length, delimiter.length - 1);
      if (data.length > keep) hold(data.subarray(0, data.length - keep));
      carry = data.subarray(data.length - keep);
      return pieces;
    },
  };
}

/** What stands between two delimiters: a part, nothing of use (the preamble), or the end ("--" after the delimiter). */
function readSection(section: Buffer, isPreamble: boolean): MultipartPart | "end" | undefined {
  if (isPreamble) return undefined;
  if (section[0] === 0x2d && section[1] === 0x2d) return "end";
  const lineEnd = section.indexOf("\r\n");
  if (lineEnd < 0 || lineEnd > MAX_HEADER_BYTES) throw badMultipart("a boundary is not followed by a line break");
  const headersEnd = section.indexOf(CRLF_CRLF, lineEnd);
  if (headersEnd < 0 || headersEnd > MAX_HEADER_BYTES) throw badMultipart("a part has no end of its headers");
  const headers = readHeaders(section.toString("latin1", lineEnd + 2, headersEnd));
  return {
    headers,
    contentType: parseMediaType(headers["content-type"] ?? "").type,
    bytes: section.subarray(headersEnd + CRLF_CRLF.length),
  };
}

function readHeaders(text: string): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  return headers;
}

function boundaryOf(contentType: string): string {
  const { type, parameters } = parseMediaType(contentType);
  const { boundary = "" } = parameters;
  if (!type.startsWith("multipart/")) throw badMultipart("its Content-Type is not multipart");
  if (boundary === "" || boundary.length > 200) throw badMultipart("its Content-Type names no boundary");
  return boundary;
}

export interface OutgoingPart {
  /** "application/dicom", with parameters where they matter. */
  readonly contentType: string;
  readonly bytes: Uint8Array;
  readonly contentLocation?: string;
}

/** Writes parts as one multipart/related body with a boundary of its own. `type` is the root part's media type (RFC 2387 3.1). */
export function buildMultipartRelated(
  parts: readonly OutgoingPart[],
  type: string,
): { readonly contentType: string; readonly body: Uint8Array<ArrayBuffer> } {
  const boundary = `hounsfield-${globalThis.crypto.randomUUID()}`;
  const chunks: Uint8Array[] = [];
  for (const { contentType, bytes, contentLocation } of parts) {
    const location = contentLocation === undefined ? "" : `Content-Location: ${contentLocation}\r\n`;
    chunks.push(
      Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\n${location}\r\n`, "latin1"),
      bytes,
      Buffer.from("\r\n"),
    );
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  const body = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return { contentType: `multipart/related; type="${type}"; boundary=${boundary}`, body };
}

function badMultipart(what: string): NetError {
  return new NetError("bad-multipart", `The multipart body cannot be read: ${what}; nothing of it was used.`, { what });
}

function tooLarge(what: string, limit: number): NetError {
  return new NetError("too-large", `The body holds more ${what} than are allowed; it was not read to its end.`, { what, limit });
}
