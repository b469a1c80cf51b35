import type { ModelManifest } from "../contract/manifest.ts";
import type { Variant } from "../contract/network-variants.ts";
import type { SelfTest } from "../contract/self-test.ts";
import { InferenceError } from "../errors.ts";
import type { Network, Tensor } from "./network.ts";

/** What a stage's network was published with: inputs and the outputs that belong to them. */
export interface StageTest {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly tolerance: number;
}

/** The self-tests of a stage for a variant's precision. Throws `inference/self-test-failed` where a stored tensor is broken. */
export function testsOf(
  manifest: ModelManifest,
  stage: string,
  variant: Variant,
  files: ReadonlyMap<string, Uint8Array>,
): readonly StageTest[] {
  const read = (tensors: SelfTest["inputs"]): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(tensors).map(([name, { path, shape }]) => [name, readTensor(files.get(path), shape, variant.file)]),
    );
  return manifest.selfTest
    .filter((test) => test.stage === stage)
    .map((test) => ({
      inputs: read(test.inputs),
      outputs: read(test.outputs),
      tolerance: test.tolerance[variant.precision] ?? 0,
    }));
}

/** Runs a network on what it was published with. Throws `inference/self-test-failed`, or the network's own error. */
export async function assertPasses(network: Network, test: StageTest, file: string): Promise<void> {
  const results = await network.run(test.inputs).catch((error: unknown) => {
    throw error instanceof InferenceError && error.code !== "run-failed" ? error : failed(file, "it did not run", error);
  });
  for (const [name, expected] of Object.entries(test.outputs)) {
    const actual = results[name];
    if (!actual || actual.data.length !== expected.data.length) throw failed(file, `${name} has another shape`);
    const off = largestDifference(actual.data, expected.data);
    if (!(off <= test.tolerance)) throw failed(file, `${name} is off by ${off.toPrecision(3)}`);
  }
}

function readTensor(bytes: Uint8Array | undefined, shape: readonly number[], file: string): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  if (!bytes || bytes.byteLength !== count * 4) throw failed(file, "a stored tensor has another size than its shape");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { data: Float32Array.from({ length: count }, (_, n) => view.getFloat32(n * 4, true)), shape };
}

/** NaN on either side is a difference without end. */
function largestDifference(a: Float32Array, b: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < a.length; n++) {
    const off = Math.abs((a[n] as number) - (b[n] as number));
    if (!(off <= largest)) largest = off;
  }
  return largest;
}

function failed(file: string, reason: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "self-test-failed",
    `${file} does not compute what it was published with on this computer (${reason}), so the model is not used. Other models and the viewer still work.`,
    { file, reason },
    cause,
  );
}
