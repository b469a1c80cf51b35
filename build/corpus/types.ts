/** What one file came to in the program, as its worker process told. */
export interface Examination {
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  /** "read", or "area/code" of the reason why the archive would not take it. */
  readonly header: string;
  /** The sentence to the reason. */
  readonly message?: string;
  /** Tolerances used, as the import report names them. */
  readonly repairs: readonly string[];
  /** Of a file with pixels, or of one that claims an image. */
  readonly pixels?: PixelOutcome;
  /** Of an object that is no image: the document's kind, or "area/code". */
  readonly object?: string;
  /** What a file that is no DICOM was made a secondary capture of: "JPEG", "PNG", "NIfTI". */
  readonly converted?: string;
}

export interface PixelOutcome {
  /** Frames that the header declares and that can be in the file. */
  readonly frames: number;
  /** Frame numbers (from 1) that were decoded. */
  readonly decoded: readonly number[];
  /** Whether samples or frames are missing: the file was cut off. */
  readonly incomplete: boolean;
  /** "area/code" of the first frame that could not be decoded. */
  readonly refused?: string;
  readonly message?: string;
}

/** How the decoded frames compare with those that a peer decoded from the same file. */
export interface Comparison {
  /** Largest difference of one sample, in steps of the stored values. */
  readonly furthest: number;
  /** Share of samples that differ. */
  readonly differing: number;
  readonly frames: number;
  /** Whether the peer's bytes were also read by another way than the program's own. */
  readonly independent: boolean;
  /** Why nothing could be compared. */
  readonly failed?: string;
}

/** What worker processes are asked. */
export type Question =
  | { readonly kind: "examine"; readonly path: string; readonly allFrames: boolean }
  | { readonly kind: "compare"; readonly path: string; readonly peerPath: string; readonly frames: readonly number[] };

export type Answer<Q extends Question> = Q["kind"] extends "examine" ? Examination : Comparison;

/** An answer, or how the worker failed to give one. */
export type Bounded<T> =
  | { readonly kind: "answered"; readonly answer: T; readonly ms: number }
  | { readonly kind: "crashed"; readonly reason: string; readonly ms: number }
  | { readonly kind: "hung"; readonly ms: number };

/** What a peer made of a file: whether it read the header, and whether it gave pixels. */
export interface PeerOutcome {
  readonly header: boolean;
  /** Absent where the file has no pixels. */
  readonly pixels?: boolean;
  /** It ran longer than it may, or died of a signal. */
  readonly trouble?: "hung" | "crashed";
  readonly comparison?: Comparison;
}

/** By the peer's name; one that was not asked is absent. */
export type PeerOutcomes = Readonly<Partial<Record<"dcmtk" | "gdcm", PeerOutcome>>>;

export type OutcomeClass = "opened" | "repaired" | "converted" | "refused" | "not-dicom" | "crashed" | "hung";

/** How the pixels compare with the peers': absent where no peer gives any. */
export type Truth = "identical" | "within-1" | "within-2" | "different";

/** One file of the report. */
export interface CorpusEntry {
  readonly name: string;
  readonly outcome: OutcomeClass;
  readonly truth?: Truth;
  readonly lossy: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly repairs: readonly string[];
  readonly incomplete: boolean;
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly object?: string;
  readonly converted?: string;
  readonly frames?: number;
  readonly ms: number;
  readonly peers?: PeerOutcomes;
}
