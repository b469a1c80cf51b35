import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { type Dataset, type Element, parsePart10 } from "../dicom/index.ts";
import { inTransaction } from "../storage/index.ts";
import type { CareJournal } from "./care-journal.ts";
import { createHeadReader } from "./describe-file.ts";
import { ArchiveError } from "./errors.ts";
import type { FileStore } from "./file-store.ts";
import { type IndexWriter, pruneStudy } from "./index-writer.ts";

const maxDifferences = 20;
const maxValueLength = 120;
const maxBytesCompared = 256 * 2 ** 20;

/** One of several objects with the same SOP Instance UID. */
export interface VersionRecord {
  readonly sha256: string;
  readonly byteLength: number;
  readonly receivedAt: string;
  readonly isShown: boolean;
}

export interface AttributeDifference {
  /** "GGGGEEEE". */
  readonly tag: string;
  readonly shown: string;
  readonly other: string;
}

/** How an instance's other version differs from the one that is shown. */
export interface VersionDifference {
  readonly sha256: string;
  /** The first ones, in the order of tags, of the data set's own elements; text as the file has it. */
  readonly attributes: readonly AttributeDifference[];
  readonly hasMore: boolean;
  /** null: the files are too large to tell. */
  readonly pixelsDiffer: boolean | null;
}

export interface Versions {
  /** SOP Instance UIDs of a study of which there are several versions. */
  inConflict(studyInstanceUid: string): readonly string[];
  of(sopInstanceUid: string): readonly VersionRecord[];
  /** @throws ArchiveError version-not-found, file-missing */
  compare(sopInstanceUid: string, sha256: string): VersionDifference;
  /** Shows another version; the one shown so far stays beside it. @throws ArchiveError version-not-found, file-missing, identity-clash */
  prefer(sopInstanceUid: string, sha256: string): void;
  /** As `prefer`, inside a transaction and not written down. */
  show(sopInstanceUid: string, sha256: string): void;
}

interface Parts {
  readonly db: DatabaseSync;
  readonly files: FileStore;
  readonly writer: IndexWriter;
  readonly journal: CareJournal;
}

export function createVersions({ db, files, writer, journal }: Parts): Versions {
  const conflicting = db.prepare("SELECT DISTINCT sop_uid FROM conflicts WHERE study_uid = ? ORDER BY sop_uid");
  const shown = db.prepare("SELECT sha256, byte_length, received_at, study_uid FROM instances WHERE sop_uid = ?");
  const others = db.prepare(
    "SELECT sha256, byte_length, received_at FROM conflicts WHERE sop_uid = ? ORDER BY received_at, sha256",
  );
  const deleteConflicts = db.prepare("DELETE FROM conflicts WHERE sop_uid = ?");
  const deleteInstance = db.prepare("DELETE FROM instances WHERE sop_uid = ?");
  const addConflict = db.prepare("INSERT INTO conflicts VALUES (?, ?, ?, ?, ?)");
  const heads = createHeadReader();

  const versionsOf = (sopInstanceUid: string): readonly VersionRecord[] => {
    const first = shown.get(sopInstanceUid);
    if (first === undefined) return [];
    const rows = [first, ...others.all(sopInstanceUid)];
    return rows.map((row, index) => ({
      sha256: String(row.sha256),
      byteLength: Number(row.byte_length),
      receivedAt: String(row.received_at),
      isShown: index === 0,
    }));
  };
  const find = (sopInstanceUid: string, sha256: string) => {
    const versions = versionsOf(sopInstanceUid);
    const [current, other] = [versions[0], versions.find((version) => version.sha256 === sha256)];
    if (current === undefined || other === undefined) throw new ArchiveError("version-not-found", { sopInstanceUid });
    return { versions, current, other };
  };
  const read = <T>(sopInstanceUid: string, work: () => T): T => {
    try {
      return work();
    } catch (error) {
      if ((error as { code?: unknown }).code === "ENOENT") throw new ArchiveError("file-missing", { sopInstanceUid }, error);
      throw error;
    }
  };
  const show = (sopInstanceUid: string, sha256: string) => {
    const { versions, other } = find(sopInstanceUid, sha256);
    if (other.isShown) return;
    const formerStudy = String(shown.get(sopInstanceUid)?.study_uid);
    const description = read(sopInstanceUid, () => heads.describe(files.pathOf(sha256), sha256));
    deleteConflicts.run(sopInstanceUid);
    deleteInstance.run(sopInstanceUid);
    writer.begin();
    writer.file(description, other.receivedAt);
    for (const version of versions.filter((version) => version !== other)) {
      const { byteLength, receivedAt } = version;
      addConflict.run(sopInstanceUid, version.sha256, byteLength, receivedAt, description.study.studyInstanceUid);
    }
    pruneStudy(db, formerStudy);
  };
  return {
    inConflict: (studyInstanceUid) => conflicting.all(studyInstanceUid).map((row) => String(row.sop_uid)),
    of: versionsOf,
    compare(sopInstanceUid, sha256) {
      const { current, other } = find(sopInstanceUid, sha256);
      return read(sopInstanceUid, () => compareFiles(files, current, other));
    },
    prefer(sopInstanceUid, sha256) {
      inTransaction(db, () => {
        show(sopInstanceUid, sha256);
        journal.append({ kind: "prefer", sopInstanceUid, sha256 });
      });
    },
    show,
  };
}

