import type { InstanceRecord } from "../archive/index.ts";
import { isAbort, throwIfAborted, toErrorRecord } from "../base/index.ts";
import type { Dataset, Repair } from "../dicom/index.ts";
import { type ByteSource, openFileSource } from "./byte-source.ts";
import { secondsAfterContrast } from "./contrast-timing.ts";
import { buildFrameDrafts, type FrameDraft } from "./frame-header.ts";
import { framesOfReference, orderFrames } from "./frame-order.ts";
import { createSeriesPresentation } from "./frame-presentation.ts";
import { parseFrameTraits } from "./frame-traits.ts";
import { numberOf, textOf } from "./functional-group.ts";
import { openImageHeader } from "./image-file.ts";
import { judgeGeometry } from "./judge-geometry.ts";
import { isPairedPart, lateralityConflict, sideOfPosition, statedSides } from "./laterality.ts";
import { inParallel } from "./parallel.ts";
import { burnedInAnnotation, conversionModelName, recommendedFrameRate, seriesOverlayTexts } from "./series-texts.ts";
import { splitFrames } from "./split-frames.ts";
import type { FrameGroup, SplitSummary, TraitedFrame } from "./split-types.ts";
import { compressionOf } from "./transfer-syntax.ts";
import type { GeometryVerdict, SeriesFrames, SeriesRepair } from "./types.ts";
import { chooseValueType } from "./value-type.ts";

export interface ReadSeriesOptions {
  /** Which stack of the series, by its index; absent, or where there is no such one: the stack that a reader opens. */
  readonly split?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Opens an instance's bytes; the file at its path by default. */
  readonly open?: ((instance: InstanceRecord) => Promise<ByteSource>) | undefined;
  /** How many headers are read at once. */
  readonly concurrency?: number | undefined;
}

/** A series as it was read: what all its stacks have in common, and the stacks. */
export interface SeriesStacks {
  readonly common: Omit<SeriesFrames, "frames" | "geometry" | "frameOfReferenceUid" | "split" | "splits">;
  readonly stacks: readonly (Pick<SeriesFrames, "frames" | "geometry" | "frameOfReferenceUid"> & SplitSummary)[];
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
      readonly repairs: readonly Repair[];
    }
  | { readonly kind: "unreadable"; readonly instance: InstanceRecord; readonly error: unknown };

/**
 * Reads the headers of a series' instances (not their pixels) into the frames of one of its stacks in display order, with one value type and
 * one verdict on their geometry. An instance that cannot be shown is listed in `unreadable` (`code` as "area/code") and leaves the rest
 * as it is. Throws only when cancelled.
 */
export async function readSeriesFrames(
  instances: readonly InstanceRecord[],
  options: ReadSeriesOptions = {},
): Promise<SeriesFrames> {
  return stackOf(await readSeriesStacks(instances, options), options.split);
}

/** Reads all stacks of a series; `stackOf` gives one. Throws only when cancelled. */
export async function readSeriesStacks(
  instances: readonly InstanceRecord[],
  options: Omit<ReadSeriesOptions, "split"> = {},
): Promise<SeriesStacks> {
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
  const read = outcomes.filter((outcome) => outcome.kind === "read").sort(byInstance);
  const first = read[0]?.dataset;
  const modality = first === undefined ? "" : textOf(first, "Modality");
  const valueType = chooseValueType(
    read.flatMap(({ drafts }) => drafts.map((draft) => draft.range)),
    modality,
  );
  const presentation = createSeriesPresentation(
    read.map(({ dataset }) => dataset),
    valueType,
  );
  const frames = read.flatMap(({ dataset, drafts }) =>
    drafts.map(
      ({ header, tables }): TraitedFrame => ({
        header: { ...header, valueType, ...presentation.settle({ dataset, tables, header }) },
        traits: parseFrameTraits(dataset, header.frameNumber),
      }),
    ),
  );
  const sides = sidesOf(read);
  const rate = first && recommendedFrameRate(first);
  const burnedIn = burnedInAnnotation(read.map(({ dataset }) => dataset));
  return {
    common: {
      seriesInstanceUid: instances[0]?.seriesInstanceUid ?? "",
      studyInstanceUid: instances[0]?.studyInstanceUid ?? "",
      modality,
      ...(rate === undefined ? {} : { recommendedFrameRate: rate }),
      ...(burnedIn === undefined ? {} : { burnedInAnnotation: burnedIn }),
      ...(textOf(first, "ManufacturerModelName") === conversionModelName ? { converted: true } : {}),
      ...presentation.tables(),
      unreadable: outcomes.flatMap(unreadable),
      repairs: seriesRepairs(read),
      overlay: seriesOverlayTexts(read.map(({ dataset }) => dataset)),
    },
    stacks: splitFrames(frames.slice(0, maxFrames)).map((group, index) => buildStack(group, index, sides)),
  };
}

/** One stack of a series as everything else takes it: by its index, else the one that a reader opens (`chosenStack`). */
export function stackOf({ common, stacks }: SeriesStacks, split?: number): SeriesFrames {
  const chosen = stacks.find(({ index }) => index === split) ?? chosenStack(stacks);
  return {
    ...common,
    ...(chosen?.frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid: chosen.frameOfReferenceUid }),
    frames: chosen?.frames ?? [],
    geometry: chosen?.geometry ?? judgeGeometry([]),
    split: chosen?.index ?? 0,
    splits: stacks.map(({ frames: _frames, geometry: _geometry, frameOfReferenceUid: _uid, ...summary }) => summary),
  };
}

