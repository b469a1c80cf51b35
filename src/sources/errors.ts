import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a place or a file in it could not be read. */
export type SourceErrorCode =
  | "not-found"
  | "unreadable"
  | "not-a-file"
  | "too-large"
  | "too-many-files"
  | "too-deep"
  | "changed"
  | "link-outside"
  | "link-broken"
  | "bad-sector"
  | "medium-gone"
  | "path-too-long"
  | "not-on-medium"
  | "directory-unreadable"
  | "unsupported-archive"
  | "zip-damaged"
  | "zip-encrypted"
  | "zip-unsafe-name"
  | "zip-unsupported-method"
  | "zip-bomb"
  | "zip-too-large"
  | "zip-nested";

const sentences: Readonly<Record<SourceErrorCode, string>> = {
  "not-found": "There is nothing at this place any more. Everything else was read; check the path and import it again.",
  unreadable: "The system did not let this be read. Everything else was read; check permissions and the medium.",
  "not-a-file": "This is a pipe, a socket or a device, not a file. Everything else was read.",
  "too-large": "This file is larger than one DICOM file may be here and was not opened. Everything else was read.",
  "too-many-files": "The limit of files in one import was reached; what comes after was not read. Import the rest in parts.",
  "too-deep": "This folder lies too deep and was not opened. Import it by itself.",
  changed: "The file changed while it was being read. Import it again when it is complete.",
  "link-outside": "This link leads out of the folder and was not followed. Import its target by itself.",
  "link-broken": "This link leads nowhere. Everything else was read.",
  "bad-sector":
    "The medium could not be read here, also after several tries. Everything else was read; clean the disc or try another drive.",
  "medium-gone":
    "The medium or folder is no longer there; it was taken out or the connection broke. What came in before is safe; put it back and continue.",
  "path-too-long":
    "The path is longer than the system can open. Everything else was read; move the folder up and import it again.",
  "not-on-medium":
    "The directory of the medium (DICOMDIR) names this file, but it is not there. Everything else was read; ask the sender for it.",
  "directory-unreadable":
    "The directory of the medium (DICOMDIR) could not be read. All files were looked for without it; nothing is missing for that.",
  "unsupported-archive":
    "This is an archive or disc image of a kind that is not opened here. Unpack it (or mount it) and import the folder.",
  "zip-damaged": "This part of the ZIP is damaged or incomplete. What could be read was read; get the ZIP again.",
  "zip-encrypted": "This entry of the ZIP is encrypted. Unpack the ZIP with its password and import the folder.",
  "zip-unsafe-name": "The name of this entry leads out of the ZIP; it was refused. Everything else was read.",
  "zip-unsupported-method": "This entry is compressed in a way that cannot be read here. Unpack the ZIP and import the folder.",
  "zip-bomb":
    "This entry unpacks to far more than a ZIP of this size can hold honestly; it was refused. Everything before it was read.",
  "zip-too-large": "The ZIP unpacks to more than one import may hold; the rest was not read. Unpack it and import the folder.",
  "zip-nested": "A ZIP inside a ZIP is not opened. Unpack the outer one and import the folder.",
};

/** An error of this room; the sentence is that of its code. */
export class SourceError extends AreaError<"sources", SourceErrorCode> {
  constructor(code: SourceErrorCode, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("sources", code, sentences[code], { details, cause });
  }
}

/** What the system says of a drive without its disc, or of a network folder whose server went away. */
const goneCodes: ReadonlySet<string> = new Set([
  "ENODEV",
  "ENXIO",
  "ENOMEDIUM",
  "ESTALE",
  "ENOTCONN",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ETIMEDOUT",
]);

/** Names what the system said (ENOENT, EACCES, ...) as a SourceError; one that is already one passes through. */
export function toSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const systemCode = (error as NodeJS.ErrnoException | undefined)?.code;
  if (systemCode === "ENOENT" || systemCode === "ENOTDIR") return new SourceError("not-found", {}, error);
  if (systemCode === "EIO") return new SourceError("bad-sector", {}, error);
  if (systemCode === "ENAMETOOLONG") return new SourceError("path-too-long", {}, error);
  if (systemCode !== undefined && goneCodes.has(systemCode)) return new SourceError("medium-gone", { systemCode }, error);
  return new SourceError("unreadable", typeof systemCode === "string" ? { systemCode } : {}, error);
}
