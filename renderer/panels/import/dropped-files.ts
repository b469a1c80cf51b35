import { type DroppedFile, findShell } from "../../api/index.ts";

/** What was dropped: paths of this computer where the shell knows them, else the files themselves. */
export type Dropped =
  | { readonly kind: "paths"; readonly paths: readonly string[] }
  | { readonly kind: "files"; readonly files: readonly DroppedFile[] };

/** Reads a drop: folders are walked to their files. Call it within the event, its items are gone afterwards. */
export async function readDrop(transfer: DataTransfer): Promise<Dropped> {
  const paths = pathsOf(transfer);
  if (paths.length > 0) return { kind: "paths", paths };
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files: DroppedFile[] = [];
  if (entries.length === 0) files.push(...[...transfer.files].map((file) => ({ path: file.name, file })));
  for (const entry of entries) await collect(entry, files);
  return { kind: "files", files };
}

function pathsOf(transfer: DataTransfer): readonly string[] {
  const shell = findShell();
  if (shell?.pathOfFile === undefined) return [];
  return [...transfer.files].map((file) => shell.pathOfFile?.(file) ?? "").filter((path) => path !== "");
}

/** Deepest folder that is walked: a drop is a patient's CD, not a disk. */
const DEEPEST = 32;

async function collect(entry: FileSystemEntry, into: DroppedFile[], depth = 0): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    into.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  if (depth >= DEEPEST) return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // a directory is read in parts; an empty part is the end
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const child of part) await collect(child, into, depth + 1);
  }
}
