import { AreaError, type ErrorDetail } from "../base/index.ts";

/** Why a file that is no DICOM file could not be made into one. */
export type ConversionErrorCode =
  | "unsupported-format"
  | "unsupported-kind"
  | "damaged"
  | "too-large"
  | "nifti-pair"
  | "nifti-values";

const sentences: Readonly<Record<ConversionErrorCode, string>> = {
  "unsupported-format":
    "This picture is of a format that is not converted here. Everything else came in; save it as PNG or JPEG and import it again.",
  "unsupported-kind":
    "This kind of picture is not converted here. Everything else came in; save it as an ordinary PNG or JPEG and import it again.",
  damaged: "The picture is damaged or cut off and was left out. Everything else came in; get the file again.",
  "too-large": "The picture is larger than may be converted here and was left out. Everything else came in.",
  "nifti-pair": "This is one half of a pair of NIfTI files (.hdr, .img). Everything else came in; save it as one .nii file.",
  "nifti-values":
    "This NIfTI file holds values (complex, colour or labels of another kind) that are not converted here. Everything else came in.",
};

/** An error of this room; the sentence is that of its code. */
export class ConversionError extends AreaError<"conversion", ConversionErrorCode> {
  constructor(code: ConversionErrorCode, details: Record<string, ErrorDetail> = {}, cause?: unknown) {
    super("conversion", code, sentences[code], { details, cause });
  }
}
