import type { InstanceRecord } from "../../archive/index.ts";
import type { Dataset } from "../../dicom/index.ts";
import type { ImageSubject, SeriesImage } from "../../inference/index.ts";
import {
  type Codecs,
  createCodecs,
  decodeFrameOfFile,
  displayShares,
  type FrameHeader,
  parseCollimator,
  readSeriesStacks,
  robustWindow,
  type SeriesStacks,
} from "../../volume/index.ts";
import { aboutOf, readHeader } from "./series-about.ts";

/** No detector has pixels that are longer than this against their width: more would make a line of a film. */
const MOST_OBLONG = 20;

/** Every frame of a series, whatever stack it belongs to, as models for single images see it; pixels are read when their turn comes. */
export async function readSeriesImages(
  instances: readonly InstanceRecord[],
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly SeriesImage[]> {
  const { common, stacks } = await readSeriesStacks(instances, { signal });
  const byUid = new Map(instances.map((instance) => [instance.sopInstanceUid, instance]));
  const codecs = createCodecs();
  const known = new Map<string, Dataset>();
  const images: SeriesImage[] = [];
  for (const header of stacks.flatMap(({ frames }) => frames)) {
    const instance = byUid.get(header.sopInstanceUid);
    if (!instance) continue;
    // Views and sides are those of the image, not of the series.
    const dataset = known.get(instance.path) ?? (await readHeader(instance.path));
    known.set(instance.path, dataset);
    const collimation = [header.shutter, parseCollimator(dataset, header.frameNumber)].filter((shapes) => shapes !== undefined);
    const read = async (aborted?: AbortSignal) => ({
      ...(await readImage(instance.path, header, common, codecs, aborted)),
      collimation,
    });
    images.push({ header, about: aboutOf(dataset), read });
  }
  return images;
}

async function readImage(
  path: string,
  header: FrameHeader,
  { voiLookupTables = [], modality }: SeriesStacks["common"],
  codecs: Codecs,
  signal: AbortSignal | undefined,
): Promise<ImageSubject> {
  const frame = await decodeFrameOfFile(path, header.frameNumber, header.valueType, codecs, signal);
  const { rows, columns, samplesPerPixel, values } = frame;
  // As the viewer and the thumbnails open it.
  const voi = header.voi[0] ?? voiLookupTables[header.voiLookupTables?.[0] ?? -1] ?? robustWindow(values, header.paddingRange);
  const shown = modality === "PT" ? { ...header, presentationLutShape: "INVERSE" as const } : header;
  let display: Float32Array | undefined;
  return {
    ...{ rows, columns, samplesPerPixel, values, pixelShape: pixelShapeOf(header) },
    display: () => {
      display ??= displayShares(frame, voi, shown);
      return display;
    },
  };
}

function pixelShapeOf({ pixelSpacingMm, pixelAspectRatio }: FrameHeader): ImageSubject["pixelShape"] {
  const [betweenRows, betweenColumns] = pixelSpacingMm ?? pixelAspectRatio ?? [1, 1];
  return betweenRows === betweenColumns
    ? undefined
    : [1, Math.min(MOST_OBLONG, Math.max(1 / MOST_OBLONG, betweenRows / betweenColumns))];
}
