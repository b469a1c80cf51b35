import type { Explanation } from "./explanation.ts";
import type { ModelManifest } from "./manifest.ts";
import type { ManifestIssue } from "./manifest-issues.ts";
import { networksOf, type Stage } from "./pipeline.ts";

/** What of an explanation could never be computed: a stage that is not there or does not look, parts of other axes than its input. */
export function explanationIssues({ explanation, pipeline }: ModelManifest): readonly ManifestIssue[] {
  if (explanation.kind === "none") return [];
  if (!networksOf(pipeline).some(({ id }) => id === explanation.stage))
    return [{ message: `there is no stage ${explanation.stage}`, path: ["explanation", "stage"] }];
  if (pipeline.kind === "lung-nodules") return ofNodules(explanation);
  const stage = pipeline.stages.find(({ id }) => id === explanation.stage);
  return stage && explanation.kind === "occlusion" ? axesIssues(explanation, stage) : [];
}

/** Of this pipeline the second look alone is asked again. */
function ofNodules({ kind, stage }: Exclude<Explanation, { kind: "none" }>): readonly ManifestIssue[] {
  return [
    ...(stage === "classifier" ? [] : [{ message: "the stage classifier explains", path: ["explanation", "stage"] }]),
    ...(kind === "occlusion" ? [] : [{ message: "it explains by occlusion", path: ["explanation", "kind"] }]),
  ];
}

function axesIssues({ size }: Extract<Explanation, { kind: "occlusion" }>, { inputs }: Stage): readonly ManifestIssue[] {
  const [first] = inputs;
  const axes = first && (first.kind === "patches" ? 3 : first.kind === "crops" ? first.size.length : 2);
  if (axes === undefined || axes === size.length) return [];
  return [{ message: `the stage's input has ${axes} axes`, path: ["explanation", "size"] }];
}
