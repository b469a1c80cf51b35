import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { throwIfAborted } from "../../base/index.ts";
import { MAX_MANIFEST_BYTES } from "../contract/bounds.ts";
import { type ModelManifest, manifestSchema, type PackageFile } from "../contract/manifest.ts";
import { networkFiles } from "../contract/pipeline.ts";
import { InferenceError } from "../errors.ts";
import { MAX_SIGNATURE_BYTES, SIGNATURE, type Signed, verifySignature } from "./signature.ts";

export const MANIFEST = "manifest.json";

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
    files.set(file.path, readListed(directory, file));
  }
  return { directory, manifest, weightsSha256: weightsHash(manifest), files };
}

/**
 * Checks every file of a package folder against its hash without keeping any in memory, and its signature where it has one.
 *
 * Throws `inference/package-missing`, `inference/bad-manifest`, `inference/bad-signature`, `inference/hash-mismatch`.
 */
export function checkFolder(
  directory: string,
  signal?: AbortSignal,
): { readonly manifest: ModelManifest; readonly signed: Signed } {
  const manifestBytes = readManifestBytes(directory);
  const manifest = parseManifest(manifestBytes);
  const signed = readSigned(directory, manifest, manifestBytes);
  const chunk = Buffer.allocUnsafe(1024 * 1024);
  for (const file of manifest.files) checkListed(directory, file, chunk, signal);
  return { manifest, signed };
}

/** The same by the files' lengths alone: quick also for gigabytes; `readPackage` checks the hashes before anything runs. */
export function checkSizes(directory: string): { readonly manifest: ModelManifest; readonly signed: Signed } {
  const manifestBytes = readManifestBytes(directory);
  const manifest = parseManifest(manifestBytes);
  for (const { path, bytes } of manifest.files) {
    if (statSync(join(directory, path), { throwIfNoEntry: false })?.size !== bytes) throw changed(path);
  }
  return { manifest, signed: readSigned(directory, manifest, manifestBytes) };
}

/** Reads and checks `manifest.json` alone: enough for a card, not for a run. */
export function readManifest(directory: string): ModelManifest {
  return parseManifest(readManifestBytes(directory));
}

/** The bytes of `manifest.json`, unchecked. Throws `inference/package-missing`, `inference/bad-manifest` where it is too large. */
export function readManifestBytes(directory: string): Uint8Array {
  const path = join(directory, MANIFEST);
  try {
    const { size } = statSync(path);
    if (size > MAX_MANIFEST_BYTES) throw badManifest(`it is larger than ${MAX_MANIFEST_BYTES} bytes`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof InferenceError) throw error;
    throw new InferenceError(
      "package-missing",
      "This folder holds no model package (manifest.json cannot be read). Other models still work; choose the folder of a model.",
      {},
      error,
    );
  }
}

/** Throws `inference/bad-manifest` with the first thing that is wrong and where. */
export function parseManifest(bytes: Uint8Array): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw badManifest("it is not JSON", error);
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw badManifest(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`, parsed.error);
}

/**
 * One hash for the networks of a package, variants included: the file's own when there is one, else that of the lines
 * `<sha256>  <path>\n` in the order they run (what `sha256sum a.onnx b.onnx | sha256sum` prints).
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

/** The signature of a package folder, checked against its manifest. Throws `inference/bad-signature`. */
export function readSigned(directory: string, manifest: ModelManifest, manifestBytes: Uint8Array): Signed {
  let bytes: Uint8Array;
  try {
    const path = join(directory, SIGNATURE);
    bytes = statSync(path).size > MAX_SIGNATURE_BYTES ? new Uint8Array(0) : readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { state: "unsigned" };
    throw error;
  }
  return verifySignature(bytes, manifest, manifestBytes);
}

/** One listed file, whole. Throws `inference/hash-mismatch`. */
export function readListed(directory: string, file: PackageFile): Uint8Array {
  const path = join(directory, file.path);
  try {
    const { size } = statSync(path);
    if (size !== file.bytes) throw changed(file.path);
    const bytes = readFileSync(path);
    if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) throw changed(file.path);
    return bytes;
  } catch (error) {
    if (error instanceof InferenceError) throw error;
    throw changed(file.path, error);
  }
}

function checkListed(directory: string, file: PackageFile, chunk: Buffer, signal: AbortSignal | undefined): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(join(directory, file.path), "r");
    if (fstatSync(descriptor).size !== file.bytes) throw changed(file.path);
    const hash = createHash("sha256");
    for (let read = readSync(descriptor, chunk); read > 0; read = readSync(descriptor, chunk)) {
      throwIfAborted(signal);
      hash.update(chunk.subarray(0, read));
    }
    if (hash.digest("hex") !== file.sha256) throw changed(file.path);
  } catch (error) {
    if (error instanceof InferenceError || signal?.aborted) throw error;
    throw changed(file.path, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A file of a package is not the one its manifest lists. */
export function changed(path: string, cause?: unknown): InferenceError {
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
