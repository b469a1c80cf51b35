import type { Care } from "./care.ts";
import type { Quota } from "./quota.ts";
import type { Removal } from "./removal.ts";
import type { Versions } from "./versions.ts";

/** A stored instance; strings as in the file ("" where absent). */
export interface InstanceRecord {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly instanceNumber: number | null;
  readonly numberOfFrames: number;
  readonly byteLength: number;
  readonly sha256: string;
  /** Absolute path of the original bytes, never altered. */
  readonly path: string;
}

/** How a projection image was taken: what mammograms and radiographs are hung by. Strings as in the file. */
export interface ProjectionRecord {
  readonly sopInstanceUid: string;
  /** View Position, or what the View Code Sequence stands for. */
  readonly viewPosition: string;
  readonly laterality: string;
  /** Patient Orientation: where rows and columns run to, "P\\L". */
  readonly patientOrientation: string;
  /** Magnified, spot compressed, rolled ...: not the plain view. */
  readonly isModified: boolean;
}

/** `kind` is what the series is to a reader; a series that holds any image is "image". */
export interface SeriesRecord {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
  readonly bodyPartExamined: string;
  readonly laterality: string;
  readonly protocolName: string;
  readonly convolutionKernel: string;
  /** Image Orientation (Patient) of the first image that was filed, six numbers as the file has them. */
  readonly imageOrientation: string;
  /** Contrast/Bolus Agent; null where the images do not speak of one. */
  readonly contrastAgent: string | null;
  readonly instanceCount: number;
  /** Sum of Number of Frames of its instances. */
  readonly frameCount: number;
  readonly kind:
    | "image"
    | "report"
    | "key-objects"
    | "segmentation"
    | "presentation"
    | "waveform"
    | "structure"
    | "document"
    | "slide"
    | "video"
    | "other";
}

export interface StudyRecord {
  readonly studyInstanceUid: string;
  readonly patientName: string;
  readonly patientId: string;
  readonly patientBirthDate: string;
  readonly patientSex: string;
  readonly studyDate: string;
  readonly studyTime: string;
  readonly accessionNumber: string;
  readonly studyDescription: string;
  readonly institutionName: string;
  readonly modalities: readonly string[];
  readonly seriesCount: number;
  readonly instanceCount: number;
  /** Made by this program (see phantom): said on screen. */
  readonly synthetic: boolean;
  /** The file did not say, or said wrongly, how its text is encoded: what is shown was guessed. */
  readonly textGuessed: boolean;
  /** Never evicted. */
  readonly pinned: boolean;
  /** Instances of which there are several versions. */
  readonly conflictCount: number;
}

export interface StudySearch {
  readonly text?: string | undefined;
  readonly patientName?: string | undefined;
  readonly patientId?: string | undefined;
  readonly accessionNumber?: string | undefined;
  readonly modality?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit: number;
  readonly offset: number;
}

/** What storing one instance came to. On a conflict `instance` is the first one, still shown; `keptSha256` the newcomer kept beside it. */
export type StoreOutcome =
  | { readonly kind: "stored"; readonly instance: InstanceRecord; readonly repairs: readonly string[] }
  | { readonly kind: "duplicate"; readonly instance: InstanceRecord }
  | { readonly kind: "conflict"; readonly instance: InstanceRecord; readonly keptSha256: string };

/** An item of a batch: stored one way or another, or left out with its reason. */
export type BatchOutcome = StoreOutcome | { readonly kind: "rejected"; readonly error: unknown };

/** What the index keeps of an instance: read from its bytes, once. */
export interface InstanceDescription {
  readonly instance: Omit<InstanceRecord, "path">;
  /** Of a projection image. */
  readonly projection?: Omit<ProjectionRecord, "sopInstanceUid"> | undefined;
  readonly series: Omit<SeriesRecord, "instanceCount" | "frameCount">;
  readonly study: Omit<StudyRecord, "modalities" | "seriesCount" | "instanceCount" | "pinned" | "conflictCount">;
  readonly repairs: readonly string[];
}

/** An instance whose bytes lie on the disk, complete, and wait for their row in the index. */
export interface StagedInstance {
  readonly description: InstanceDescription;
  /** Where the bytes lie; absent where the archive holds the same bytes already. */
  readonly temporaryPath?: string;
  /** When it came, where that is not now. */
  readonly receivedAt?: string;
}

/** The same SOP Instance UID with other bytes than those that are shown; kept beside them. */
export interface ConflictRecord {
  readonly sopInstanceUid: string;
  readonly sha256: string;
  readonly byteLength: number;
  readonly receivedAt: string;
  readonly path: string;
}