/** The largest regular volume that is no scout, projection or capture; else the first that is none of these; else the first. */
function chosenStack(stacks: SeriesStacks["stacks"]): SeriesStacks["stacks"][number] | undefined {
  const isApart = ({ kind, label }: SplitSummary) =>
    kind === "duplicate" ||
    label.some(
      ({ code, value }) => code === "image-kind" && (value === "localizer" || value === "projection" || value === "secondary"),
    );
  const worth = stacks.filter((stack) => !isApart(stack));
  const whole = worth.filter(({ geometry }) => geometry.grid !== undefined && geometry.missingSlices === undefined);
  const volumes = whole.length > 0 ? whole : worth.filter(({ geometry }) => geometry.grid !== undefined);
  const largest = volumes.reduce((most, { frameCount }) => Math.max(most, frameCount), 0);
  return volumes.find(({ frameCount }) => frameCount === largest) ?? worth[0] ?? stacks[0];
}

function buildStack(group: FrameGroup, index: number, { stated, isPaired }: Sides): SeriesStacks["stacks"][number] {
  const frames = orderFrames(group.frames.map(({ header }) => header));
  const verdict = judgeGeometry(frames);
  const duplicates = group.duplicates ?? 0;
  const lying = isPaired && stated.length > 0 ? sideOfPosition(frames) : undefined;
  const conflict = lateralityConflict(lying === undefined ? stated : [...stated, lying]);
  const remarks: GeometryVerdict["issues"] = [
    ...(duplicates > 0 ? [{ code: "duplicates" as const, details: { count: duplicates } }] : []),
    ...(conflict === undefined ? [] : [conflict]),
  ];
  // Where every frame names its own, the first one's stands for the series, so that findings have a frame of reference to be written in.
  const frameOfReferenceUid = framesOfReference(frames).kind === "mixed" ? undefined : frames[0]?.frameOfReferenceUid;
  return {
    index,
    kind: group.kind,
    label: group.label,
    frameCount: frames.length,
    verdictKind: verdict.kind,
    ...timingOf(group),
    ...(frameOfReferenceUid === undefined ? {} : { frameOfReferenceUid }),
    frames,
    geometry: remarks.length === 0 ? verdict : { ...verdict, issues: [...verdict.issues, ...remarks] },
  };
}

/** Of the frame that was acquired first; nothing for the only stack of a series that says nothing. */
function timingOf({ frames }: FrameGroup): Pick<SplitSummary, "acquiredMs" | "secondsAfterContrast"> {
  const timed = frames.map(({ traits }) => traits.timing).filter(({ acquiredMs }) => acquiredMs !== undefined);
  const [first, ...others] = timed;
  if (first?.acquiredMs === undefined) return {};
  const earliest = others.reduce((best, one) => ((one.acquiredMs ?? 0) < (best.acquiredMs ?? 0) ? one : best), first);
  const seconds = secondsAfterContrast(earliest);
  return { acquiredMs: earliest.acquiredMs as number, ...(seconds === undefined ? {} : { secondsAfterContrast: seconds }) };
}

/** The first instance speaks for the series: the same one for any order they come in. */
function byInstance({ instance: a }: Outcome, { instance: b }: Outcome): number {
  const byNumber = (a.instanceNumber ?? Number.MAX_SAFE_INTEGER) - (b.instanceNumber ?? Number.MAX_SAFE_INTEGER);
  return byNumber || (a.sopInstanceUid < b.sopInstanceUid ? -1 : 1);
}

interface Sides {
  /** Of the first instance that contradicts itself, else of the first. */
  readonly stated: ReturnType<typeof statedSides>;
  readonly isPaired: boolean;
}

function sidesOf(read: readonly { readonly dataset: Dataset }[]): Sides {
  const all = read.map(({ dataset }) => statedSides(dataset));
  const stated = all.find((sides) => lateralityConflict(sides) !== undefined) ?? all[0] ?? [];
  // A series of both sides says none.
  const isMixed = new Set(all.flatMap((sides) => sides.slice(0, 1).map(({ side }) => side))).size > 1;
  const first = read[0]?.dataset;
  return {
    stated: isMixed && lateralityConflict(stated) === undefined ? [] : stated,
    isPaired: first !== undefined && isPairedPart(first),
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
    version: instance.sha256.slice(0, 16),
  });
  const missingFrames = header.description.numberOfFrames - header.heldFrames;
  return { dataset, drafts, missingFrames, repairs: header.repairs };
}

function seriesRepairs(read: readonly { readonly repairs: readonly Repair[] }[]): readonly SeriesRepair[] {
  const byCode = new Map<string, SeriesRepair>();
  for (const { repairs } of read) {
    const first = new Map(repairs.toReversed().map((repair) => [repair.code, repair]));
    for (const [code, repair] of first) {
      const known = byCode.get(code) ?? { ...repair, instanceCount: 0 };
      byCode.set(code, { ...known, instanceCount: known.instanceCount + 1 });
    }
  }
  return [...byCode.values()];
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
