import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { DiskPath } from "./file-port.ts";

/** A thing in a folder: its name for the eye, its path for the system, and what it is. */
export interface Child {
  readonly name: string;
  readonly path: DiskPath;
  readonly kind: "file" | "folder" | "link" | "other";
}

/** What lies in a folder, in the order of names; names in any encoding. @throws the system's error */
export async function listFolder(folder: DiskPath): Promise<readonly Child[]> {
  const children =
    process.platform === "win32" && typeof folder === "string"
      ? (await readdir(folder, { withFileTypes: true })).map((entry) => childOf(entry, join(folder, entry.name), entry.name))
      : (await readdir(folder, { withFileTypes: true, encoding: "buffer" })).map((entry) => posixChild(folder, entry));
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function posixChild(folder: DiskPath, entry: Dirent<Buffer>): Child {
  const text = utf8(entry.name);
  if (text !== undefined && typeof folder === "string") return childOf(entry, join(folder, text), text);
  const path = Buffer.concat([typeof folder === "string" ? Buffer.from(folder) : folder, Buffer.from("/"), entry.name]);
  return childOf(entry, path, text ?? new TextDecoder("gb18030").decode(entry.name));
}

function childOf(entry: Dirent<string> | Dirent<Buffer>, path: DiskPath, name: string): Child {
  const kind = entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
  return { name, path, kind };
}

function utf8(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") && !Buffer.from(text).equals(bytes) ? undefined : text;
}
