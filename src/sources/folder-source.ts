import type { Dirent } from "node:fs";
import { lstat, readdir, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { looksLikeZip, openDiskRange } from "./byte-range.ts";
import { createSource, unreadable } from "./entry.ts";
import { SourceError, toSourceError } from "./errors.ts";
import { createDiskFile } from "./file-source.ts";
import { defaultLimits, type SourceLimits } from "./limits.ts";
import { isSystemFile } from "./system-files.ts";
import type { Source, SourceEntry } from "./types.ts";
import { zipEntries } from "./zip-entries.ts";
import { shownPath } from "./zip-name.ts";

/**
 * A folder and everything below it, in the order of names; ZIPs lying in it are opened.
 *
 * Links are never followed, so there are no loops and no way out: what a link inside shows is read in its own place, a link that
 * leads out is listed.
 */
export function createFolderSource(path: string, limits: SourceLimits = defaultLimits): Source {
  return createSource(async function* (signal) {
    const root = await realpath(path).catch((error: unknown) => {
      throw toSourceError(error);
    });
    const children = await readdir(root, { withFileTypes: true }).catch((error: unknown) => {
      throw toSourceError(error);
    });
    yield* walk({ root, limits, signal }, root, children, 1);
  }, limits.maxFiles);
}

interface Walk {
  readonly root: string;
  readonly limits: SourceLimits;
  readonly signal: AbortSignal | undefined;
}

async function* walk(context: Walk, folder: string, children: Dirent[], depth: number): AsyncGenerator<SourceEntry> {
  const inOrder = children.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const child of inOrder) {
    context.signal?.throwIfAborted();
    const path = join(folder, child.name);
    const shown = shownPath(relative(context.root, path).split(sep).join("/"));
    try {
      yield* visit(context, child, path, shown, depth);
    } catch (error) {
      context.signal?.throwIfAborted();
      yield unreadable(shown, error);
    }
  }
}

async function* visit(context: Walk, child: Dirent, path: string, shown: string, depth: number): AsyncGenerator<SourceEntry> {
  if (isSystemFile(child.name)) yield { kind: "skipped", path: shown, rule: "system-file" };
  else if (child.isSymbolicLink()) yield await link(context.root, path, shown);
  else if (child.isDirectory()) {
    if (depth > context.limits.maxDepth) throw new SourceError("too-deep", { maxDepth: context.limits.maxDepth });
    yield* walk(context, path, await readdir(path, { withFileTypes: true }), depth + 1);
  } else if (child.isFile()) yield* file(context.limits, path, shown);
  else throw new SourceError("not-a-file");
}

async function link(root: string, path: string, shown: string): Promise<SourceEntry> {
  const target = await realpath(path).catch(() => undefined);
  if (target === undefined) return unreadable(shown, new SourceError("link-broken"));
  if (target === root || target.startsWith(root + sep)) return { kind: "skipped", path: shown, rule: "link-inside" };
  return unreadable(shown, new SourceError("link-outside"));
}

async function* file(limits: SourceLimits, path: string, shown: string): AsyncGenerator<SourceEntry> {
  if (/\.zip$/i.test(path)) {
    const range = await openDiskRange(path);
    if (await looksLikeZip(range)) {
      yield* zipEntries(range, shown, limits);
      return;
    }
  }
  const { size } = await lstat(path);
  if (size > limits.maxFileBytes) throw new SourceError("too-large", { byteLength: size, maxBytes: limits.maxFileBytes });
  yield { kind: "file", file: createDiskFile(path, shown, size, limits) };
}
