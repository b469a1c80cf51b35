import type { ErrorRecord } from "../base/index.ts";

/** One file a source offers: where it came from (relative path, inside a ZIP after "!/"), and its bytes on demand. */
export interface IncomingFile {
  readonly path: string;
  readonly byteLength: number;
  /** Reads the whole file. @throws SourceError */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

/** What a source yields: a file, or a place that could not be read and why. Never throws for one bad entry. */
export type SourceEntry =
  | { readonly kind: "file"; readonly file: IncomingFile }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: ErrorRecord };

/** A folder, a ZIP, a single file, an upload: read once, in order, in bounded memory. */
export interface Source {
  entries(signal?: AbortSignal): AsyncIterable<SourceEntry>;
  /** How many files, where it can be told before reading. */
  count(signal?: AbortSignal): Promise<number | null>;
}