function compareFiles(files: FileStore, current: VersionRecord, other: VersionRecord): VersionDifference {
  const [a, b] = [current, other].map(({ sha256 }) => readBounded(files.pathOf(sha256)));
  if (a === undefined || b === undefined) return { sha256: other.sha256, attributes: [], hasMore: true, pixelsDiffer: null };
  const [shownSet, otherSet] = [parsePart10(a).dataset, parsePart10(b).dataset];
  const differences: AttributeDifference[] = [];
  const tags = [...new Set([...tagsOf(shownSet), ...tagsOf(otherSet)])].sort((x, y) => x - y);
  let pixelsDiffer = false;
  for (const tag of tags) {
    const [left, right] = [shownSet.elementAt(tag), otherSet.elementAt(tag)];
    if (isSame(left, right)) continue;
    if (tag >>> 16 === 0x7fe0) pixelsDiffer = true;
    else if (differences.length <= maxDifferences) {
      const text = tag.toString(16).toUpperCase().padStart(8, "0");
      differences.push({ tag: text, shown: shortText(left), other: shortText(right) });
    }
  }
  const hasMore = differences.length > maxDifferences;
  return { sha256: other.sha256, attributes: differences.slice(0, maxDifferences), hasMore, pixelsDiffer };
}

function tagsOf(dataset: Dataset): number[] {
  return dataset.entries().map(([tag]) => tag);
}

function isSame(a: Element | undefined, b: Element | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.fragments !== undefined || b.fragments !== undefined) {
    const [left, right] = [a.fragments?.fragments ?? [], b.fragments?.fragments ?? []];
    return left.length === right.length && left.every((fragment, at) => isSameBytes(fragment, right[at]));
  }
  if (a.value instanceof Uint8Array || b.value instanceof Uint8Array) {
    return a.value instanceof Uint8Array && b.value instanceof Uint8Array && isSameBytes(a.value, b.value);
  }
  return shortText(a, Number.POSITIVE_INFINITY) === shortText(b, Number.POSITIVE_INFINITY);
}

function isSameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}

/** A value for the eye: texts and numbers as they are, "\" between them; bytes and items by their count; "" where there is none. */
function shortText(element: Element | undefined, most = maxValueLength): string {
  if (element === undefined) return "";
  const { value } = element;
  if (value instanceof Uint8Array) return `<${value.length} bytes>`;
  const text = value.map((each) => (typeof each === "object" ? describeItem(each, most) : String(each))).join("\\");
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function describeItem(item: Dataset, most: number): string {
  const parts: string[] = [];
  let length = 0;
  for (const [, element] of item.entries()) {
    if (length > most) break;
    const part = shortText(element, most);
    parts.push(part);
    length += part.length;
  }
  return `[${parts.join("; ")}]`;
}

function readBounded(path: string): Uint8Array | undefined {
  const { size } = statSync(path);
  if (size > maxBytesCompared) return undefined;
  const descriptor = openSync(path, "r");
  try {
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const count = readSync(descriptor, bytes, filled, size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}
