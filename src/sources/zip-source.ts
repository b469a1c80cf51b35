import { basename } from "node:path";
import { openDiskRange } from "./byte-range.ts";
import { onMedium, watchMedium } from "./disk-file.ts";
import { createSource } from "./entry.ts";
import { type FilePort, systemFiles } from "./file-port.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import type { Source } from "./types.ts";
import { zipEntries } from "./zip-entries.ts";
import { shownPath } from "./zip-name.ts";

/** A ZIP on disk; ZIPs inside it are listed, not opened. */
export function createZipSource(path: string, limits: SourceLimits = defaultLimits, files: FilePort = systemFiles): Source {
  return createSource(async function* () {
    const isThere = await watchMedium(path);
    const range = await openDiskRange(path, files);
    const read = (start: number, end: number) => onMedium({ isThere }, () => range.read(start, end));
    yield* zipEntries({ byteLength: range.byteLength, read }, shownPath(basename(path)), limits);
  }, limits.maxFiles);
}
