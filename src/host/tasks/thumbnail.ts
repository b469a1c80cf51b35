import type { InstanceRecord } from "../../archive/index.ts";
import { buildThumbnail, type Codecs, decodeFrameOfFile, encodePng, readSeriesFrames, robustWindow } from "../../volume/index.ts";
import { HostError } from "../errors.ts";

/** A small PNG of a series' middle frame, in its own first window or one made from its values. */
export async function drawThumbnail(
  instances: readonly InstanceRecord[],
  maximumPixels: number,
  codecs: Codecs,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { frames } = await readSeriesFrames(instances, { signal });
  const frame = frames[Math.floor(frames.length / 2)];
  const instance = instances.find(({ sopInstanceUid }) => sopInstanceUid === frame?.sopInstanceUid);
  if (!frame || !instance) throw new HostError("not-found", "This series has no image that can be shown.");
  const decoded = await decodeFrameOfFile(instance.path, frame.frameNumber, frame.valueType, codecs, signal);
  return encodePng(
    buildThumbnail(decoded, frame.voi[0] ?? robustWindow(decoded.values, frame.paddingRange), maximumPixels, frame),
  );
}
