import { basename } from "node:path";
import { openDiskRange } from "./byte-range.ts";
import { createSource } from "./entry.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import type { Source } from "./types.ts";
import { zipEntries } from "./zip-entries.ts";
import { shownPath } from "./zip-name.ts";

/** A ZIP on disk; ZIPs inside it are listed, not opened. */
export function createZipSource(path: string, limits: SourceLimits = defaultLimits): Source {
  return createSource(async function* () {
    yield* zipEntries(await openDiskRange(path), shownPath(basename(path)), limits);
  }, limits.maxFiles);
}
