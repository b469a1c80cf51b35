import { getFileNameLowLevel } from "yauzl";

interface NamedEntry {
  readonly generalPurposeBitFlag: number;
  readonly fileNameRaw: Uint8Array;
  readonly extraFields: readonly { readonly id: number; readonly data: Buffer }[];
}

const utf8Flag = 0x800;
const unicodePathField = 0x7075;

/**
 * The name of a ZIP entry, "/" between its parts.
 *
 * Where the entry does not say UTF-8, the bytes are read as UTF-8 if they are, else as GB 18030: Chinese Windows writes names in its
 * own code page without saying so (APPNOTE.TXT appendix D knows only CP437 and UTF-8).
 */
export function zipEntryName(entry: NamedEntry): string {
  const says = (entry.generalPurposeBitFlag & utf8Flag) !== 0 || entry.extraFields.some((field) => field.id === unicodePathField);
  const raw = Buffer.from(entry.fileNameRaw);
  const name = says ? getFileNameLowLevel(entry.generalPurposeBitFlag, raw, [...entry.extraFields], true) : decodeName(raw);
  return name.replaceAll("\\", "/");
}

function decodeName(raw: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder("gb18030").decode(raw);
  }
}

/** Whether a name stays inside the ZIP: relative, without drive letter, "..", or NUL. */
export function isSafeEntryName(name: string): boolean {
  if (name === "" || name.startsWith("/") || /^[a-z]:/i.test(name) || name.includes("\0")) return false;
  return !name.split("/").includes("..");
}

/** A path as it is shown: no control characters that could forge a line, at most 1024 characters from its end. */
export function shownPath(path: string): string {
  const visible = path.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
  return visible.length > 1024 ? `…${visible.slice(-1023)}` : visible;
}
