import { getFileNameLowLevel } from "yauzl";

interface NamedEntry {
  readonly generalPurposeBitFlag: number;
  readonly fileNameRaw: Uint8Array;
  readonly extraFields: readonly { readonly id: number; readonly data: Buffer }[];
}

const utf8Flag = 0x800;
const unicodePathField = 0x7075;

/** Upper half of code page 437, which APPNOTE.TXT appendix D gives to names that say nothing. */
const cp437 =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0";

/**
 * The name of a ZIP entry, "/" between its parts.
 *
 * Where the entry does not say UTF-8, the bytes are read as UTF-8 if they are; as GB 18030 if they look like Chinese (Chinese Windows
 * writes names in its own code page without saying so); else as code page 437.
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
    return looksChinese(raw) ? new TextDecoder("gb18030").decode(raw) : decodeCp437(raw);
  }
}

/** Whether most of what is not ASCII pairs up to characters of GB 2312's common part (rows 1-9 and 16-87): other texts hardly do. */
function looksChinese(raw: Uint8Array): boolean {
  let common = 0;
  let other = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const lead = raw[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = raw[at + 1] ?? 0;
    const isCommon = (lead >= 0xb0 || (lead >= 0xa1 && lead <= 0xa9)) && lead <= 0xf7 && trail >= 0xa1 && trail <= 0xfe;
    if (isCommon) common += 1;
    else other += 1;
    if (isCommon || (trail >= 0x40 && trail !== 0x7f)) at += 1;
  }
  return common > other;
}

function decodeCp437(raw: Uint8Array): string {
  return Array.from(raw, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (cp437[byte - 0x80] ?? "\ufffd"))).join("");
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
