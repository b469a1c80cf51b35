import type { Disposable } from "../base/index.ts";
import type { ModelManifest } from "./contract/manifest.ts";
import { referenceFile } from "./contract/network-variants.ts";
import { networksOf } from "./contract/pipeline.ts";
import type { SelfTest } from "./contract/self-test.ts";
import { InferenceError } from "./errors.ts";
import { type EngineOptions, type Network, openNetwork, type Tensor } from "./network.ts";
import { readPackage, type VerifiedPackage } from "./package/read.ts";

/** A model that passed its hashes and its self-test. It owns native memory: dispose it. */
export interface LoadedModel extends Disposable {
  readonly manifest: ModelManifest;
  readonly weightsSha256: string;
  /** Reference networks by file name. */
  readonly networks: ReadonlyMap<string, Network>;
  dispose(): Promise<void>;
}

/**
 * Loads a package folder: manifest, hash of every file, networks, self-test, in this order. A model that fails any of them is not
 * used. Where another provider than the CPU fails the self-test, the CPU is used.
 *
 * Throws InferenceError: package-missing, bad-manifest, hash-mismatch, engine-missing, load-failed, self-test-failed.
 */
export async function loadModel(
  directory: string,
  options: EngineOptions & { readonly signal?: AbortSignal } = {},
): Promise<LoadedModel> {
  const verified = readPackage(directory, options.signal);
  try {
    return await openModel(verified, options);
  } catch (error) {
    const others = (options.providers ?? []).some((provider) => provider !== "cpu");
    if (!others || !(error instanceof InferenceError) || error.code === "load-failed") throw error;
    return openModel(verified, { ...options, providers: ["cpu"] });
  }
}

async function openModel(verified: VerifiedPackage, options: EngineOptions): Promise<LoadedModel> {
  const { manifest, files, weightsSha256 } = verified;
  const networks = new Map<string, Network>();
  const dispose = async () => {
    for (const network of networks.values()) await network.dispose();
    networks.clear();
  };
  try {
    const stages = networksOf(manifest.pipeline).map(({ id, network }) => ({
      id,
      file: referenceFile(network),
      precision: network.variants[0]?.precision ?? "fp32",
    }));
    for (const file of new Set(stages.map((stage) => stage.file))) {
      networks.set(file, await openNetwork(files.get(file) ?? new Uint8Array(), file, options));
    }
    for (const test of manifest.selfTest) {
      const { file, precision } = stages.find(({ id }) => id === test.stage) ?? { file: test.stage, precision: "fp32" as const };
      await runSelfTest({ ...test, tolerance: test.tolerance[precision] ?? 0 }, file, networks.get(file), files);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return { manifest, weightsSha256, networks, dispose };
}

async function runSelfTest(
  test: Pick<SelfTest, "inputs" | "outputs"> & { readonly tolerance: number },
  file: string,
  network: Network | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  if (!network) throw selfTestFailed(file, "the pipeline does not use it");
  const read = (tensors: SelfTest["inputs"]): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, { path, shape }]) => [name, readTensor(files.get(path), shape, file)]),
    );
  const results = await network.run(read(test.inputs)).catch((error: unknown) => {
    throw selfTestFailed(file, "it did not run", error);
  });
  for (const [name, expected] of Object.entries(read(test.outputs))) {
    const actual = results[name];
    if (!actual || actual.data.length !== expected.data.length) throw selfTestFailed(file, `${name} has another shape`);
    const off = largestDifference(actual.data, expected.data);
    if (!(off <= test.tolerance)) throw selfTestFailed(file, `${name} is off by ${off.toPrecision(3)}`);
  }
}

function readTensor(bytes: Uint8Array | undefined, shape: readonly number[], file: string): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  if (!bytes || bytes.byteLength !== count * 4) throw selfTestFailed(file, "a stored tensor has another size than its shape");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { data: Float32Array.from({ length: count }, (_, n) => view.getFloat32(n * 4, true)), shape };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < a.length; n++) {
    const off = Math.abs((a[n] as number) - (b[n] as number));
    if (!(off <= largest)) largest = off;
  }
  return largest;
}

function selfTestFailed(file: string, reason: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "self-test-failed",
    `${file} does not compute what it was published with on this computer (${reason}), so the model is not used. Other models and the viewer still work.`,
    { file, reason },
    cause,
  );
}
