import { AreaError } from "../../base/index.ts";
import { InferenceError } from "../../inference/index.ts";
import type { TaskLimits } from "../tasks/types.ts";

/** What became of a run's process, said of the model; every other error as it is. */
export function runError(error: unknown, model: string, { seconds, memoryBytes }: TaskLimits): unknown {
  if (!(error instanceof AreaError) || error.area !== "host") return error;
  const megabytes = Math.round(memoryBytes / 2 ** 20);
  switch (error.code) {
    case "task-timed-out":
      return new InferenceError(
        "timed-out",
        `The model ${model} was not done after ${seconds} seconds and was stopped. The images and your findings are untouched; other models and the viewer still work.`,
        { model, seconds },
        error,
      );
    case "task-out-of-memory":
      return new InferenceError(
        "out-of-memory",
        `The model ${model} needed more memory than it may take (${megabytes} MB) and was stopped. The images and your findings are untouched; choose a smaller series or allow it more.`,
        { model, megabytes },
        error,
      );
    case "task-crashed":
      return new InferenceError(
        "crashed",
        `The process that ran the model ${model} ended unexpectedly. The images and your findings are untouched; run it again, and if it happens again choose another version of the model.`,
        { model },
        error,
      );
    default:
      return error;
  }
}
