import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ErrorRecord, toErrorRecord } from "../../base/index.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { checkFolder, checkSizes, MANIFEST, readManifest, weightsHash } from "./read.ts";
import { SIGNATURE, type Signed } from "./signature.ts";

/** A package as it is listed: usable, or why not. */
export interface ListedModel {
  readonly directory: string;
  /** Name of the folder, known even where nothing else is. */
  readonly folder: string;
  readonly manifest?: ModelManifest;
  readonly weightsSha256?: string;
  readonly signed?: Signed;
  readonly error?: ErrorRecord;
}

/** Files of a package up to this are hashed for a list, which blocks; larger ones only when the model is loaded. */
const MAX_HASHED_BYTES = 128 * 2 ** 20;

/** Lists one package folder; what was checked once is not hashed again while its files keep their sizes and times. */
export type PackageLister = (directory: string, folder: string) => ListedModel;

/**
 * Every package in these folders (each holds one folder per model), also those that cannot be used, with the reason; a folder that
 * does not exist holds nothing. Manifest and hashes (of very large packages: sizes) are checked here, the self-test when a model is loaded.
 */
export async function listModels(directories: readonly string[], list = createPackageLister()): Promise<readonly ListedModel[]> {
  return directories.flatMap((parent) => foldersIn(parent).map((folder) => list(join(parent, folder), folder)));
}

export function createPackageLister(): PackageLister {
  const checked = new Map<string, { readonly stamp: string; readonly listed: ListedModel }>();
  return (directory, folder) => {
    let manifest: ModelManifest;
    try {
      manifest = readManifest(directory);
    } catch (error) {
      return { directory, folder, error: toErrorRecord(error) };
    }
    const stamp = stampOf(directory, manifest);
    const known = checked.get(directory);
    if (known?.stamp === stamp) return known.listed;
    const listed = check(directory, folder, manifest);
    checked.set(directory, { stamp, listed });
    return listed;
  };
}

function check(directory: string, folder: string, manifest: ModelManifest): ListedModel {
  const weightsSha256 = weightsHash(manifest);
  try {
    const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const { signed } = total > MAX_HASHED_BYTES ? checkSizes(directory) : checkFolder(directory);
    return { directory, folder, manifest, weightsSha256, signed };
  } catch (error) {
    return { directory, folder, manifest, weightsSha256, error: toErrorRecord(error) };
  }
}

/** Sizes and times of all files. */
function stampOf(directory: string, manifest: ModelManifest): string {
  return [MANIFEST, SIGNATURE, ...manifest.files.map(({ path }) => path)]
    .map((path) => {
      const found = statSync(join(directory, path), { throwIfNoEntry: false });
      return found ? `${found.ino}:${found.size}:${found.mtimeMs}:${found.ctimeMs}` : "-";
    })
    .join(" ");
}

/**
 * The folders of the product's own packages. One that holds neither a manifest nor a network is a recipe whose model was not made yet,
 * not a package that broke.
 */
export function packageFoldersIn(parent: string): readonly string[] {
  return foldersIn(parent).filter((folder) =>
    readdirSync(join(parent, folder)).some((name) => name === MANIFEST || name.endsWith(".onnx")),
  );
}

/** The folders in a folder but hidden ones, by name. */
export function foldersIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .sort();
  } catch {
    return [];
  }
}
