import { readDirectoryRecords } from "../dicom/index.ts";
import { SourceError } from "./errors.ts";
import type { DiskPath } from "./file-port.ts";
import { type Child, listFolder } from "./list-folder.ts";

/** Whether a name is that of a medium's directory (PS3.10 8.6), also as an ISO 9660 driver that tells versions writes it. */
export function isDirectoryName(name: string): boolean {
  return /^dicomdir\.?(;\d+)?$/i.test(name);
}

/** Whether bytes begin as a DICOMDIR does, whatever the file is called: its meta information names the directory's SOP class. */
export function looksLikeDirectory(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).toString("latin1");
  return text.slice(128, 132) === "DICM" && /1\.2\.840\.10008\.1\.3\.10(?![.\d])/.test(text);
}

/**
 * The files that a DICOMDIR names, in its order (patients, studies, series, images), each as folder names and a file name.
 * @throws SourceError directory-unreadable
 */
export function directoryFileIds(bytes: Uint8Array): readonly (readonly string[])[] {
  try {
    const fileIds = readDirectoryRecords(bytes).instances.map(({ referencedFileId }) => pathOf(referencedFileId));
    return fileIds.filter((parts) => parts.length > 0);
  } catch (error) {
    throw new SourceError("directory-unreadable", {}, error);
  }
}

/** Some writers put a whole path into one component. "." and "" are nothing, ".." never leaves the medium. */
function pathOf(components: readonly string[]): string[] {
  const parts = components.flatMap((component) => component.split(/[\\/]/)).map((part) => part.trim());
  return parts.includes("..") ? [] : parts.filter((part) => part !== "" && part !== ".");
}

/** Finds what a directory names below a folder. Names agree whatever their case, their version (";1") or a final point. */
export interface NameFinder {
  find(parts: readonly string[]): Promise<Child | undefined>;
}

/** A finder that lists each folder once. */
export function createNameFinder(root: DiskPath): NameFinder {
  const listings = new Map<string, Promise<ReadonlyMap<string, Child>>>();
  const namesIn = (folder: DiskPath) => {
    const key = typeof folder === "string" ? folder : folder.toString("latin1");
    const known = listings.get(key) ?? listFolder(folder).then(byName);
    listings.set(key, known);
    return known;
  };
  return {
    async find(parts) {
      let at: Child = { name: "", path: root, kind: "folder" };
      for (const [index, part] of parts.entries()) {
        if (at.kind !== "folder") return undefined;
        const names = await namesIn(at.path);
        const isLast = index === parts.length - 1;
        // Copying a disc to a folder often gives the files a suffix.
        const next = names.get(plainName(part)) ?? (isLast ? names.get(`${plainName(part)}.DCM`) : undefined);
        if (next === undefined) return undefined;
        at = next;
      }
      return at;
    },
  };
}

function byName(children: readonly Child[]): ReadonlyMap<string, Child> {
  return new Map(children.map((child) => [plainName(child.name), child]));
}

function plainName(name: string): string {
  return name.replace(/;\d+$/, "").replace(/\.$/, "").toUpperCase();
}
