import { AreaError, toErrorRecord } from "../base/index.ts";
import { SourceError, toSourceError } from "./errors.ts";
import type { Source, SourceEntry } from "./types.ts";

/** An entry that could not be read, with the reason as a record. */
export function unreadable(path: string, error: unknown): SourceEntry {
  return { kind: "unreadable", path, error: toErrorRecord(error instanceof AreaError ? error : toSourceError(error)) };
}

/** A source that is measured by walking its entries: nothing is read for that but names and sizes. */
export function createSource(entries: (signal?: AbortSignal) => AsyncIterable<SourceEntry>, maxFiles: number): Source {
  async function* bounded(signal?: AbortSignal): AsyncGenerator<SourceEntry> {
    let seen = 0;
    for await (const entry of entries(signal)) {
      signal?.throwIfAborted();
      seen += 1;
      if (seen > maxFiles) {
        yield unreadable(entry.kind === "file" ? entry.file.path : entry.path, new SourceError("too-many-files", { maxFiles }));
        return;
      }
      yield entry;
    }
  }
  return {
    entries: bounded,
    async measure(signal) {
      let files = 0;
      let bytes = 0;
      for await (const entry of bounded(signal)) {
        if (entry.kind !== "skipped") files += 1;
        if (entry.kind === "file") bytes += entry.file.byteLength;
      }
      return { files, bytes };
    },
  };
}
