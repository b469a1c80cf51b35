import type { InstanceRecord } from "../archive/index.ts";
import { isAbort, throwIfAborted, toErrorRecord } from "../base/index.ts";
import type { Dataset } from "../dicom/index.ts";
import { type ByteSource, openFileSource } from "./byte-source.ts";
import { buildFrameDrafts, type FrameDraft } from "./frame-header.ts";
import { framesOfReference, orderFrames } from "./frame-order.ts";
import { numberOf, textOf } from "./functional-group.ts";
import { openImageHeader } from "./image-file.ts";
import { judgeGeometry } from "./judge-geometry.ts";
import { inParallel } from "./parallel.ts";
import { overlayTexts, recommendedFrameRate } from "./series-texts.ts";
import { compressionOf } from "./transfer-syntax.ts";
import type { FrameHeader, SeriesFrames } from "./types.ts";
import { chooseValueType } from "./value-type.ts";

export interface ReadSeriesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Opens an instance's bytes; the file at its path by default. */
  readonly open?: ((instance: InstanceRecord) => Promise<ByteSource>) | undefined;
  /** How many headers are read at once. */
  readonly concurrency?: number | undefined;
}

/** Frames more than this are not one series that anyone reads: the rest would only hide it. */
const maxFrames = 200_000;

type Outcome =
  | {
      readonly kind: "read";
      readonly instance: InstanceRecord;
      readonly dataset: Dataset;
      readonly drafts: readonly FrameDraft[];
      readonly missingFrames: number;
    }
  | { readonly kind: "unreadable"; readonly instance: InstanceRecord; readonly error: unknown };

/**
 * Reads the headers of a series' instances (not their pixels) into frames in display order, with one value type and one verdict on their
 * geometry. An instance that cannot be shown is listed in `unreadable` (`code` as "area/code") and leaves the rest as it is.
 * Throws only when cancelled.
 */
export async function readSeriesFrames(
  instances: readonly InstanceRecord[],
  options: ReadSeriesOptions = {},
): Promise<SeriesFrames> {
  const { signal, open = (instance) => openFileSource(instance.path), concurrency = 16 } = options;
  const outcomes = await inParallel(instances, concurrency, async (instance): Promise<Outcome> => {
    throwIfAborted(signal);
    try {
      return { kind: "read", instance, ...(await readInstance(instance, await open(instance), signal)) };
    } catch (error) {
      if (isAbort(error)) throw error;
      return { kind: "unreadable", instance, error };
    }
  });
  throwIfAborted(signal);
  const read = outcomes.filter((outcome) => outcome.kind === "read");
  const first = read[0]?.dataset;
  const modality = first === undefined ? "" : textOf(first, "Modality");
  const drafts = read.flatMap((outcome) => outcome.drafts).slice(0, maxFrames);
  const valueType = chooseValueType(
    drafts.map((draft) => draft.range),
    modality,
  );
  const frames = orderFrames(drafts.map(({ header }): FrameHeader => ({ ...header, valueType })));
  // Where every frame names its own, the first one's stands for the series, so that findings have a frame of reference to be written in.
  const frameOfReferenceUid = framesOfReference(frames).kind === "mixed" ? undefined : frames[0]?.frameOfReferenceUid;
  const rate = first && recommendedFrameRate(first);
  return {
    seriesInstanceUid: instances[0]?.seriesInstanceUid ?? "",
    studyInstanceUid: instances[0]?.studyInstanceUid ?? "",
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
    modality,
    frames,
    geometry: judgeGeometry(frames),
    ...(rate === undefined ? {} : { recommendedFrameRate: rate }),
    unreadable: outcomes.flatMap(unreadable),
    overlay: overlayTexts(first),
  };
}

async function readInstance(
  instance: InstanceRecord,
  source: ByteSource,
  signal: AbortSignal | undefined,
): Promise<Omit<Extract<Outcome, { kind: "read" }>, "kind" | "instance">> {
  const header = await openImageHeader(source, signal);
  const { dataset } = header;
  compressionOf(header.transferSyntaxUid);
  const drafts = buildFrameDrafts({
    ...header,
    sopClassUid: instance.sopClassUid,
    sopInstanceUid: instance.sopInstanceUid,
    instanceNumber: instance.instanceNumber ?? numberOf(dataset, "InstanceNumber") ?? null,
  });
  return { dataset, drafts, missingFrames: header.description.numberOfFrames - header.heldFrames };
}

/** What of an instance cannot be shown: all of it, or the frames that a file which was cut off no longer holds. */
function unreadable(outcome: Outcome): SeriesFrames["unreadable"] {
  const { sopInstanceUid } = outcome.instance;
  if (outcome.kind === "unreadable") {
    const { area, code, message } = toErrorRecord(outcome.error);
    return [{ sopInstanceUid, code: `${area}/${code}`, message }];
  }
  if (outcome.missingFrames === 0) return [];
  const message = `The file ends ${outcome.missingFrames} frames early. The frames before can be shown.`;
  return [{ sopInstanceUid, code: "volume/corrupt-pixel-data", message }];
}
