import { createCodecs, createFrameReader, readSeriesStacks, videoStreamOfFile } from "../../volume/index.ts";
import { decodeFrames } from "./decode-frames.ts";
import type { GraphicsReader } from "./graphics-task.ts";
import { drawThumbnail } from "./thumbnail.ts";
import type { TaskName, Tasks } from "./types.ts";

export interface TaskContext<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export type TaskHandlers = {
  readonly [K in TaskName]: (input: Tasks[K]["input"], context: TaskContext<Tasks[K]["progress"]>) => Promise<Tasks[K]["output"]>;
};

/** What one worker process does. The heavier rooms are imported when first needed: a pixel worker never loads the network runtime. */
export function createTaskHandlers(): TaskHandlers {
  const codecs = createCodecs();
  const reader = createFrameReader(codecs);
  let graphics: Promise<GraphicsReader> | undefined;
  return {
    "decode-frame": ({ path, frameNumber, valueType }, { signal }) => reader.decode(path, frameNumber, valueType, signal),
    "decode-frames": (input, { signal }) => decodeFrames(input, reader, signal),
    overlay: ({ path, frameNumber, group }, { signal }) => reader.overlay(path, frameNumber, group, signal),
    "series-frames": ({ instances }, { signal }) => readSeriesStacks(instances, { signal }),
    "video-stream": ({ path }, { signal }) => videoStreamOfFile(path, signal),
    thumbnail: ({ instances, maximumPixels, frameNumber }, { signal }) =>
      drawThumbnail(instances, maximumPixels, codecs, signal, frameNumber),
    "read-object": async ({ path }) => (await import("./object-task.ts")).readObjectDocument(path),
    "object-graphics": async ({ path, place }, { signal }) => {
      graphics ??= import("./graphics-task.ts").then(({ createGraphicsReader }) => createGraphicsReader(reader));
      return (await graphics)(path, place, signal);
    },
    "read-content": async ({ path }) => (await import("./object-task.ts")).readContent(path),
    "slide-picture": async ({ path, maximumPixels }, { signal }) =>
      (await import("./slide-picture.ts")).drawSlide(path, maximumPixels, reader, signal),
    "read-waveform": async ({ path, group, from, count }) =>
      (await import("./object-task.ts")).readWaveform(path, group, from, count),
    import: async (input, context) => (await import("./import-task.ts")).runImport(input, context),
    recompress: async (input, context) => (await import("./recompress-task.ts")).runRecompression(input, codecs, context),
    verify: async (input, context) => (await import("./archive-task.ts")).runVerify(input, context),
    rebuild: async (input, context) => (await import("./archive-task.ts")).runRebuild(input, context),
    analyse: async (input, context) => (await import("./analyse-task.ts")).runAnalysis(input, context),
    "measure-provider": async ({ modelDirectory, provider, threads }, { signal }) =>
      (await import("../../inference/index.ts")).measureProvider(modelDirectory, provider, { threads, signal }),
    explain: async (input, context) => (await import("./explain-task.ts")).explainProposal(input, context),
    "score-images": async (input, context) => (await import("./score-images-task.ts")).scoreImages(input, context),
    "try-model": async (input, context) => (await import("./analyse-task.ts")).tryModel(input, context),
    ribs: async (input, context) => (await import("./ribs-task.ts")).unrollRibs(input, context),
    demo: async (input, context) => (await import("./demo-task.ts")).buildDemo(input, context),
  };
}
