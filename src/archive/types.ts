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

export interface SeriesRecord {
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly modality: string;
  readonly seriesNumber: number | null;
  readonly seriesDescription: string;
  readonly bodyPartExamined: string;
  readonly laterality: string;
  readonly instanceCount: number;
  readonly kind: "image" | "report" | "segmentation" | "other";
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

/** What storing one instance came to. */
export type StoreOutcome =
  | { readonly kind: "stored"; readonly instance: InstanceRecord; readonly repairs: readonly string[] }
  | { readonly kind: "duplicate"; readonly instance: InstanceRecord }
  | { readonly kind: "conflict"; readonly instance: InstanceRecord; readonly keptSha256: string };

/** What `verify` finds wrong; empty arrays mean a clean archive. */
export interface VerifyReport {
  readonly checked: number;
  readonly flipped: readonly string[];
  readonly missing: readonly string[];
  readonly orphans: readonly string[];
}

/** The store: originals on disk, index in SQLite. Opened by `openArchive(directory)`. */
export interface Archive {
  /** Files bytes durably before its index row; parses only up to Pixel Data. @throws DicomError, ArchiveError */
  store(bytes: Uint8Array): StoreOutcome;
  /** Stores a batch in one transaction; one bad item does not stop the rest. */
  storeBatch(batch: readonly Uint8Array[]): readonly (StoreOutcome | { readonly kind: "rejected"; readonly error: unknown })[];
  searchStudies(search: StudySearch): { readonly total: number; readonly studies: readonly StudyRecord[] };
  study(studyInstanceUid: string): StudyRecord | undefined;
  studiesOfPatient(patientId: string): readonly StudyRecord[];
  seriesOfStudy(studyInstanceUid: string): readonly SeriesRecord[];
  series(seriesInstanceUid: string): SeriesRecord | undefined;
  instancesOfSeries(seriesInstanceUid: string): readonly InstanceRecord[];
  instance(sopInstanceUid: string): InstanceRecord | undefined;
  read(sopInstanceUid: string): Promise<Uint8Array>;
  verify(signal?: AbortSignal): Promise<VerifyReport>;
  counts(): { readonly patients: number; readonly studies: number; readonly series: number; readonly instances: number };
  dispose(): void;
}
