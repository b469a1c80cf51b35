import type { Codecs, EncoderFamily } from "./codecs.ts";
import { corrupt } from "./jpeg-header.ts";

/** Samples to be compressed without loss: interleaved, 8-bit cells up to 8 bits, else 16-bit ones; signed cells are sign-extended. */
export interface EncodableFrame {
  readonly rows: number;
  readonly columns: number;
  readonly components: 1 | 3;
  readonly bits: number;
  readonly signed: boolean;
  readonly cells: Uint8Array | Int8Array | Uint16Array | Int16Array;
}

/**
 * Compresses a frame without loss: JPEG-LS (ITU-T T.87, samples interleaved) or HTJ2K (ITU-T T.814, reversible 5-3, no colour transform).
 * JPEG-LS has no sign: it takes the bits of two's complement as they are (PS3.5 8.2.3).
 * @throws VolumeError corrupt-pixel-data where the encoder fails
 */
export async function encodeCodestream(frame: EncodableFrame, family: EncoderFamily, codecs: Codecs): Promise<Uint8Array> {
  const encoder = await codecs.encoder(family);
  try {
    const { rows, columns, components, bits, signed, cells } = frame;
    const into = encoder.getDecodedBuffer({
      width: columns,
      height: rows,
      bitsPerSample: bits,
      componentCount: components,
      isSigned: signed && family === "htj2k",
      isUsingColorTransform: false,
    });
    into.set(new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength));
    if (family === "jpeg-ls") {
      encoder.setNearLossless?.(0);
      encoder.setInterleaveMode?.(components === 1 ? 0 : 2);
    } else encoder.setQuality?.(true, 0);
    encoder.encode();
    return encoder.getEncodedBuffer().slice();
  } catch (cause) {
    codecs.discard(family);
    throw corrupt("it could not be compressed", cause instanceof Error ? cause : undefined);
  } finally {
    encoder.delete();
  }
}
