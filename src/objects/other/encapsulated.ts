import type { Dataset } from "../../dicom/index.ts";
import { numberOf, textOf } from "../attributes.ts";
import { codedOf } from "../code.ts";
import { ObjectError } from "../errors.ts";
import { referencesOf } from "../reference.ts";
import type { EncapsulatedDocument } from "./content.ts";

/** An encapsulated document without its bytes (PS3.3 A.45, C.24.2). */
export function parseEncapsulated(dataset: Dataset): EncapsulatedDocument {
  const bytes = dataset.get("EncapsulatedDocument") ?? new Uint8Array(0);
  return {
    kind: "encapsulated",
    title: textOf(dataset, "DocumentTitle", 1024),
    concept: codedOf(dataset, "ConceptNameCodeSequence"),
    mimeType: textOf(dataset, "MIMETypeOfEncapsulatedDocument", 64).toLowerCase(),
    byteLength: contentLength(dataset, bytes),
    isPdf: pdfStart(bytes) >= 0,
    sources: referencesOf(dataset, "SourceInstanceSequence"),
  };
}

/** The file inside, without the padding that makes its length even. @throws ObjectError not-encapsulated */
export function readEncapsulated(dataset: Dataset): { readonly bytes: Uint8Array; readonly isPdf: boolean } {
  const bytes = dataset.get("EncapsulatedDocument");
  if (bytes === undefined || bytes.length === 0) {
    throw new ObjectError("not-encapsulated", "This object holds no file inside. The other objects of the study can be read.");
  }
  const start = Math.max(0, pdfStart(bytes));
  return { bytes: bytes.subarray(start, contentLength(dataset, bytes)), isPdf: pdfStart(bytes) >= 0 };
}

function contentLength(dataset: Dataset, bytes: Uint8Array): number {
  const said = numberOf(dataset, "EncapsulatedDocumentLength");
  return said !== undefined && said > 0 && said <= bytes.length ? said : bytes.length;
}

/** Where "%PDF-" stands within the first kilobyte, as readers of PDF look for it; -1 where it does not. */
function pdfStart(bytes: Uint8Array): number {
  const most = Math.min(bytes.length - 5, 1024);
  for (let at = 0; at <= most; at++) {
    if (
      bytes[at] === 0x25 &&
      bytes[at + 1] === 0x50 &&
      bytes[at + 2] === 0x44 &&
      bytes[at + 3] === 0x46 &&
      bytes[at + 4] === 0x2d
    ) {
      return at;
    }
  }
  return -1;
}