/**
 * What `verify` finds wrong; empty arrays mean a clean archive. `flipped` (content changed) and `missing` are SOP Instance UIDs,
 * `orphans` (files the index does not name) are paths relative to the archive's folder.
 */
export interface VerifyReport {
  readonly checked: number;
  readonly flipped: readonly string[];
  readonly missing: readonly string[];
  readonly orphans: readonly string[];
}

/** What the last `verify` found, by count; it is kept until the next one. */
export interface VerifySummary {
  readonly at: string;
  readonly checked: number;
  readonly flipped: number;
  readonly missing: number;
  readonly orphans: number;
}

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after every few files. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** What setting the archive right has come to. */
export interface RepairCounts {
  /** Orphans that are instances, filed. */
  readonly adopted: number;
  /** Files that were moved to `quarantine`, unaltered: changed ones, and what is no instance. */
  readonly quarantined: number;
  /** Rows taken out of the index because their file is gone. */
  readonly dropped: number;
}

/** Which faults are to be set right; each by its own choice. */
export interface RepairChoice {
  /** Files orphans that are instances and puts aside the rest. */
  readonly orphans: boolean;
  /** Puts changed files aside, so that importing the object again heals it. */
  readonly flipped: readonly string[];
  /** Takes these instances out of the index, if their file is really gone. */
  readonly missing: readonly string[];
}

/** Looking after what is stored. */
export interface ArchiveCare extends Omit<Care, "replay">, Omit<Removal, "sweep">, Quota {
  readonly versions: Omit<Versions, "show">;
  lastVerified(): VerifySummary | undefined;
  /** Sets right what `verify` found, as chosen. @throws ArchiveError disk-full, write-failed */
  repair(choice: RepairChoice): Promise<RepairCounts>;
  /** Makes the whole index again from the originals alone; pins, copies elsewhere and chosen versions are kept. Not to be broken off. */
  rebuild(onProgress?: VerifyOptions["onProgress"]): Promise<{ readonly adopted: number; readonly quarantined: number }>;
}

/** The store: originals on disk, index in SQLite. Opened by `openArchive(directory)`. */
export interface Archive {
  /** Files bytes durably before its index row; parses only up to Pixel Data. @throws DicomError, ArchiveError */
  store(bytes: Uint8Array): StoreOutcome;
  /** Stores a batch in one transaction; one bad item does not stop the rest. @throws ArchiveError disk-full, write-failed */
  storeBatch(batch: readonly Uint8Array[]): readonly BatchOutcome[];
  /**
   * First half of storing, for imports: reads the header and puts the bytes on the disk, several at a time. Each staged instance
   * must be committed or discarded. @throws DicomError, ArchiveError
   */
  stage(bytes: Uint8Array): Promise<StagedInstance>;
  /** As `stage`, for a file that is too large to be held in memory: hashed and written piece by piece. @throws DicomError, ArchiveError */
  stageStream(pieces: AsyncIterable<Uint8Array>): Promise<StagedInstance>;
  /** Second half: files get their lasting names, then their rows, in one transaction. @throws ArchiveError disk-full, write-failed */
  commit(staged: readonly StagedInstance[]): readonly BatchOutcome[];
  discard(staged: readonly StagedInstance[]): void;
  searchStudies(search: StudySearch): { readonly total: number; readonly studies: readonly StudyRecord[] };
  study(studyInstanceUid: string): StudyRecord | undefined;
  studiesOfPatient(patientId: string): readonly StudyRecord[];
  seriesOfStudy(studyInstanceUid: string): readonly SeriesRecord[];
  series(seriesInstanceUid: string): SeriesRecord | undefined;
  instancesOfSeries(seriesInstanceUid: string): readonly InstanceRecord[];
  /** Projection images of a series, in order of Instance Number; at most 64. */
  /** Reads what hanging protocols tell the series of a study by, where an earlier edition has not kept it, and keeps it. */
  learnTraits(studyInstanceUid: string): void;
  projectionsOfSeries(seriesInstanceUid: string): readonly ProjectionRecord[];
  instance(sopInstanceUid: string): InstanceRecord | undefined;
  /** The original bytes. @throws ArchiveError not-found, file-missing */
  read(sopInstanceUid: string): Promise<Uint8Array>;
  conflicts(): readonly ConflictRecord[];
  verify(options?: VerifyOptions): Promise<VerifyReport>;
  readonly care: ArchiveCare;
  /** Makes search forms again that an earlier version filed; gives how many studies. Goes on where it was stopped. */
  refreshSearch(signal?: AbortSignal): Promise<number>;
  counts(): { readonly patients: number; readonly studies: number; readonly series: number; readonly instances: number };
  dispose(): void;
}
