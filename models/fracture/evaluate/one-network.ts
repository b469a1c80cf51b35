import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ModelManifest } from "../../../src/inference/index.ts";

/** A network that takes the place of the package's own. */
export interface OtherNetwork {
  readonly path: string;
  readonly precision: "fp32" | "int8";
}

/** What the self-test of another network may be off by: its answers are other ones. */
const ANYTHING = 1e6;

/**
 * Runs with a copy of the package whose one network is another, everything around it as it is: the input's recipe, the decoders, the
 * suppression of boxes. Its self-test only says that it runs.
 */
export async function withNetwork<T>(
  packageFolder: string,
  { path, precision }: OtherNetwork,
  run: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-fracture-"));
  try {
    const manifest = JSON.parse(readFileSync(join(packageFolder, "manifest.json"), "utf8")) as ModelManifest;
    if (manifest.pipeline.kind !== "stages") throw new Error("The package is no pipeline of stages.");
    const own = new Set(manifest.pipeline.stages.flatMap(({ network }) => network.variants.map(({ file }) => file)));
    const bytes = readFileSync(path);
    const files = manifest.files.filter((file) => !own.has(file.path));
    for (const file of files) {
      mkdirSync(dirname(join(directory, file.path)), { recursive: true });
      cpSync(join(packageFolder, file.path), join(directory, file.path));
    }
    writeFileSync(join(directory, "network.onnx"), bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const network = { variants: [{ file: "network.onnx", precision }] };
    const changed = {
      ...manifest,
      pipeline: { ...manifest.pipeline, stages: manifest.pipeline.stages.map((stage) => ({ ...stage, network })) },
      selfTest: manifest.selfTest.map((test) => ({ ...test, tolerance: { [precision]: ANYTHING } })),
      files: [...files, { path: "network.onnx", sha256, bytes: bytes.length }],
    };
    writeFileSync(join(directory, "manifest.json"), JSON.stringify(changed));
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
