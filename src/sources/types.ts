import type { ErrorRecord } from "../base/index.ts";

/** One file a source offers: where it came from (relative path, inside a ZIP after "!/"), and its bytes on demand. */
export interface IncomingFile {
  readonly path: string;
  readonly byteLength: number;
  /** Reads the whole file. @throws SourceError */
  read(signal?: AbortSignal): Promise<Uint8Array>;
}

/**
 * What a source yields: a file, a place that could not be read and why, or a thing passed over by a named rule (counted, not listed).
 * Never throws for one bad entry.
 */
export type SourceEntry =
  | { readonly kind: "file"; readonly file: IncomingFile }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: ErrorRecord }
  | { readonly kind: "skipped"; readonly path: string; readonly rule: SkipRule };

/** "system-file": see isSystemFile. "link-inside": a link to something that is read in its own place in the same folder. */
export type SkipRule = "system-file" | "link-inside";

/** A folder, a ZIP, a single file, an upload: read once, in order, in bounded memory. */
export interface Source {
  /** @throws SourceError when the place itself cannot be opened. */
  entries(signal?: AbortSignal): AsyncIterable<SourceEntry>;
  /** How many entries that are not skipped, where it can be told before reading. */
  count(signal?: AbortSignal): Promise<number | null>;
}
