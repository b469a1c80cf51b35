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

/** Names what the system said (ENOENT, EACCES, ...) as a SourceError; one that is already one passes through. */
export function toSourceError(error: unknown): SourceError {
  if (error instanceof SourceError) return error;
  const systemCode = (error as NodeJS.ErrnoException | undefined)?.code;
  if (systemCode === "ENOENT" || systemCode === "ENOTDIR") return new SourceError("not-found", {}, error);
  return new SourceError("unreadable", typeof systemCode === "string" ? { systemCode } : {}, error);
}
