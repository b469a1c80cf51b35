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
