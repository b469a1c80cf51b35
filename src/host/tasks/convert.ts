import type { ConvertedFile } from "../../archive/index.ts";
import { convertFile, type DecodeJpeg } from "../../conversion/index.ts";
import { refusePacked } from "../../sources/index.ts";
import { type Codecs, createCodecs } from "../../volume/index.ts";

/**
 * What an import does with a file before it is filed: photos and NIfTI files become secondary captures, archives and disc images are
 * refused by name, everything else is taken as it is.
 */
export function createConverter(codecs: Codecs = createCodecs()): (bytes: Uint8Array) => Promise<ConvertedFile | undefined> {
  const decodeJpeg: DecodeJpeg = async (bytes) => {
    const decoder = await codecs.decoder("jpeg");
    try {
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const { width, height, componentCount } = decoder.getFrameInfo();
      return { rows: height, columns: width, samplesPerPixel: componentCount, pixels: decoder.getDecodedBuffer().slice() };
    } catch (error) {
      codecs.discard("jpeg");
      throw error;
    } finally {
      decoder.delete();
    }
  };
  return async (bytes) => {
    const converted = await convertFile(bytes, decodeJpeg);
    if (converted === undefined) refusePacked(bytes);
    return converted;
  };
}
