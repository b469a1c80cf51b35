import { AreaError } from "../../base/index.ts";
import type { ImagePixel, Repair, RepairCode } from "../../dicom/index.ts";
import { type Codestream, jpeg2000Colour, parseCodestream } from "./codestream.ts";
import { isLuminanceChrominance } from "./jpeg-colour.ts";

const root = "1.2.840.10008.1.2.4.";
/** Transfer syntaxes by the family of their codestreams (PS3.5 A.4); what is not here may hold any. */
const syntaxes: readonly (readonly [RegExp, readonly Codestream["kind"][]])[] = [
  [/^(5[0-6]|59|6[0-4])$/, ["jpeg"]],
  [/^(57|58|65|66|70)$/, ["jpeg-lossless"]],
  [/^8[01]$/, ["jpeg-ls"]],
  [/^9[0-3]$/, ["jpeg-2000"]],
  [/^20[1-3]$/, ["htj2k"]],
  [/^11[0-2]$/, ["jpeg-xl"]],
];
/** Fragments of other codings: run lengths, uncompressed, deflated. */
const otherCodings: ReadonlySet<string> = new Set(["1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1.98", "1.2.840.10008.1.2.8.1"]);
const tags = {
  photometric: "00280004",
  bitsStored: "00280101",
  pixelRepresentation: "00280103",
} as const;

/**
 * Where a codestream (its first bytes suffice) tells something else than the header, and is believed. Nothing where its own header cannot
 * be read.
 */
export function codestreamRepairs(bytes: Uint8Array, transferSyntaxUid: string, description: ImagePixel): readonly Repair[] {
  const codestream = otherCodings.has(transferSyntaxUid) ? undefined : parsed(bytes);
  if (codestream === undefined) return [];
  const { bitsStored, bitsAllocated, signed } = description;
  const expected = transferSyntaxUid.startsWith(root)
    ? syntaxes.find(([pattern]) => pattern.test(transferSyntaxUid.slice(root.length)))?.[1]
    : undefined;
  const precision = codestream.size?.precision ?? ("jpeg" in codestream ? codestream.jpeg.precision : undefined);
  const isRoomy = precision === undefined || (precision >= bitsStored && precision <= bitsAllocated);
  const sign = codestream.size?.signed;
  const found: readonly (readonly [RepairCode, string | undefined, boolean])[] = [
    ["wrong-transfer-syntax", undefined, expected !== undefined && !expected.includes(codestream.kind)],
    ["codestream-other-colour", tags.photometric, hasOtherColour(bytes, codestream, description)],
    ["codestream-other-bits", tags.bitsStored, !isRoomy],
    ["codestream-other-sign", tags.pixelRepresentation, sign !== undefined && sign !== signed],
  ];
  return found.flatMap(([code, tag, isFound]) => (isFound ? [tag === undefined ? { code } : { code, tag }] : []));
}

function parsed(bytes: Uint8Array): Codestream | undefined {
  try {
    return parseCodestream(bytes);
  } catch (error) {
    if (error instanceof AreaError) return undefined;
    throw error;
  }
}

/** Marks of JPEG, and whether JPEG 2000 has its component transform on (YBR_ICT, YBR_RCT; PS3.5 8.2.4). */
function hasOtherColour(bytes: Uint8Array, codestream: Codestream, description: ImagePixel): boolean {
  if (description.samplesPerPixel !== 3) return false;
  const { photometricInterpretation } = description;
  switch (codestream.kind) {
    case "jpeg":
      return isLuminanceChrominance(codestream.jpeg, description) === (photometricInterpretation === "RGB");
    case "jpeg-2000":
    case "htj2k": {
      const isTransformed = jpeg2000Colour(bytes);
      const isSaid = photometricInterpretation === "YBR_ICT" || photometricInterpretation === "YBR_RCT";
      return isTransformed !== undefined && isTransformed !== isSaid && (isSaid || photometricInterpretation === "RGB");
    }
    default:
      return false;
  }
}
