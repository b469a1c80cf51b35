import { InferenceError } from "../errors.ts";

export type Runtime = typeof import("onnxruntime-node");

/**
 * The packaged onnxruntime reports its use over the network and keeps an identifier of the computer unless this is set before it is
 * loaded. Nothing leaves the reader's machine unasked, so it always is.
 */
const REPORTS_OFF = "ORT_DISABLE_TELEMETRY";

/** Loads onnxruntime-node; in a worker process only. Throws `inference/engine-missing`. */
export async function importRuntime(): Promise<Runtime> {
  process.env[REPORTS_OFF] = "1";
  try {
    const runtime = await import("onnxruntime-node");
    // What a provider that is not there has to say is thrown too; nobody reads the standard output.
    runtime.env.logLevel = "fatal";
    chooseHalfType(runtime);
    return runtime;
  } catch (error) {
    throw new InferenceError(
      "engine-missing",
      "onnxruntime could not be loaded on this computer, so no model can run. Everything else works; install the program for this platform again.",
      { platform: `${process.platform}-${process.arch}` },
      error,
    );
  }
}

const HALF = "Float16Array";

/**
 * onnxruntime chooses at its first tensor what holds half-precision numbers: Float16Array where this Node has it, which its own native
 * part then reads as empty ("not enough space: expected 8, got 0", 1.30.0). So that first tensor is made where there is none, and
 * Uint16Array is chosen.
 */
function chooseHalfType(runtime: Runtime): void {
  const native = Object.getOwnPropertyDescriptor(globalThis, HALF);
  if (native) Reflect.deleteProperty(globalThis, HALF);
  try {
    new runtime.Tensor("float16", new Uint16Array(1), [1]);
  } finally {
    if (native) Object.defineProperty(globalThis, HALF, native);
  }
}
