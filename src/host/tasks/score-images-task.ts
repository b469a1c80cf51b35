import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { InstanceRecord } from "../../archive/index.ts";
import { type ErrorRecord, isAbort, toErrorRecord } from "../../base/index.ts";
import { parsePart10, tagOf } from "../../dicom/index.ts";
import { drawnInPatient } from "../../findings/index.ts";
import { patientMmToPixel } from "../../geometry/index.ts";
import { type Box, belowOperatingPoints, loadModel, type Proposal, runModelOnImages } from "../../inference/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import { createConverter } from "./convert.ts";
import type { TaskContext } from "./handlers.ts";
import { readSeriesImages } from "./series-images.ts";

/** Something that a model says of an image, below its operating point too. */
export interface ImageMark {
  /** Of the model's manifest. */
  readonly label: string;
  readonly score: number;
  /** What it covers as shares of the image (0 to 1); none for what is said of the image as a whole. */
  readonly box?: Box;
}

export type ImageOutcome = { readonly marks: readonly ImageMark[]; readonly seconds: number } | { readonly error: ErrorRecord };

export interface ScoreImages {
  input: {
    /** Files: DICOM images, JPEG or PNG. */
    readonly paths: readonly string[];
    readonly modelDirectory: string;
    readonly threads: number;
    /** A folder for what is converted on the way. */
    readonly directory: string;
  };
  /** In the order of the paths. */
  output: readonly ImageOutcome[];
  /** Images that are done. */
  progress: number;
}

/** Runs a model over image files one by one, with its networks opened once: what it says of each, or why it did not take it. */
export async function scoreImages(
  { paths, modelDirectory, threads, directory }: ScoreImages["input"],
  { signal, onProgress }: TaskContext<ScoreImages["progress"]>,
): Promise<ScoreImages["output"]> {
  const model = await loadModel(modelDirectory, { threads, signal });
  const asked = { ...model, manifest: belowOperatingPoints(model.manifest) };
  const convert = createConverter();
  const outcomes: ImageOutcome[] = [];
  try {
    for (const [at, path] of paths.entries()) {
      signal.throwIfAborted();
      const converted = join(directory, `${at}.dcm`);
      try {
        const images = await readSeriesImages([await instanceOf(path, converted, convert)], { signal });
        const started = performance.now();
        const { proposals } = await runModelOnImages(images, asked, { signal });
        const seconds = (performance.now() - started) / 1000;
        outcomes.push({ marks: proposals.flatMap((proposal) => markOf(proposal, images[0]?.header) ?? []), seconds });
      } catch (cause) {
        if (isAbort(cause)) throw cause;
        outcomes.push({ error: toErrorRecord(cause) });
      } finally {
        await rm(converted, { force: true });
      }
      onProgress(at + 1);
    }
  } finally {
    await model.dispose();
  }
  return outcomes;
}

/** A file as the archive would hold it. What is no DICOM image becomes one at `converted`. */
async function instanceOf(path: string, converted: string, convert: ReturnType<typeof createConverter>): Promise<InstanceRecord> {
  const source = await readFile(path);
  const conversion = await convert(source);
  const bytes = conversion?.bytes ?? source;
  if (conversion) await writeFile(converted, bytes);
  const { dataset, transferSyntaxUid } = parsePart10(bytes, { untilTag: tagOf("PixelData") });
  return {
    ...{ path: conversion ? converted : path, byteLength: bytes.length, transferSyntaxUid },
    sopInstanceUid: dataset.first("SOPInstanceUID") ?? "",
    sopClassUid: dataset.first("SOPClassUID") ?? "",
    seriesInstanceUid: dataset.first("SeriesInstanceUID") ?? "",
    studyInstanceUid: dataset.first("StudyInstanceUID") ?? "",
    instanceNumber: null,
    numberOfFrames: Number(dataset.first("NumberOfFrames") ?? 1),
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

function markOf({ geometry, code, provenance }: Proposal, header: FrameHeader | undefined): ImageMark | undefined {
  if (header === undefined || provenance.by !== "model") return undefined;
  const { plane, columns, rows } = header;
  const drawn = drawnInPatient(geometry)?.pointsPatient ?? [];
  const points =
    geometry.kind === "image" ? geometry.pointsPixel : plane ? drawn.map((point) => patientMmToPixel(plane, point)) : [];
  const said = { label: code.value, score: provenance.score };
  if (points.length < 2) return said;
  // The first pixel reaches from -0.5 to 0.5.
  const across = points.map(([x]) => (x + 0.5) / columns);
  const down = points.map(([, y]) => (y + 0.5) / rows);
  return { ...said, box: [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)] };
}
