import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../../storage/index.ts";
import { writeJson } from "./active.ts";
import { foldersIn } from "./list.ts";
import { MANIFEST, readManifest } from "./read.ts";
import { SIGNATURE } from "./signature.ts";
import type { StagedPackage } from "./stage.ts";

/** Beside a version's files; begins with a dot, as no file of a package may. */
export const INSTALLED = ".installed.json";
const RETIRED = ".retired.json";

export function isRetired(directory: string): boolean {
  return existsSync(join(directory, RETIRED));
}

/** From now on the version is not used; of its files only manifest and card are kept. */
export function retireVersion(directory: string, at: Date): void {
  writeJson(directory, RETIRED, { retiredAt: at.toISOString() });
  finishRetiring(directory);
}

/**
 * Ends removals that a kill cut short, in all versions of all models. When a store is opened and never while it is listed: another
 * process may be putting a removed version back at that moment.
 */
export function finishAllRetiring(directory: string): void {
  for (const id of foldersIn(directory)) {
    for (const version of foldersIn(join(directory, id))) {
      const at = join(directory, id, version);
      if (isRetired(at)) finishRetiring(at);
    }
  }
}

/** Deletes what a retired version does not keep; done again until nothing is left of it, for a kill may have come between. */
function finishRetiring(directory: string): void {
  const kept = new Set([MANIFEST, SIGNATURE, INSTALLED, RETIRED]);
  try {
    const { modelCard } = readManifest(directory);
    for (const path of [modelCard.en, modelCard["zh-CN"]]) if (path !== undefined) kept.add(path);
  } catch {
    // Without a manifest nothing but the markers can be told from the rest.
  }
  removeOthers(directory, "", kept);
}

function removeOthers(root: string, at: string, kept: ReadonlySet<string>): void {
  for (const entry of readdirSync(join(root, at), { withFileTypes: true })) {
    const path = at === "" ? entry.name : `${at}/${entry.name}`;
    if (entry.isDirectory()) {
      removeOthers(root, path, kept);
      if (readdirSync(join(root, path)).length === 0) rmdirSync(join(root, path));
    } else if (!kept.has(path)) rmSync(join(root, path), { force: true });
  }
}

/** Puts the files of a retired version back; it counts as retired until all are there. */
export function restore(staged: StagedPackage, target: string): void {
  const isSigned = staged.signed.state === "signed";
  rmSync(join(target, SIGNATURE), { force: true });
  for (const path of [MANIFEST, ...(isSigned ? [SIGNATURE] : []), ...staged.manifest.files.map((file) => file.path)]) {
    const to = join(target, path);
    mkdirSync(join(to, ".."), { recursive: true, mode: 0o700 });
    renameSync(join(staged.directory, path), to);
  }
  renameSync(join(staged.directory, INSTALLED), join(target, INSTALLED));
  rmSync(join(target, RETIRED));
  syncFolder(target);
}
