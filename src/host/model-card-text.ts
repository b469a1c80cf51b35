import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ModelCardText } from "../contract/index.ts";
import type { InstalledModel } from "../inference/index.ts";
import { HostError } from "./errors.ts";

/** Characters of a card at most; the rest is left out. */
const MOST_CHARACTERS = 200_000;
const MOST_PICTURE_BYTES = 8 * 2 ** 20;

/** A version's model card in a language, else in English. @throws HostError "not-found" */
export function readCardText({ directory, manifest }: InstalledModel, language: "en" | "zh-CN"): ModelCardText {
  const own = manifest?.modelCard[language];
  const path = own ?? manifest?.modelCard.en;
  const bytes = path === undefined ? undefined : readListed(directory, manifest, path, 4 * MOST_CHARACTERS);
  if (bytes === undefined) throw new HostError("not-found", "This version's model card is not on this computer.");
  const markdown = new TextDecoder().decode(bytes).slice(0, MOST_CHARACTERS);
  return { language: own === undefined ? "en" : language, markdown };
}

/** A PNG that the package lists. @throws HostError "not-found" */
export function readCardPicture({ directory, manifest }: InstalledModel, path: string): Uint8Array<ArrayBuffer> {
  const bytes = path.endsWith(".png") ? readListed(directory, manifest, path, MOST_PICTURE_BYTES) : undefined;
  if (bytes === undefined || !isPng(bytes)) throw new HostError("not-found", "The package holds no such picture.");
  return bytes;
}

/** A file by its entry in the manifest: of its length and hash, else nothing. */
function readListed(
  directory: string,
  manifest: InstalledModel["manifest"],
  path: string,
  mostBytes: number,
): Uint8Array<ArrayBuffer> | undefined {
  const file = manifest?.files.find((one) => one.path === path);
  if (file === undefined || file.bytes > mostBytes) return undefined;
  try {
    const at = join(directory, ...file.path.split("/"));
    if (statSync(at).size !== file.bytes) return undefined;
    const bytes = new Uint8Array(readFileSync(at));
    return createHash("sha256").update(bytes).digest("hex") === file.sha256 ? bytes : undefined;
  } catch {
    return undefined;
  }
}

function isPng(bytes: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47].every((byte, at) => bytes[at] === byte);
}
