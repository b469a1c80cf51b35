import { lstat, realpath } from "node:fs/promises";
import { sep } from "node:path";
import { looksLikeZip, openDiskRange } from "./byte-range.ts";
import { createDiskFile, type DiskContext, onMedium, watchMedium } from "./disk-file.ts";
import { createSource, unreadable } from "./entry.ts";
import { SourceError, toSourceError } from "./errors.ts";
import { type DiskPath, type FilePort, systemFiles } from "./file-port.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import { type Child, listFolder } from "./list-folder.ts";
import { createNameFinder, directoryFileIds, isDirectoryName } from "./medium-directory.ts";
import { isHidden, isSystemFile } from "./system-files.ts";
import type { IncomingFile, Source, SourceEntry } from "./types.ts";
import { zipEntries } from "./zip-entries.ts";
import { shownPath } from "./zip-name.ts";

/**
 * A folder and everything below it, in the order of names; ZIPs lying in it are opened. Where a folder has a DICOMDIR, what that
 * names comes first, in its order; the rest is found too and marked as unlisted; what it names and is not there is listed.
 *
 * Links are never followed, so there are no loops and no way out: what a link inside shows is read in its own place, a link that
 * leads out is listed. `directoryName`: the file that is its directory, where that is not called DICOMDIR. Reading is patient with bad sectors; when the medium itself goes away, the source ends with medium-gone.
 */
export function createFolderSource(
  path: string,
  limits: SourceLimits = defaultLimits,
  files: FilePort = systemFiles,
  directoryName?: string,
): Source {
  return createSource(async function* (signal) {
    const isThere = await watchMedium(path);
    const root = await realpath(path).catch((error: unknown) => {
      throw toSourceError(error);
    });
    const walk: Walk = { root, limits, files, isThere, signal, taken: new Set(), directoryName };
    const children = await onMedium(walk, () => listFolder(root));
    yield* walkFolder(walk, { path: root, shown: "", depth: 1, isHidden: false, isListed: false }, children);
  }, limits.maxFiles);
}

interface Walk extends DiskContext {
  readonly root: string;
  readonly signal: AbortSignal | undefined;
  readonly directoryName: string | undefined;
  /** Paths that a directory named and that were given out already. */
  readonly taken: Set<string>;
}

interface Folder {
  readonly path: DiskPath;
  /** "" for the root, else with a "/" at its end. */
  readonly shown: string;
  readonly depth: number;
  /** Whether it or a folder above it is hidden. */
  readonly isHidden: boolean;
  /** Whether it lies on a medium with a directory. */
  readonly isListed: boolean;
}

async function* walkFolder(walk: Walk, folder: Folder, children: readonly Child[]): AsyncGenerator<SourceEntry> {
  const isDirectory =
    walk.directoryName === undefined || folder.depth > 1 ? isDirectoryName : (name: string) => name === walk.directoryName;
  const directory = children.find((child) => child.kind === "file" && isDirectory(child.name));
  let isListed = folder.isListed;
  if (directory !== undefined) {
    isListed = true;
    walk.taken.add(keyOf(directory.path));
    yield* named(walk, folder, directory);
  }
  for (const child of children) {
    walk.signal?.throwIfAborted();
    if (walk.taken.has(keyOf(child.path))) continue;
    const shown = shownPath(folder.shown + child.name);
    try {
      yield* onEntries(walk, visit(walk, { ...folder, isListed }, child, shown));
    } catch (error) {
      walk.signal?.throwIfAborted();
      if (error instanceof SourceError && error.code === "medium-gone") throw error;
      yield unreadable(shown, error);
    }
  }
}

