import type { TaskName, Tasks } from "./types.ts";

export interface TaskContext<Progress> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export type TaskHandlers = {
  readonly [K in TaskName]: (input: Tasks[K]["input"], context: TaskContext<Tasks[K]["progress"]>) => Promise<Tasks[K]["output"]>;
};

/** What each task does. The rooms are imported when first needed: a pixel worker never loads the network runtime. */
export const taskHandlers: TaskHandlers = {
  "decode-frame": async ({ path, frameNumber, valueType }) => {
    const { decodeFrameOfFile } = await import("../../volume/index.ts");
    return decodeFrameOfFile(path, frameNumber, valueType);
  },
  "series-frames": async ({ instances }, { signal }) => {
    const { readSeriesFrames } = await import("../../volume/index.ts");
    return readSeriesFrames(instances, { signal });
  },
  thumbnail: async ({ instances, maximumPixels }, { signal }) =>
    (await import("./thumbnail.ts")).drawThumbnail(instances, maximumPixels, signal),
  import: async (input, context) => (await import("./import-task.ts")).runImport(input, context),
  verify: async ({ archiveDirectory }, { signal }) => {
    const { openArchive } = await import("../../archive/index.ts");
    const { silentLog } = await import("../../base/index.ts");
    const archive = openArchive(archiveDirectory, { log: silentLog });
    try {
      return await archive.verify(signal);
    } finally {
      archive.dispose();
    }
  },
  analyse: async (input, context) => (await import("./analyse-task.ts")).runAnalysis(input, context),
  demo: async (input, context) => (await import("./demo-task.ts")).buildDemo(input, context),
};
