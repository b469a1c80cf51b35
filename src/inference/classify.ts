import { throwIfAborted } from "../base/index.ts";
import type { Candidate } from "./candidates.ts";
import type { LungNodulePipeline } from "./contract/lung-nodule-pipeline.ts";
import { ahead } from "./engine/ahead.ts";
import type { Network } from "./engine/network.ts";
import { noThreads } from "./engine/threads.ts";
import type { PreparedChest } from "./prepare.ts";
import type { SteppedOptions } from "./resample-volume.ts";

/**
 * Probability, 0 to 1, of each candidate by the second stage, in their order. Crops are cut ahead of the network, in threads where there are
 * any. `onBatch` is told how far it is, 0 to 1, and the scores of the batch; a cancel arrives between batches.
 */
export async function classify(
  { hu, lungWeight }: Pick<PreparedChest, "hu" | "lungWeight">,
  candidates: readonly Candidate[],
  { inputs, batch: size, output }: NonNullable<LungNodulePipeline["classifier"]>,
  network: Network,
  options: SteppedOptions & {
    readonly onBatch?: (fraction: number, candidates: readonly Candidate[], scores: readonly number[]) => void;
  } = {},
): Promise<readonly number[]> {
  const { signal, threads = noThreads, onBatch } = options;
  const scores: number[] = [];
  const batches: (readonly Candidate[])[] = [];
  for (let start = 0; start < candidates.length; start += size) batches.push(candidates.slice(start, start + size));
  const chest = { hu, lungWeight };
  const crops = ahead(batches, threads.count, (batch) => threads.run("crops", { chest, candidates: batch, inputs }, { signal }));
  for (const [n, batch] of batches.entries()) {
    throwIfAborted(signal);
    const data = await crops(n);
    const tensors = inputs.map(({ name, channels, sizeVoxels }, of) => {
      const shape = [batch.length, channels.length, sizeVoxels, sizeVoxels, sizeVoxels];
      return [name, { data: data[of] as Float32Array, shape }] as const;
    });
    const results = await network.run(Object.fromEntries(tensors));
    const probabilities = results[output.name]?.data ?? new Float32Array(batch.length);
    const ofBatch = batch.map((_, at) => Math.min(1, Math.max(0, probabilities[at] ?? 0)));
    scores.push(...ofBatch);
    onBatch?.(scores.length / candidates.length, batch, ofBatch);
  }
  return scores;
}