/** What the directory of a medium names, in its order. */
async function* named(walk: Walk, folder: Folder, directory: Child): AsyncGenerator<SourceEntry> {
  const shown = shownPath(folder.shown + directory.name);
  let fileIds: readonly (readonly string[])[];
  try {
    const file = await diskFile(walk, directory.path, shown);
    fileIds = directoryFileIds(await file.read(walk.signal));
    yield { kind: "skipped", path: shown, rule: "medium-directory" };
  } catch (error) {
    walk.signal?.throwIfAborted();
    if (error instanceof SourceError && error.code === "medium-gone") throw error;
    yield unreadable(shown, error);
    return;
  }
  const finder = createNameFinder(folder.path);
  for (const parts of fileIds) {
    walk.signal?.throwIfAborted();
    const path = shownPath(folder.shown + parts.join("/"));
    const child = await onMedium(walk, () => finder.find(parts)).catch((error: unknown) => toSourceError(error));
    if (child instanceof SourceError) {
      if (child.code === "medium-gone") throw child;
      yield unreadable(path, child);
    } else if (child?.kind !== "file") yield unreadable(path, new SourceError("not-on-medium"));
    else if (!walk.taken.has(keyOf(child.path))) {
      walk.taken.add(keyOf(child.path));
      const file = await diskFile(walk, child.path, path, "listed").catch((error: unknown) => toSourceError(error));
      yield file instanceof SourceError ? unreadable(path, file) : { kind: "file", file };
    }
  }
}

async function* visit(walk: Walk, folder: Folder, child: Child, shown: string): AsyncGenerator<SourceEntry> {
  if (isSystemFile(child.name)) yield { kind: "skipped", path: shown, rule: "system-file" };
  else if (child.kind === "link") yield await link(walk.root, child.path, shown);
  else if (child.kind === "folder") {
    if (folder.depth > walk.limits.maxDepth) throw new SourceError("too-deep", { maxDepth: walk.limits.maxDepth });
    const below = {
      path: child.path,
      shown: `${folder.shown}${child.name}/`,
      depth: folder.depth + 1,
      isHidden: folder.isHidden || isHidden(child.name),
      isListed: folder.isListed,
    };
    yield* walkFolder(walk, below, await listFolder(child.path));
  } else if (child.kind === "file") yield* fileEntries(walk, folder, child, shown);
  else throw new SourceError("not-a-file");
}

async function link(root: string, path: DiskPath, shown: string): Promise<SourceEntry> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined) return unreadable(shown, new SourceError("link-broken"));
  if (target === root || target.startsWith(root + sep)) return { kind: "skipped", path: shown, rule: "link-inside" };
  return unreadable(shown, new SourceError("link-outside"));
}

async function* fileEntries(walk: Walk, folder: Folder, child: Child, shown: string): AsyncGenerator<SourceEntry> {
  const { path } = child;
  if (/\.zip$/i.test(child.name) && typeof path === "string") {
    const range = await openDiskRange(path, walk.files);
    if (await looksLikeZip(range)) {
      yield* zipEntries(range, shown, walk.limits);
      return;
    }
  }
  const file = await diskFile(walk, path, shown, folder.isListed ? "unlisted" : undefined);
  const mayBeHidden = folder.isHidden || isHidden(child.name);
  if (mayBeHidden && !(await saysDicom(file, walk.signal))) yield { kind: "skipped", path: shown, rule: "hidden" };
  else yield { kind: "file", file };
}

/** "DICM" after a preamble (PS3.10 7.1). */
async function saysDicom(file: IncomingFile, signal: AbortSignal | undefined): Promise<boolean> {
  const head = (await file.readHead?.(132, signal)) ?? new Uint8Array(0);
  return String.fromCharCode(...head.subarray(128, 132)) === "DICM";
}

/** @throws SourceError too-large, and what the system says */
async function diskFile(walk: Walk, path: DiskPath, shown: string, listing?: "listed" | "unlisted"): Promise<IncomingFile> {
  const stat = await onMedium(walk, () => lstat(path));
  const { maxFileBytes } = walk.limits;
  if (stat.size > maxFileBytes) throw new SourceError("too-large", { byteLength: stat.size, maxBytes: maxFileBytes });
  const file = createDiskFile(walk, path, shown, stat);
  return listing === undefined ? file : { ...file, listing };
}

/** What a folder's own reading throws is told as of the medium, where that is gone. */
async function* onEntries(walk: Walk, entries: AsyncGenerator<SourceEntry>): AsyncGenerator<SourceEntry> {
  for (;;) {
    const next = await onMedium(walk, () => entries.next());
    if (next.done === true) return;
    yield next.value;
  }
}

function keyOf(path: DiskPath): string {
  return typeof path === "string" ? path : path.toString("latin1");
}
