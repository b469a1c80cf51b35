import type { ErrorRecord } from "../base/index.ts";

/** One file a source offers: where it came from (relative path, inside a ZIP after "!/"), and its bytes on demand. */
export interface IncomingFile {
  readonly path: string;
  readonly byteLength: number;
  /** What changes when the content does, told without reading it: size and time, in a ZIP size and checksum. */
  readonly fingerprint?: string;
  /** "unlisted": it lies on a medium whose directory (DICOMDIR) does not name it. */
  readonly listing?: "listed" | "unlisted";
  /** Reads the whole file. @throws SourceError */
  read(signal?: AbortSignal): Promise<Uint8Array>;
  /** Reads the whole file piece by piece, for one that is too large to be held in memory. @throws SourceError */
  readPieces?(signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** Reads the first bytes alone, where that is cheaper than the whole. @throws SourceError */
  readHead?(byteLength: number, signal?: AbortSignal): Promise<Uint8Array>;
}

/**
 * What a source yields: a file, a place that could not be read and why, or a thing passed over by a named rule (counted, not listed).
 * Never throws for one bad entry.
 */
export type SourceEntry =
  | { readonly kind: "file"; readonly file: IncomingFile }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: ErrorRecord }
  | { readonly kind: "skipped"; readonly path: string; readonly rule: SkipRule };

/**
 * "system-file": see isSystemFile. "hidden": the name begins with a point and the file is no DICOM file. "link-inside": a link to
 * something that is read in its own place in the same folder. "medium-directory": a DICOMDIR; its records gave the order.
 */
export type SkipRule = "system-file" | "hidden" | "link-inside" | "medium-directory";

/** How much a source holds: entries that are not skipped, and their bytes. */
export interface SourceSize {
  readonly files: number;
  readonly bytes: number;
}

/** A folder, a ZIP, a single file, an upload: read once, in order, in bounded memory. */
export interface Source {
  /** @throws SourceError when the place itself cannot be opened, or is gone in the middle (medium-gone). */
  entries(signal?: AbortSignal): AsyncIterable<SourceEntry>;
  /** How much there is, where it can be told before reading. */
  measure(signal?: AbortSignal): Promise<SourceSize | null>;
}
