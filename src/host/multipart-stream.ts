import { HostError } from "./errors.ts";

/** What a multipart body holds, as it comes: a part's headers (names in lower case), its bytes in pieces, its end. */
export type PartEvent =
  | { readonly kind: "begin"; readonly headers: ReadonlyMap<string, string> }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "end" };

export interface PartReader {
  /** @throws HostError bad-request */
  push(chunk: Uint8Array): readonly PartEvent[];
  /** Says that nothing more comes. @throws HostError bad-request where the last boundary is missing */
  end(): void;
}

const maxHeaderBytes = 16 * 1024;

/**
 * Reads a multipart/form-data body (RFC 7578, RFC 2046 5.1) in pieces of any size, holding no more than a header or a boundary.
 * @throws HostError bad-request where the Content-Type names no boundary
 */
export function createPartReader(contentType: string): PartReader {
  const delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`);
  let state: "preamble" | "after-boundary" | "headers" | "body" | "epilogue" = "preamble";
  // The first boundary may stand at the very start, without the line break that belongs to every other one.
  let held: Buffer = Buffer.from("\r\n");

  /** Bytes before the next delimiter; what may be the beginning of one stays held. */
  const untilDelimiter = (events: PartEvent[]): boolean => {
    const at = held.indexOf(delimiter);
    const end = at < 0 ? Math.max(0, held.length - delimiter.length + 1) : at;
    if (state === "body" && end > 0) events.push({ kind: "bytes", bytes: held.subarray(0, end) });
    held = held.subarray(at < 0 ? end : at + delimiter.length);
    if (at < 0) return false;
    if (state === "body") events.push({ kind: "end" });
    state = "after-boundary";
    return true;
  };
  const afterBoundary = (): boolean => {
    if (held.length < 2) return false;
    if (held.subarray(0, 2).toString("latin1") === "--") {
      state = "epilogue";
      return true;
    }
    const lineEnd = held.indexOf("\r\n");
    if (lineEnd < 0 && held.length <= maxHeaderBytes) return false;
    if (lineEnd < 0 || held.subarray(0, lineEnd).toString("latin1").trim() !== "") throw notOfTheForm();
    // The line break stays: a part without headers has its empty line at once.
    held = held.subarray(lineEnd);
    state = "headers";
    return true;
  };
  const readHeaders = (events: PartEvent[]): boolean => {
    const end = held.indexOf("\r\n\r\n");
    if (end < 0 && held.length <= maxHeaderBytes) return false;
    if (end < 0 || end > maxHeaderBytes) throw notOfTheForm();
    events.push({ kind: "begin", headers: headersOf(held.subarray(0, end).toString("latin1")) });
    held = held.subarray(end + 4);
    state = "body";
    return true;
  };

  /** Goes one state further; false where more bytes are needed for that. */
  const step = (events: PartEvent[]): boolean => {
    if (state === "epilogue") return false;
    if (state === "after-boundary") return afterBoundary();
    return state === "headers" ? readHeaders(events) : untilDelimiter(events);
  };

  return {
    push(chunk) {
      const events: PartEvent[] = [];
      held = held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([held, chunk]);
      while (step(events)) {}
      // What is held outlives the chunk, whose memory may be used again.
      held = state === "epilogue" ? Buffer.alloc(0) : Buffer.from(held);
      return events;
    },
    end() {
      if (state !== "epilogue") throw notOfTheForm();
    },
  };
}

function headersOf(text: string): ReadonlyMap<string, string> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(":")).trim().toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) throw notOfTheForm();
  return boundary;
}

function notOfTheForm(): HostError {
  return new HostError("bad-request", "The upload is cut off or not of the agreed form. Drop the files again.", {
    fields: "file",
  });
}
