import { type ErrorRecord, toErrorRecord } from "../../base/index.ts";
import type { Variant } from "../contract/network-variants.ts";
import { networksOf } from "../contract/pipeline.ts";
import { InferenceError } from "../errors.ts";
import { readPackage, type VerifiedPackage } from "../package/read.ts";
import { type LocalNetwork, openOn, type Provider } from "./network.ts";
import { importRuntime } from "./runtime.ts";
import { assertPasses, type StageTest, testsOf } from "./self-test.ts";
import { type UsualInput, usualInput } from "./usual-input.ts";

/** Every provider there is, the one that always works first. */
export const allProviders: readonly Provider[] = ["cpu", "cuda", "dml", "coreml", "webgpu"];

/**
 * What a variant of a stage's network did on a provider: ran and gave what it should, ran and gave something else, or did not run.
 * Where its process died or hung the whole provider has that outcome (`stage` and `file` are then empty).
 */
export type Measurement = {
  readonly provider: Provider;
  readonly stage: string;
  readonly file: string;
} & (
  | { readonly outcome: "ok"; readonly loadMs: number; readonly runMs: number }
  | { readonly outcome: "absent" | "wrong" | "failed"; readonly error: ErrorRecord }
);

/** Runs that a time is the median of, as far as the time goes. */
const RUNS = 3;
const ENOUGH_MS = 500;
/** A full batch that would take longer is reckoned from one item; one item that would take longer from the self-test. */
const LONGEST_BATCH_MS = 4_000;
const LONGEST_ITEM_MS = 15_000;

/**
 * Runs the self-test of every variant of a package on one provider, then takes its time on what it will see at its work. In a worker process of its own: a provider may
 * take the process with it, or never come back.
 */
export async function measureProvider(
  directory: string,
  provider: Provider,
  options: { readonly threads: number; readonly signal?: AbortSignal },
): Promise<{ readonly built: readonly Provider[]; readonly measurements: readonly Measurement[] }> {
  const verified = readPackage(directory, options.signal);
  const { manifest } = verified;
  const backends = (await importRuntime()).listSupportedBackends().map(({ name }) => name);
  const built = allProviders.filter((one) => backends.includes(one));
  const measured: Measurement[] = [];
  for (const { id: stage, network } of networksOf(manifest.pipeline)) {
    for (const variant of network.variants) {
      options.signal?.throwIfAborted();
      const about = { provider, stage, file: variant.file };
      if (variant.providers?.includes(provider) ?? true)
        measured.push({ ...about, ...(await measure(verified, stage, variant, provider, options.threads)) });
    }
  }
  return { built, measurements: measured };
}

type Outcome =
  | { readonly outcome: "ok"; readonly loadMs: number; readonly runMs: number }
  | { readonly outcome: "wrong" | "failed"; readonly error: ErrorRecord };

async function measure(
  { manifest, files }: VerifiedPackage,
  stage: string,
  variant: Variant,
  provider: Provider,
  threads: number,
): Promise<Outcome> {
  let network: LocalNetwork | undefined;
  try {
    const started = performance.now();
    network = await openOn(provider, files.get(variant.file) ?? new Uint8Array(), variant.file, threads);
    const loadMs = performance.now() - started;
    const tests = testsOf(manifest, stage, variant, files);
    for (const test of tests) await assertPasses(network, test, variant.file);
    return { outcome: "ok", loadMs, runMs: await batchMs(network, tests, usualInput(manifest.pipeline, stage, network)) };
  } catch (error) {
    const isWrong = error instanceof InferenceError && error.code === "self-test-failed";
    return { outcome: isWrong ? "wrong" : "failed", error: withCause(error) };
  } finally {
    await network?.dispose();
  }
}

/** What the runtime or the driver said, as far as it fits on a line: why a provider is out. */
function withCause(error: unknown): ErrorRecord {
  const record = toErrorRecord(error);
  const { cause } = error as { cause?: unknown };
  const [said = ""] = cause instanceof Error ? cause.message.split("\n") : [];
  return said === "" ? record : { ...record, details: { ...record.details, reason: said.slice(0, 200) } };
}

/**
 * How long one batch of the usual size takes. On the processor, where the pipeline itself must do with it, a run that fails here is
 * passed over; elsewhere it is the reason not to run there: too little memory, say.
 */
async function batchMs(network: LocalNetwork, tests: readonly StageTest[], usual: UsualInput | undefined): Promise<number> {
  // Its first run, which alone sets up and compiles, was the check.
  const testMs = await medianRun(
    network,
    tests.map(({ inputs }) => inputs),
  );
  if (usual === undefined) return testMs;
  const [test] = tests;
  const one = usual.tensors(1);
  const reckonedMs = testMs * (valuesOf(one) / Math.max(1, valuesOf(test?.inputs ?? one)));
  if (reckonedMs > LONGEST_ITEM_MS) return reckonedMs * usual.batch;
  try {
    const oneMs = await warmRun(network, one);
    if (usual.batch === 1) return oneMs;
    return oneMs * usual.batch > LONGEST_BATCH_MS ? oneMs * usual.batch : await warmRun(network, usual.tensors(usual.batch));
  } catch (error) {
    if (network.provider !== "cpu") throw error;
    return reckonedMs * usual.batch;
  }
}

/** Memory and kernels of a new shape are set up in the first run. */
async function warmRun(network: LocalNetwork, inputs: Inputs): Promise<number> {
  const started = performance.now();
  await network.run(inputs);
  const firstMs = performance.now() - started;
  return firstMs > LONGEST_BATCH_MS ? firstMs : medianRun(network, [inputs]);
}

type Inputs = StageTest["inputs"];

function valuesOf(inputs: Inputs): number {
  return Object.values(inputs).reduce((sum, { data }) => sum + data.length, 0);
}

async function medianRun(network: LocalNetwork, all: readonly Inputs[]): Promise<number> {
  const times: number[] = [];
  const begun = performance.now();
  for (let run = 0; run < RUNS && (run === 0 || performance.now() - begun < ENOUGH_MS); run++) {
    const started = performance.now();
    for (const inputs of all) await network.run(inputs);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

/** What is said of a provider that this edition of the network runtime does not have. */
export function absentProvider(provider: Provider): Measurement {
  const platform = `${provider}, ${process.platform}-${process.arch}`;
  const error = new InferenceError("engine-missing", `This edition of onnxruntime has no ${provider}.`, { platform });
  return { provider, stage: "", file: "", outcome: "absent", error: toErrorRecord(error) };
}
