import { VolumeError } from "./errors.ts";

/** How the pixel data of a transfer syntax are coded; `codestream` tells its own family. */
export type Compression = "native" | "native-big-endian-pixels" | "encapsulated-native" | "deflated-frame" | "rle" | "codestream";

const root = "1.2.840.10008.1.2";
const jpip: ReadonlySet<string> = new Set([`${root}.4.94`, `${root}.4.95`, `${root}.4.204`, `${root}.4.205`]);

/** @throws VolumeError video, unsupported-transfer-syntax */
export function compressionOf(transferSyntaxUid: string): Compression {
  if (videoCodecOf(transferSyntaxUid) !== undefined) {
    throw new VolumeError(
      "video",
      "This is a video and no series of images: it is played, not decoded. The other series of the study can be read.",
      {
        transferSyntaxUid,
      },
    );
  }
  if (jpip.has(transferSyntaxUid) || transferSyntaxUid.startsWith(`${root}.7.`)) {
    throw new VolumeError(
      "unsupported-transfer-syntax",
      "The pixels of this image are kept on another server and are not in the file.",
      {
        transferSyntaxUid,
      },
    );
  }
  switch (transferSyntaxUid) {
    case root:
    case `${root}.1`:
    case `${root}.1.99`:
    case `${root}.2`:
      return "native";
    case "1.2.840.113619.5.2":
      return "native-big-endian-pixels";
    case `${root}.1.98`:
      return "encapsulated-native";
    case `${root}.8.1`:
      return "deflated-frame";
    case `${root}.5`:
      return "rle";
    default:
      return "codestream";
  }
}

/** Transfer syntaxes that can only lose: DCT JPEG, also carried over into JPEG XL (.111), and near-lossless JPEG-LS. */
export function isLossySyntax(transferSyntaxUid: string): boolean {
  return /^1\.2\.840\.10008\.1\.2\.4\.(5[0-6]|59|6[0-4]|81|111)$/.test(transferSyntaxUid);
}

/** JPEG 2000 syntaxes that allow loss without the header having to say so. */
export function mayBeIrreversible(transferSyntaxUid: string): boolean {
  return [`${root}.4.91`, `${root}.4.93`, `${root}.4.203`].includes(transferSyntaxUid);
}

/** The codec of a video transfer syntax (PS3.5 A.4.5 to A.4.9), whole or fragmentable; undefined for all others. */
export function videoCodecOf(transferSyntaxUid: string): "mpeg-2" | "h.264" | "h.265" | undefined {
  const kind = /^1\.2\.840\.10008\.1\.2\.4\.10([0-8])(\.1)?$/.exec(transferSyntaxUid)?.[1];
  if (kind === undefined) return undefined;
  return kind <= "1" ? "mpeg-2" : kind <= "6" ? "h.264" : "h.265";
}
