import { throwIfAborted, yieldToLoop } from "../../base/index.ts";
import type { Vec3 } from "../../geometry/index.ts";
import type { Decoder } from "../contract/decoder.ts";
import type { Stage } from "../contract/pipeline.ts";
import { decodeAnchors } from "../decode/anchors.ts";
import type { Found, SeriesSaid } from "../decode/found.ts";
import { alignmentOf, createHeatmapDecoder } from "../decode/heatmap.ts";
import { linkSlices } from "../decode/link-slices.ts";
import { decodeClassification, decodeRegression, overAll } from "../decode/said.ts";
import { createSegmentationDecoder } from "../decode/segmentation.ts";
import type { ScoredBox } from "../decode/suppress.ts";
import { createBoxCollector } from "../decode/window-boxes.ts";
import type { WindowDecoder } from "../decode/window-decoder.ts";
import { decodeYolo } from "../decode/yolo.ts";
import type { Network, Tensor } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";
import type { Subject } from "../recipe/blocks.ts";
import { betweenPlanesMm } from "../recipe/tensor-space.ts";
import { planWindows, type WindowPlan } from "../recipe/window-plan.ts";
import type { Bound } from "./anatomy.ts";
import { foundOfBox, foundOfPart } from "./found-of.ts";

/** What a stage says of a series. */
export interface StageFound extends SeriesSaid {
  readonly found: readonly Found[];
}

export interface WindowRunOptions {
  readonly bound: Bound | null;
  readonly signal?: AbortSignal | undefined;
  /** 0 to 1, after each batch. */
  readonly onFraction?: (fraction: number) => void;
}

/**
 * Runs a stage over a series, window after window in batches; the next batch is made while the network works. Windows that a bound
 * does not touch are left out.
 *
 * Throws InferenceError run-failed; rejects with the signal's reason when aborted, after the network has come to rest.
 */
export async function runOnSeries(
  stage: Stage,
  network: Network,
  subject: Subject,
  { bound, signal, onFraction }: WindowRunOptions,
): Promise<StageFound> {
  const plans = plansOf(stage, subject);
  const [plan] = plans as [WindowPlan, ...WindowPlan[]];
  const decoders = stage.outputs.map((decoder) => decoderFor(decoder, plan, bound));
  const windows = bound ? plan.windows.filter((min) => bound.touches(plan.grid, min, plan.size)) : plan.windows;
  const take = (batch: readonly Vec3[], outputs: Readonly<Record<string, Tensor>>) => {
    for (const [item, min] of batch.entries()) {
      for (const decoder of decoders) decoder.take(min, outputs, item);
    }
  };
  let running: { readonly batch: readonly Vec3[]; readonly outputs: ReturnType<Network["run"]> } | null = null;
  try {
    for (let at = 0; at < windows.length; at += plan.batch) {
      throwIfAborted(signal);
      const batch = windows.slice(at, at + plan.batch);
      const inputs = tensorsOf(plans, batch);
      if (running) take(running.batch, await running.outputs);
      running = { batch, outputs: network.run(inputs) };
      // A run that fails while the next batch is made is heard of when its turn comes.
      running.outputs.catch(() => undefined);
      await yieldToLoop(signal);
      onFraction?.(at / windows.length);
    }
    if (running) take(running.batch, await running.outputs);
    running = null;
  } finally {
    // Nobody may close a network that is still at work.
    await running?.outputs.catch(() => undefined);
  }
  throwIfAborted(signal);
  onFraction?.(1);
  return gathered(decoders.map((decoder) => decoder.finish()));
}

function plansOf({ inputs, outputs }: Stage, subject: Subject): readonly WindowPlan[] {
  const align = outputs.map((decoder) => ("stride" in decoder ? alignmentOf(decoder.stride) : [1, 1, 1]));
  const each = (axis: number) => align.reduce((most, steps) => Math.max(most, steps[axis] as number), 1);
  const plans = inputs.map((recipe) => {
    if (recipe.kind !== "patches" && recipe.kind !== "slices") throw unfit(recipe.name);
    return planWindows(subject, recipe, [each(0), each(1), each(2)]);
  });
  const [first] = plans;
  for (const plan of plans) {
    const same =
      plan.windows.length === first?.windows.length &&
      plan.size.every((voxels, axis) => voxels === first.size[axis]) &&
      plan.grid.spacingMm.every((mm, axis) => Math.abs(mm - (first.grid.spacingMm[axis] as number)) < 1e-6);
    if (!same) throw unfit(plan.name);
  }
  return plans;
}

