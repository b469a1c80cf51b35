import type { InstanceRecord } from "../../archive/index.ts";
import { buildThumbnail, type Codecs, decodeFrameOfFile, encodePng, readSeriesFrames, robustWindow } from "../../volume/index.ts";
import { HostError } from "../errors.ts";

/** A small PNG of a series' middle frame, or of the one with a number (of a single instance), in its own first window or VOI LUT or one made from its values; PET dark on light, as it opens. */
export async function drawThumbnail(
  instances: readonly InstanceRecord[],
  maximumPixels: number,
  codecs: Codecs,
  signal: AbortSignal,
  frameNumber?: number,
): Promise<Uint8Array> {
  const { frames, modality, voiLookupTables = [] } = await readSeriesFrames(instances, { signal });
  const middle = frames[Math.floor(frames.length / 2)];
  const frame = frameNumber === undefined ? middle : frames.find((one) => one.frameNumber === frameNumber);
  const instance = instances.find(({ sopInstanceUid }) => sopInstanceUid === frame?.sopInstanceUid);
  if (!frame || !instance) throw new HostError("not-found", "This series has no image that can be shown.");
  const decoded = await decodeFrameOfFile(instance.path, frame.frameNumber, frame.valueType, codecs, signal);
  const table = voiLookupTables[frame.voiLookupTables?.[0] ?? -1];
  const voi = frame.voi[0] ?? table ?? robustWindow(decoded.values, frame.paddingRange);
  const shown = modality === "PT" ? { ...frame, presentationLutShape: "INVERSE" as const } : frame;
  return encodePng(buildThumbnail(decoded, voi, maximumPixels, shown));
}
