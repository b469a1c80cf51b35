import { createHash } from "node:crypto";
import { closeSync, fdatasyncSync, mkdirSync, openSync, statSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { throwIfAborted } from "../../base/index.ts";
import { MAX_MANIFEST_BYTES } from "../contract/bounds.ts";
import type { ModelManifest } from "../contract/manifest.ts";
import { InferenceError } from "../errors.ts";
import { readArchiveDirectory, shown, tooLarge } from "./archive-directory.ts";
import { changed, MANIFEST, parseManifest } from "./read.ts";
import { MAX_SIGNATURE_BYTES, SIGNATURE, type Signed, verifySignature } from "./signature.ts";

/**
 * Unpacks a package's ZIP into an empty folder, file by file, each with the length and hash its manifest says. Everything in it is
 * hostile until then: nothing is written but listed files, nowhere but in the folder, and no more bytes than listed.
 *
 * Throws `inference/` archive-damaged, archive-unsafe, archive-too-large, archive-extra-file, archive-missing-file, bad-manifest,
 * bad-signature, hash-mismatch.
 */
export async function unpackArchive(
  path: string,
  directory: string,
  signal?: AbortSignal,
): Promise<{ readonly manifest: ModelManifest; readonly signed: Signed }> {
  const zip = await openZip(path);
  try {
    const entries = await readArchiveDirectory(zip, statSync(path).size);
    const manifestBytes = await readSmall(zip, entries, MANIFEST, MAX_MANIFEST_BYTES);
    const manifest = parseManifest(manifestBytes);
    assertExactly(entries, manifest);
    const signed: Signed = entries.has(SIGNATURE)
      ? verifySignature(await readSmall(zip, entries, SIGNATURE, MAX_SIGNATURE_BYTES), manifest, manifestBytes)
      : { state: "unsigned" };
    for (const file of manifest.files) {
      throwIfAborted(signal);
      await unpack(zip, entries.get(file.path) as Entry, file, join(directory, file.path), signal);
    }
    for (const name of [MANIFEST, ...(signed.state === "signed" ? [SIGNATURE] : [])]) {
      const entry = entries.get(name) as Entry;
      await unpack(zip, entry, { path: name, bytes: entry.uncompressedSize }, join(directory, name), signal);
    }
    return { manifest, signed };
  } catch (error) {
    throw isKnown(error, signal) ? error : damaged(error);
  } finally {
    zip.close();
  }
}

/** Names and sizes are judged here: yauzl's own checks would say less of what is wrong. */
async function openZip(path: string): Promise<ZipFile> {
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true });
    // An error after the walk has ended would have no listener and end the process; reads report their own.
    zip.on("error", () => undefined);
    return zip;
  } catch (error) {
    throw damaged(error);
  }
}

function assertExactly(entries: ReadonlyMap<string, Entry>, manifest: ModelManifest): void {
  const listed = new Map(manifest.files.map((file) => [file.path, file.bytes]));
  for (const [name, { uncompressedSize }] of entries) {
    if (name === MANIFEST || name === SIGNATURE) continue;
    const bytes = listed.get(name);
    if (bytes === undefined) {
      throw new InferenceError(
        "archive-extra-file",
        `The package holds ${shown(name)}, which its manifest does not list, so it is not used. Get it again from its publisher.`,
        { file: shown(name) },
      );
    }
    if (bytes !== uncompressedSize) throw changed(name);
  }
  for (const name of listed.keys()) if (!entries.has(name)) throw missing(name);
}

async function readSmall(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string, maxBytes: number): Promise<Uint8Array> {
  const entry = entries.get(name);
  if (!entry) throw missing(name);
  if (entry.uncompressedSize > maxBytes) throw tooLarge(name);
  const chunks: Buffer[] = [];
  for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function unpack(
  zip: ZipFile,
  entry: Entry,
  file: { readonly path: string; readonly bytes: number; readonly sha256?: string },
  to: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  const descriptor = openSync(to, "wx", 0o600);
  try {
    const hash = createHash("sha256");
    let written = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      throwIfAborted(signal);
      const bytes = chunk as Buffer;
      if (written + bytes.length > file.bytes) throw changed(file.path);
      hash.update(bytes);
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
      written += bytes.length;
    }
    if (written !== file.bytes || (file.sha256 !== undefined && hash.digest("hex") !== file.sha256)) throw changed(file.path);
    fdatasyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A refusal or a cancel as it is; a full disk and the like belong to who asked for the unpacking. */
function isKnown(error: unknown, signal: AbortSignal | undefined): boolean {
  if (error instanceof InferenceError || signal?.aborted) return true;
  return typeof (error as NodeJS.ErrnoException).syscall === "string";
}

function damaged(cause: unknown): InferenceError {
  return new InferenceError(
    "archive-damaged",
    "This file is not a model package or is damaged. Nothing was installed; get it again from its publisher.",
    {},
    cause,
  );
}

function missing(name: string): InferenceError {
  return new InferenceError(
    "archive-missing-file",
    `The package lacks ${shown(name)}, so it is not used. Get it again from its publisher.`,
    { file: shown(name) },
  );
}
