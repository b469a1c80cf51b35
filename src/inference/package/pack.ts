import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { crc32, deflateRawSync } from "node:zlib";
import { Zip, type ZipInputFile } from "fflate";
import { changed, MANIFEST, parseManifest, readListed, readManifestBytes } from "./read.ts";
import { SIGNATURE, signPackage } from "./signature.ts";

/** The earliest time a ZIP can say, so that the same files give the same bytes. */
const NO_TIME = new Date(1980, 0, 1);

/**
 * Writes a package folder as a ZIP: the manifest, a signature where a key (PEM, PKCS #8) is given, and the files that are listed, each checked
 * against its hash first. A half written file never has the name.
 *
 * Throws `inference/` package-missing, bad-manifest, hash-mismatch, bad-signature.
 */
export function packArchive(
  directory: string,
  to: string,
  by?: { readonly signer: string; readonly signedAt: Date; readonly privateKey: string },
): void {
  const manifestBytes = readManifestBytes(directory);
  const manifest = parseManifest(manifestBytes);
  const signature = by && Buffer.from(signPackage(manifest, manifestBytes, by));
  const partial = `${to}.partial`;
  const descriptor = openSync(partial, "w");
  try {
    let failed: Error | undefined;
    const zip = new Zip((error, chunk) => {
      if (error) failed = error;
      else for (let done = 0; done < chunk.length; ) done += writeSync(descriptor, chunk, done);
    });
    const add = (path: string, bytes: Uint8Array) => {
      // Packed by zlib: fflate's own stream (0.8.3) writes some files so that nobody can unpack them.
      const entry: ZipInputFile = { filename: path, size: bytes.length, crc: crc32(bytes), compression: 8, mtime: NO_TIME };
      zip.add(entry);
      entry.ondata?.(null, new Uint8Array(deflateRawSync(bytes)), true);
      if (failed) throw changed(path, failed);
    };
    add(MANIFEST, manifestBytes);
    if (signature) add(SIGNATURE, signature);
    for (const file of manifest.files) add(file.path, readListed(directory, file));
    zip.end();
  } catch (error) {
    closeSync(descriptor);
    rmSync(partial, { force: true });
    throw error;
  }
  closeSync(descriptor);
  renameSync(partial, to);
}
