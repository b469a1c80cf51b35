import { toErrorRecord } from "../../base/index.ts";
import { InferenceError } from "../../inference/index.ts";
import type { Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";

/** A run that was begun so often and took its program with it each time is not begun again. */
const MOST_BEGINNINGS = 2;

/** Goes on with the runs that waited or went on when an earlier process ended, in their order. */
export async function resumeAnalyses(workstation: Workstation): Promise<void> {
  const { analyses, workspace, log } = workstation;
  for (const { run, begun } of analyses.journal.takeOver()) {
    const { id, studyInstanceUid, seriesInstanceUid, modelId } = run;
    const before = workspace.analyses(studyInstanceUid).find((analysis) => analysis.id === id);
    // Its end was written down, but not that it left the queue.
    const isOver = before !== undefined && before.state !== "queued" && before.state !== "running" && !isInterrupted(before);
    try {
      if (isOver) analyses.journal.forget(id);
      else if (begun >= MOST_BEGINNINGS) throw crashedAgain(modelId);
      else await startAnalysis(workstation, { seriesInstanceUid, modelId, isAskedFor: run.isAskedFor, resume: run });
    } catch (error) {
      const { details, ...record } = toErrorRecord(error);
      analyses.journal.forget(id);
      if (before) workspace.putAnalysis({ ...before, state: "failed", error: { ...record, details: { ...details } } });
      log.warn("analysis-not-resumed", { model: modelId, code: record.code });
    }
  }
}

function isInterrupted({ error }: { readonly error?: { readonly area: string; readonly code: string } | undefined }): boolean {
  return error?.area === "workspace" && error.code === "interrupted";
}

function crashedAgain(model: string): InferenceError {
  return new InferenceError(
    "crashed",
    `The program ended ${MOST_BEGINNINGS} times while the model ${model} ran on this series, so it is not run again by itself. The images and your findings are untouched.`,
    { model },
  );
}
