import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ErrorRecord, throwIfAborted, toErrorRecord } from "../base/index.ts";
import { MAX_MANIFEST_BYTES } from "./contract/bounds.ts";
import { type ModelManifest, manifestSchema } from "./contract/manifest.ts";
import { networkFiles } from "./contract/pipeline.ts";
import { InferenceError } from "./errors.ts";

const MANIFEST = "manifest.json";

/** A package whose manifest is valid and whose files are, byte for byte, those it lists. */
export interface VerifiedPackage {
  readonly directory: string;
  readonly manifest: ModelManifest;
  /** What a result is traced by: the SHA-256 of the networks (see `weightsHash`). */
  readonly weightsSha256: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a package folder and checks every file against its hash.
 *
 * Throws `inference/package-missing`, `inference/bad-manifest`, `inference/hash-mismatch`.
 */
export function readPackage(directory: string, signal?: AbortSignal): VerifiedPackage {
  const manifest = readManifest(directory);
  const files = new Map<string, Uint8Array>();
  for (const file of manifest.files) {
    throwIfAborted(signal);
    const bytes = readListed(directory, file);
    if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) throw changed(file.path);
    files.set(file.path, bytes);
  }
  return { directory, manifest, weightsSha256: weightsHash(manifest), files };
}

/** Reads and checks `manifest.json` alone: enough for a card, not for a run. */
export function readManifest(directory: string): ModelManifest {
  const path = join(directory, MANIFEST);
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_MANIFEST_BYTES) throw badManifest(`it is larger than ${MAX_MANIFEST_BYTES} bytes`);
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof InferenceError) throw error;
    throw new InferenceError(
      "package-missing",
      "This folder holds no model package (manifest.json cannot be read). Other models still work; choose the folder of a model.",
      {},
      error,
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw badManifest("it is not JSON", error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badManifest(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`, parsed.error);
}

/**
 * One hash for the networks of a package: the file's own when there is one, else that of the lines `<sha256>  <path>\n` in the
 * order they run (what `sha256sum a.onnx b.onnx | sha256sum` prints).
 */
export function weightsHash(manifest: ModelManifest): string {
  const networks = networkFiles(manifest.pipeline).map((path) => ({
    path,
    sha256: manifest.files.find((file) => file.path === path)?.sha256 ?? "",
  }));
  const [only] = networks;
  if (networks.length === 1 && only) return only.sha256;
  const lines = networks.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
  return createHash("sha256").update(lines).digest("hex");
}

/** A package as it is listed: usable, or why not. */
export interface ListedModel {
  readonly directory: string;
  /** Name of the folder, known even where nothing else is. */
  readonly folder: string;
  readonly manifest?: ModelManifest;
  readonly weightsSha256?: string;
  readonly error?: ErrorRecord;
}

/**
 * Every package in these folders (each holds one folder per model), also those that cannot be used, with the reason; a folder that
 * does not exist holds nothing. Manifest and hashes are checked here, the self-test only when a model is loaded.
 */
export async function listModels(directories: readonly string[]): Promise<readonly ListedModel[]> {
  return directories.flatMap((parent) => foldersIn(parent).map((folder) => listOne(join(parent, folder), folder)));
}

function listOne(directory: string, folder: string): ListedModel {
  let manifest: ModelManifest;
  try {
    manifest = readManifest(directory);
  } catch (error) {
    return { directory, folder, error: toErrorRecord(error) };
  }
  const weightsSha256 = weightsHash(manifest);
  try {
    readPackage(directory);
    return { directory, folder, manifest, weightsSha256 };
  } catch (error) {
    return { directory, folder, manifest, weightsSha256, error: toErrorRecord(error) };
  }
}

function foldersIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}

function readListed(directory: string, file: ModelManifest["files"][number]): Uint8Array {
  const path = join(directory, file.path);
  try {
    const { size } = statSync(path);
    if (size !== file.bytes) throw changed(file.path);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InferenceError) throw error;
    throw changed(file.path, error);
  }
}

function changed(path: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "hash-mismatch",
    `${path} is not the file this model was published with, so the model is not used. Other models and the viewer still work; install the package again.`,
    { file: path },
    cause,
  );
}

function badManifest(reason: string, cause?: unknown): InferenceError {
  return new InferenceError(
    "bad-manifest",
    `The manifest of this model cannot be used (${reason}). Other models still work; install a package made for this program.`,
    { reason: reason.slice(0, 200) },
    cause,
  );
}
