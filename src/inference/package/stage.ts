import { randomUUID } from "node:crypto";
import { copyFileSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { throwIfAborted } from "../../base/index.ts";
import { isProcessAlive, thisProcess } from "../../storage/index.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { unpackArchive } from "./archive.ts";
import { changed, checkFolder, MANIFEST, readManifest } from "./read.ts";
import { SIGNATURE, type Signed } from "./signature.ts";

/** A package that was taken in, checked, and lies in a folder of its own; it is not installed yet. */
export interface StagedPackage {
  readonly directory: string;
  readonly manifest: ModelManifest;
  readonly signed: Signed;
  /** Takes the folder away; nothing where it was renamed since. */
  dispose(): void;
}

/** Copies a package, folder or ZIP, under `stagingDirectory` and checks all of it there. */
export async function stagePackage(path: string, stagingDirectory: string, signal?: AbortSignal): Promise<StagedPackage> {
  const directory = join(stagingDirectory, `${thisProcess()}_${randomUUID()}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const dispose = () => rmSync(directory, { recursive: true, force: true });
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) {
      return { directory, dispose, ...(await unpackArchive(path, directory, signal)) };
    }
    copyListed(path, directory, signal);
    return { directory, dispose, ...checkFolder(directory, signal) };
  } catch (error) {
    dispose();
    throw error;
  }
}

/** Takes away what processes that are gone left behind. */
export function sweepStaging(stagingDirectory: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(stagingDirectory);
  } catch {
    return;
  }
  for (const name of names) {
    const [owner = ""] = name.split("_");
    if (!isProcessAlive(owner)) rmSync(join(stagingDirectory, name), { recursive: true, force: true });
  }
}

/** The listed files of a folder and no others, links not followed. */
function copyListed(from: string, to: string, signal: AbortSignal | undefined): void {
  const manifest = readManifest(from);
  const isSigned = lstatSync(join(from, SIGNATURE), { throwIfNoEntry: false }) !== undefined;
  for (const path of [MANIFEST, ...(isSigned ? [SIGNATURE] : []), ...manifest.files.map((file) => file.path)]) {
    throwIfAborted(signal);
    if (!lstatSync(join(from, path), { throwIfNoEntry: false })?.isFile()) throw changed(path);
    mkdirSync(dirname(join(to, path)), { recursive: true, mode: 0o700 });
    copyFileSync(join(from, path), join(to, path));
  }
}
