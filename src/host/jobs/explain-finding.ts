import { availableParallelism } from "node:os";
import type { Explanation } from "../../contract/index.ts";
import type { Finding, FindingGeometry, FrameReference } from "../../findings/index.ts";
import type { ExplanationMap } from "../../inference/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";

/**
 * What the score of a model's finding rests on, computed by the version that made it; of what it proposed, whatever a person made of that.
 *
 * @throws HostError no-explanation: a person's, of a version that shows nothing or is not there any more
 */
export async function explainFinding(
  { archive, models, tasks }: Workstation,
  finding: Finding,
  signal: AbortSignal,
): Promise<Explanation> {
  const { provenance } = finding;
  if (provenance.by !== "model") throw noExplanation();
  const { modelId, modelVersion } = provenance;
  const version = models.store.list().find((one) => one.id === modelId && one.version === modelVersion);
  const { manifest, directory, retired = true, error } = version ?? {};
  if (manifest === undefined || directory === undefined || retired || error) throw noExplanation();
  if (manifest.explanation.kind === "none") throw noExplanation();
  const map = await tasks.run(
    "explain",
    {
      instances: archive.instancesOfSeries(finding.seriesInstanceUid),
      modelDirectory: directory,
      threads: availableParallelism(),
      finding: { code: finding.code, geometry: proposedGeometry(finding), reference: proposedReference(finding), provenance },
    },
    { signal, priority: 10 },
  );
  return toAnswer(map, finding, { modelId, modelVersion });
}

function proposedGeometry({ history, geometry }: Finding): FindingGeometry {
  return history.find(({ replaced }) => replaced !== undefined)?.replaced?.geometry ?? geometry;
}

function proposedReference({ history, reference }: Finding): FrameReference {
  return history.find(({ replaced }) => replaced?.reference !== undefined)?.replaced?.reference ?? reference;
}

function toAnswer(
  { kind, score, lowest, dimensions, values, placement }: ExplanationMap,
  finding: Finding,
  model: Pick<Explanation, "modelId" | "modelVersion">,
): Explanation {
  const bytes = Buffer.from(new ArrayBuffer(values.length * 4));
  for (const [at, value] of values.entries()) bytes.writeFloatLE(value, 4 * at);
  const [i, j, k] = dimensions;
  const { sopInstanceUid, frameNumber } = proposedReference(finding);
  return {
    ...{ kind, ...model, score, ...(lowest === undefined ? {} : { lowest }) },
    placement: placement.of === "volume" ? placement : { ...placement, sopInstanceUid, frameNumber },
    grid: { dimensions: [i, j, k], valuesBase64: bytes.toString("base64") },
  };
}

function noExplanation(): HostError {
  return new HostError(
    "no-explanation",
    "The version of the model that made this finding cannot show what its score rests on. The finding can be read and decided on as usual.",
  );
}
