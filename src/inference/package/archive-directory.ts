import type { Entry, ZipFile } from "yauzl";
import { packagePathSchema } from "../contract/basics.ts";
import { InferenceError } from "../errors.ts";

/** More entries than the files a manifest can list and the folders they lie in. */
const MAX_ENTRIES = 2000;

/** Networks hardly shrink; what shrinks more than this, from a size on that matters, was made to burst. */
const MAX_RATIO = 200;
const RATIO_FLOOR_BYTES = 16 * 2 ** 20;

/**
 * The files of a ZIP by their paths, none of them anything but a file in the package with a name of its own; nothing is unpacked.
 *
 * Throws `inference/archive-unsafe`, `inference/archive-too-large`; yauzl's own errors where the ZIP is damaged.
 */
export async function readArchiveDirectory(zip: ZipFile, archiveBytes: number): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const folded = new Set<string>();
  let packed = 0;
  let count = 0;
  for await (const entry of zip.eachEntry()) {
    const name = Buffer.from(entry.fileNameRaw).toString("latin1");
    count += 1;
    packed += entry.compressedSize;
    // Entries that share their packed bytes add up to more than the file.
    if (count > MAX_ENTRIES || packed > archiveBytes || isBomb(entry)) throw tooLarge(name);
    const reason = unsafeBecause(entry, name);
    if (reason) throw unsafe(name, reason);
    if (name.endsWith("/")) continue;
    if (folded.has(name.toLowerCase())) throw unsafe(name, "twice");
    folded.add(name.toLowerCase());
    entries.set(name, entry);
  }
  return entries;
}

function isBomb({ compressedSize, uncompressedSize }: Entry): boolean {
  return uncompressedSize > RATIO_FLOOR_BYTES && uncompressedSize > compressedSize * MAX_RATIO;
}

function unsafeBecause(entry: Entry, name: string): "path" | "link" | "packed" | null {
  const isFolder = name.endsWith("/");
  const path = isFolder ? name.slice(0, -1) : name;
  if (!packagePathSchema.safeParse(path).success || (isFolder && entry.uncompressedSize > 0)) return "path";
  if (!isPlain(entry, isFolder)) return "link";
  const isKnownMethod = entry.compressionMethod === 0 || entry.compressionMethod === 8;
  return entry.isEncrypted() || !isKnownMethod ? "packed" : null;
}

/** Whether an entry is a file or folder by its Unix mode too, where its maker wrote one (APPNOTE.TXT 4.4.2, 4.4.15). */
function isPlain(entry: Entry, isFolder: boolean): boolean {
  const isUnix = entry.versionMadeBy >> 8 === 3 || entry.versionMadeBy >> 8 === 19;
  const type = isUnix ? (entry.externalFileAttributes >>> 16) & 0o170000 : 0;
  return type === 0 || type === (isFolder ? 0o040000 : 0o100000);
}

function unsafe(name: string, reason: "path" | "link" | "packed" | "twice"): InferenceError {
  return new InferenceError(
    "archive-unsafe",
    `The package holds ${shown(name)}, which no package may hold (${reason}). Nothing was installed.`,
    { file: shown(name), reason },
  );
}

export function tooLarge(name: string): InferenceError {
  return new InferenceError(
    "archive-too-large",
    `The package would unpack to more than is allowed (${shown(name)}). Nothing was installed.`,
    { file: shown(name) },
  );
}

/** A name from a hostile archive, fit for a message. */
export function shown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 80);
}
