import { readFileSync } from "node:fs";
import { AreaError } from "../../src/base/index.ts";
import { createCodecs, createFrameReader, type DecodedFrame } from "../../src/volume/index.ts";
import { type NativeImage, parseNativeImage, valuesOfNativeFrame } from "./native-image.ts";
import type { Comparison, Question } from "./types.ts";

/**
 * Compares frames that the program decodes with those a peer decoded from the same file into a native one. The peer's file is read
 * by the program, so that only the decoding of the pixels differs, and where it is plain enough also apart from it.
 */
export async function compareFrames({ path, peerPath, frames }: Extract<Question, { kind: "compare" }>): Promise<Comparison> {
  const reader = createFrameReader(createCodecs());
  const peer = parseNativeImage(readFileSync(peerPath));
  let furthest = 0;
  let differing = 0;
  let compared = 0;
  let independent = true;
  for (const frame of frames) {
    const ours = await reader.decode(path, frame, undefined);
    const apart = peer && valuesOfNativeFrame(peer, frame);
    independent &&= apart !== undefined;
    let theirs: ArrayLike<number>;
    try {
      theirs = apart ?? (await reader.decode(peerPath, frame, ours.valueType)).values;
    } catch (error) {
      if (!(error instanceof AreaError)) throw error;
      return { furthest, differing: 0, frames: compared, independent: false, failed: `the peer's pixels: ${error.name}` };
    }
    if (theirs.length !== ours.values.length) {
      return {
        furthest,
        differing: 1,
        frames: compared,
        independent,
        failed: `${theirs.length} values for ${ours.values.length}`,
      };
    }
    const found = difference(ours, theirs, peer);
    furthest = Math.max(furthest, found.furthest);
    differing += found.count / ours.values.length;
    compared += 1;
  }
  return { furthest, differing: compared === 0 ? 0 : differing / compared, frames: compared, independent };
}

function difference(
  ours: DecodedFrame,
  theirs: ArrayLike<number>,
  peer: NativeImage | undefined,
): { furthest: number; count: number } {
  const step = ours.samplesPerPixel === 1 && peer?.linear === true ? Math.abs(peer.slope) || 1 : 1;
  const exact = ours.valueType !== "float32";
  let furthest = 0;
  let count = 0;
  for (let at = 0; at < ours.values.length; at += 1) {
    const [here, there] = [ours.values[at] as number, theirs[at] as number];
    if (here === there || (Number.isNaN(here) && Number.isNaN(there)) || (!exact && here === Math.fround(there))) continue;
    count += 1;
    const far = Math.abs(here - there) / step;
    // float32 keeps 24 bits of a value: what it rounds is no difference of the pixels.
    furthest = Math.max(furthest, Number.isNaN(far) ? Number.POSITIVE_INFINITY : far);
  }
  return { furthest, count };
}
