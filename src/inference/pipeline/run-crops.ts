import { throwIfAborted, yieldToLoop } from "../../base/index.ts";
import { distance, type VolumeGrid } from "../../geometry/index.ts";
import type { SegmentationDecoder } from "../contract/decoder.ts";
import type { Stage } from "../contract/pipeline.ts";
import type { Found, FoundValue } from "../decode/found.ts";
import { decodeClassification, decodeRegression } from "../decode/said.ts";
import { createSegmentationDecoder } from "../decode/segmentation.ts";
import type { Outputs } from "../decode/tensor-view.ts";
import type { Network } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";
import type { Subject } from "../recipe/blocks.ts";
import { planCropsOf } from "../recipe/colour-crops.ts";
import type { CropPlan } from "../recipe/crops.ts";
import { betweenPlanesMm } from "../recipe/tensor-space.ts";
import { foundOfPart } from "./found-of.ts";

export interface CropRunOptions {
  readonly signal?: AbortSignal | undefined;
  /** After each batch: how far it is, 0 to 1, and what was looked at so far. */
  readonly onBatch?: (fraction: number, seen: readonly Found[]) => void;
}

/**
 * Looks again at each candidate in crops: its score becomes what the stage's `score` says, its label the one of the highest score, its
 * region and values what the stage gives. Best first.
 *
 * Throws InferenceError run-failed; rejects with the signal's reason when aborted.
 */
export async function runOnCandidates(
  stage: Stage,
  network: Network,
  subject: Subject,
  candidates: readonly Found[],
  { signal, onBatch }: CropRunOptions = {},
): Promise<readonly Found[]> {
  const plans = stage.inputs.map((recipe) => {
    if (recipe.kind === "crops") return { plan: planCropsOf(subject, recipe), batch: recipe.batch, axes: recipe.size.length };
    throw new InferenceError("run-failed", "Candidates are looked at in crops alone. Choose another model.", {
      input: recipe.name,
    });
  });
  const many = Math.min(...plans.map(({ batch }) => batch));
  const axes = plans[0]?.axes ?? 3;
  const seen: Found[] = [];
  for (let at = 0; at < candidates.length; at += many) {
    throwIfAborted(signal);
    const batch = candidates.slice(at, at + many);
    const { inputs, grids } = cropsOf(
      plans.map(({ plan }) => plan),
      batch,
    );
    const outputs = await network.run(inputs);
    for (const [item, candidate] of batch.entries()) {
      const grid = grids[item] as VolumeGrid;
      seen.push(...lookedAt(stage, withPlace(candidate, stage), { outputs, item, grid, axes }));
    }
    await yieldToLoop(signal);
    onBatch?.((at + batch.length) / candidates.length, seen);
  }
  return seen.toSorted((a, b) => b.score - a.score);
}

function cropsOf(plans: readonly CropPlan[], batch: readonly Found[]) {
  const grids: VolumeGrid[] = [];
  const tensors = plans.map((plan, n) => {
    const data = new Float32Array(batch.length * plan.length);
    for (const [item, { centerPatient }] of batch.entries()) {
      const grid = plan.fill(centerPatient, data.subarray(item * plan.length, (item + 1) * plan.length));
      if (n === 0) grids.push(grid);
    }
    return [plan.name, { data, shape: plan.shape(batch.length) }] as const;
  });
  return { inputs: Object.fromEntries(tensors), grids };
}

interface Look {
  readonly outputs: Outputs;
  readonly item: number;
  /** Of the first input's crop. */
  readonly grid: VolumeGrid;
  readonly axes: 2 | 3;
}

/** Where the stage looks, kept for whoever explains what it says. */
function withPlace(candidate: Found, { id }: Stage): Found {
  return { ...candidate, lookedAt: new Map([...(candidate.lookedAt ?? []), [id, candidate.centerPatient]]) };
}

/** The candidate as the stage sees it; nothing where its masks are empty and it has no score. */
function lookedAt(stage: Stage, candidate: Found, look: Look): readonly Found[] {
  const scores = new Map<string, number>();
  const values: FoundValue[] = [...(candidate.values ?? [])];
  let part: Found | null = null;
  for (const decoder of stage.outputs) {
    if (decoder.decoder === "classification") {
      for (const [label, score] of decodeClassification(decoder, look.outputs, look.item)) scores.set(label, score);
    } else if (decoder.decoder === "regression") values.push(decodeRegression(decoder, look.outputs, look.item));
    else if (decoder.decoder === "segmentation") part = segmented(decoder, candidate, look) ?? part;
  }
  const segments = stage.outputs.some(({ decoder }) => decoder === "segmentation");
  const best = [...scores].reduce<readonly [string, number] | null>(
    (most, each) => (most && most[1] >= each[1] ? most : each),
    null,
  );
  const said = best ? { label: best[0], score: best[1] } : part;
  if (!said && segments) return [];
  return [
    {
      ...candidate,
      ...(said ? { label: said.label, score: combined(candidate.score, said.score, stage.score) } : {}),
      ...(part?.region
        ? { region: part.region, centerPatient: part.centerPatient, extentMm: part.extentMm, axes: part.axes }
        : {}),
      ...(values.length > 0 ? { values } : {}),
    },
  ];
}

/** Of the parts in a crop that whose middle is nearest to the candidate. */
function segmented(decoder: SegmentationDecoder, candidate: Found, { outputs, item, grid, axes }: Look): Found | null {
  const [dx, dy] = grid.spacingMm;
  const parts = createSegmentationDecoder(decoder, {
    ...{ dimensions: grid.dimensions, windowSize: grid.dimensions, axes, blend: "uniform" },
    voxelMm3: dx * dy * betweenPlanesMm(grid),
    pixelMm2: dx * dy,
  });
  parts.take([0, 0, 0], outputs, item);
  const away = ({ centerPatient }: Found) => distance(centerPatient, candidate.centerPatient);
  const found = parts.finish().flatMap((each) => foundOfPart(grid, each, null) ?? []);
  return found.sort((a, b) => away(a) - away(b))[0] ?? null;
}

function combined(before: number, now: number, how: Stage["score"]): number {
  if (how === "product") return before * now;
  return how === "mean" ? (before + now) / 2 : now;
}