function unfit(input: string): InferenceError {
  return new InferenceError(
    "run-failed",
    `The inputs of one network must look at the same windows of the series; ${input} does not. Nothing was proposed; choose another model.`,
    { input },
  );
}

function tensorsOf(plans: readonly WindowPlan[], batch: readonly Vec3[]): Readonly<Record<string, Tensor>> {
  const tensors = plans.map((plan) => {
    plan.release(batch[0]?.[2] ?? 0);
    const data = new Float32Array(batch.length * plan.length);
    for (const [n, min] of batch.entries()) plan.fill(min, data.subarray(n * plan.length, (n + 1) * plan.length));
    return [plan.name, { data, shape: plan.shape(batch.length) }] as const;
  });
  return Object.fromEntries(tensors);
}

const nothing: StageFound = { found: [], scores: [], values: [] };

function gathered(parts: readonly StageFound[]): StageFound {
  return {
    found: parts.flatMap(({ found }) => found).sort((a, b) => b.score - a.score),
    scores: parts.flatMap(({ scores }) => scores),
    values: parts.flatMap(({ values }) => values),
  };
}

/** Reads what a decoder makes of the windows of a plan. */
export function decoderFor(decoder: Decoder, plan: WindowPlan, bound: Bound | null): WindowDecoder<StageFound> {
  switch (decoder.decoder) {
    case "heatmap":
      return boxesAsFound(createHeatmapDecoder(decoder, plan), plan, bound);
    case "anchors": {
      const collector = createBoxCollector(plan, (...from) => decodeAnchors(decoder, ...from), decoder);
      return boxesAsFound(collector, plan, bound);
    }
    case "segmentation": {
      const [dx, dy] = plan.grid.spacingMm;
      const grid = {
        ...{ dimensions: plan.grid.dimensions, axes: plan.axes, windowSize: plan.size, blend: plan.blend },
        voxelMm3: dx * dy * betweenPlanesMm(plan.grid),
        pixelMm2: dx * dy,
      };
      const parts = createSegmentationDecoder(decoder, grid);
      const found = () => parts.finish().flatMap((part) => foundOfPart(plan.grid, part, bound) ?? []);
      return { ...parts, finish: () => ({ ...nothing, found: found() }) };
    }
    case "classification":
    case "regression":
      return saidDecoder(decoder);
    case "yolo": {
      const collector = createBoxCollector(plan, (...from) => decodeYolo(decoder, ...from), decoder);
      return boxesAsFound(collector, plan, bound);
    }
  }
}

function boxesAsFound(
  boxes: WindowDecoder<readonly ScoredBox[]>,
  plan: WindowPlan,
  bound: Bound | null,
): WindowDecoder<StageFound> {
  const finish = () => {
    const all = plan.axes === 2 ? linkSlices(boxes.finish()) : boxes.finish();
    return all.map((box) => foundOfBox(plan.grid, box)).filter(({ centerPatient }) => !bound || bound.holds(centerPatient));
  };
  return { ...boxes, finish: () => ({ ...nothing, found: finish() }) };
}

/** Scores and numbers of all windows as one. */
function saidDecoder(decoder: Extract<Decoder, { decoder: "classification" | "regression" }>): WindowDecoder<StageFound> {
  const scores = new Map<string, number[]>();
  const values: number[] = [];
  return {
    take: (_, outputs, item) => {
      if (decoder.decoder === "regression") {
        values.push(decodeRegression(decoder, outputs, item).value);
        return;
      }
      for (const [label, score] of decodeClassification(decoder, outputs, item)) {
        const known = scores.get(label) ?? [];
        known.push(score);
        scores.set(label, known);
      }
    },
    finish: () => ({
      found: [],
      scores: [...scores].map(([label, all]) => ({ label, score: overAll(all, decoder.over) })),
      values:
        decoder.decoder === "regression" && values.length > 0
          ? [{ label: decoder.label, value: overAll(values, decoder.over), unit: decoder.unit }]
          : [],
    }),
  };
}
