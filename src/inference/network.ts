import type { InferenceSession } from "onnxruntime-node";
import { InferenceError } from "./errors.ts";

/** A dense float32 tensor, last dimension fastest. */
export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** An execution provider of onnxruntime. */
export type Provider = "cpu" | "cuda" | "dml" | "coreml" | "webgpu";

/** A loaded network. It owns native memory: dispose it. */
export interface Network {
  readonly provider: Provider;
  run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  dispose(): Promise<void>;
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
export async function openNetwork(bytes: Uint8Array, file: string, options: EngineOptions = {}): Promise<Network> {
  const ort = await importEngine();
  const wanted = [...new Set<Provider>([...(options.providers ?? []), "cpu"])];
  let refused: unknown;
  for (const provider of wanted) {
    try {
      const session = await ort.InferenceSession.create(bytes, {
        executionProviders: [provider],
        intraOpNumThreads: options.threads ?? 0,
        interOpNumThreads: 1,
        executionMode: "sequential",
        graphOptimizationLevel: "all",
        enableMemPattern: false,
        logSeverityLevel: 4,
        // Threads that wait give the processor back: the reader's viewer runs beside this.
        extra: { session: { intra_op: { allow_spinning: "0" } } },
      });
      return {
        provider,
        run: (inputs) => runSession(ort, session, inputs, file),
        dispose: () => session.release(),
      };
    } catch (error) {
      refused = error;
    }
  }
  throw new InferenceError(
    "load-failed",
    `The network ${file} could not be loaded by onnxruntime. Other models and the viewer still work; install the package again or a version made for this program.`,
    { file },
    refused,
  );
}

type Engine = typeof import("onnxruntime-node");

/**
 * The packaged onnxruntime reports its use over the network and keeps an identifier of the computer unless this is set before it is
 * loaded. Nothing leaves the reader's machine unasked, so it always is.
 */
const ENGINE_REPORTS_OFF = "ORT_DISABLE_TELEMETRY";

async function importEngine(): Promise<Engine> {
  process.env[ENGINE_REPORTS_OFF] = "1";
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    throw new InferenceError(
      "engine-missing",
      "onnxruntime could not be loaded on this computer, so no model can run. Everything else works; install the program for this platform again.",
      { platform: `${process.platform}-${process.arch}` },
      error,
    );
  }
}

async function runSession(
  ort: Engine,
  session: InferenceSession,
  inputs: Readonly<Record<string, Tensor>>,
  file: string,
): Promise<Readonly<Record<string, Tensor>>> {
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, new ort.Tensor("float32", tensor.data, [...tensor.shape])]),
  );
  try {
    const results = await session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, value]) => [name, { data: value.data as Float32Array, shape: value.dims }]),
    );
  } catch (error) {
    throw new InferenceError(
      "run-failed",
      `The network ${file} stopped with an error. No proposals were made from this series; the images and your findings are untouched.`,
      { file },
      error,
    );
  }
}
