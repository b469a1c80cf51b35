import type { InferenceSession } from "onnxruntime-node";
import type { ExecutionProvider } from "../contract/network-variants.ts";
import { InferenceError } from "../errors.ts";
import { importRuntime, type Runtime } from "./runtime.ts";
import { toFeed, toTensor } from "./tensor-types.ts";

/** A dense float32 tensor, last dimension fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** An execution provider of onnxruntime. */
export type Provider = ExecutionProvider;

/** An input or output as the network declares it; a size that is only known in the run is a text. */
export interface TensorSpec {
  readonly name: string;
  /** onnxruntime's name: float32, float16, int64 and so on. */
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

/** A loaded network. It owns native memory: dispose it. */
export interface Network {
  /** Where it runs: "remote" on an inference server. */
  readonly provider: Provider | "remote";
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
}

/** A network of this computer, with what it says of itself. */
export interface LocalNetwork extends Network {
  readonly provider: Provider;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

export interface EngineOptions {
  /** CPU threads of one run; 0 lets onnxruntime choose. */
  readonly threads?: number;
  /** Tried in this order; the CPU always comes last, whether named or not. */
  readonly providers?: readonly Provider[];
}

/**
 * Opens an ONNX network from its bytes. onnxruntime-node is loaded here, on first use: call this in a worker process only.
 *
 * Asking onnxruntime for a provider that is not there throws even with the CPU behind it, so each is tried alone.
 * Throws `inference/engine-missing` where onnxruntime cannot be loaded, `inference/load-failed` where it refuses the file.
 */
export async function openNetwork(bytes: Uint8Array, file: string, options: EngineOptions = {}): Promise<LocalNetwork> {
  const wanted = [...new Set<Provider>([...(options.providers ?? []), "cpu"])];
  let refused: unknown;
  for (const provider of wanted) {
    try {
      return await openOn(provider, bytes, file, options.threads ?? 0);
    } catch (error) {
      if (error instanceof InferenceError && error.code === "engine-missing") throw error;
      refused = error;
    }
  }
  throw refused;
}

/**
 * Opens it on one provider or not at all.
 * Throws `inference/engine-missing`, `inference/load-failed`, `inference/out-of-memory`.
 */
export async function openOn(provider: Provider, bytes: Uint8Array, file: string, threads: number): Promise<LocalNetwork> {
  const runtime = await importRuntime();
  const session = await runtime.InferenceSession.create(bytes, {
    executionProviders: [provider],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableMemPattern: false,
    logSeverityLevel: 4,
    // Threads that wait give the processor back: the reader's viewer runs beside this.
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  }).catch((error: unknown) => {
    throw lacksMemory(error) ? outOfMemory(file, error) : notLoaded(file, error);
  });
  const inputs = specsOf(session.inputMetadata);
  return {
    provider,
    inputs,
    outputs: specsOf(session.outputMetadata),
    run: (tensors) => runSession(runtime, session, inputs, tensors, file),
    dispose: () => session.release(),
  };
}

async function runSession(
  runtime: Runtime,
  session: InferenceSession,
  declared: readonly TensorSpec[],
  tensors: Readonly<Record<string, Tensor>>,
  file: string,
): Promise<Readonly<Record<string, Tensor>>> {
  const typeOf = (name: string) => declared.find((input) => input.name === name)?.type ?? "float32";
  try {
    const feeds = Object.fromEntries(
      Object.entries(tensors).map(([name, tensor]) => [name, toFeed(runtime, tensor, typeOf(name))]),
    );
    const results = await session.run(feeds);
    return Object.fromEntries(Object.entries(results).map(([name, result]) => [name, toTensor(result)]));
  } catch (error) {
    if (lacksMemory(error)) throw outOfMemory(file, error);
    throw new InferenceError(
      "run-failed",
      `The network ${file} stopped with an error. No proposals were made from this series; the images and your findings are untouched.`,
      { file },
      error,
    );
  }
}

function specsOf(metadata: readonly InferenceSession.ValueMetadata[]): readonly TensorSpec[] {
  return metadata.map((value) =>
    value.isTensor
      ? { name: value.name, type: value.type, shape: value.shape }
      : { name: value.name, type: "not-a-tensor", shape: [] },
  );
}

/** onnxruntime says in words alone that an allocation failed. */
function lacksMemory(error: unknown): boolean {
  return error instanceof Error && /bad_?alloc|failed to allocate|out of memory/i.test(error.message);
}

function notLoaded(file: string, cause: unknown): InferenceError {
  return new InferenceError(
    "load-failed",
    `The network ${file} could not be loaded by onnxruntime. Other models and the viewer still work; install the package again or a version made for this program.`,
    { file },
    cause,
  );
}

function outOfMemory(file: string, cause: unknown): InferenceError {
  return new InferenceError(
    "out-of-memory",
    `There was not enough memory for the network ${file}. The images and your findings are untouched; choose a smaller series.`,
    { model: file, megabytes: Math.round(process.memoryUsage.rss() / 2 ** 20) },
    cause,
  );
}
