import type { InstanceRecord, VerifyReport } from "../../archive/index.ts";
import type { ErrorRecord } from "../../base/index.ts";
import type { Analysis, ImportJob } from "../../contract/index.ts";
import type { Finding } from "../../findings/index.ts";
import type { VolumeGrid } from "../../geometry/index.ts";
import type {
  AnalysisProgress,
  ExplanationMap,
  Measurement,
  Proposal,
  Provider,
  RemoteStage,
  VariantChoice,
} from "../../inference/index.ts";
import type { CutPlane, ImagePlace, ObjectDocument, ObjectGraphics, WaveformSamples } from "../../objects/index.ts";
import type { Numbering, Rib, RibStrip } from "../../ribs/index.ts";
import type { DecodedFrame, RecompressionTarget, SeriesStacks, ValueType, VideoStream } from "../../volume/index.ts";
import type { ScoreImages } from "./score-images-task.ts";

/** What a worker process can be asked to do: input, output and the progress it tells meanwhile. All of it is structured-cloneable. */
export interface Tasks {
  "decode-frame": {
    input: { path: string; frameNumber: number; valueType: ValueType };
    output: DecodedFrame;
    progress: never;
  };
  /** `valueCount` as the header says: a frame of another length fails. `values` holds all, each at its offset. */
  "decode-frames": {
    input: {
      frames: readonly {
        path: string;
        frameNumber: number;
        valueType: ValueType;
        valueCount: number;
        paddingRange?: readonly [number, number] | undefined;
        /** Averages so many columns and rows into one; the frame then has `columns`. */
        reduce?: { readonly columns: number; readonly factors: readonly [number, number] } | undefined;
      }[];
    };
    output: {
      values: Uint8Array;
      frames: readonly (
        | {
            offset: number;
            byteLength: number;
            missingValues: number;
            clippedValues: number;
            range: { low: number; high: number } | undefined;
          }
        | { error: ErrorRecord }
      )[];
    };
    progress: never;
  };
  overlay: { input: { path: string; frameNumber: number; group: number }; output: Uint8Array; progress: never };
  "series-frames": { input: { instances: readonly InstanceRecord[] }; output: SeriesStacks; progress: never };
  "video-stream": { input: { path: string }; output: VideoStream; progress: never };
  thumbnail: {
    input: { instances: readonly InstanceRecord[]; maximumPixels: number; frameNumber?: number };
    output: Uint8Array;
    progress: never;
  };
  "read-object": { input: { path: string }; output: ObjectDocument; progress: never };
  "object-graphics": {
    input: { path: string; place: { image: ImagePlace } | { cut: CutPlane } };
    output: ObjectGraphics;
    progress: never;
  };
  "read-content": { input: { path: string }; output: { bytes: Uint8Array; isPdf: boolean }; progress: never };
  "slide-picture": { input: { path: string; maximumPixels: number }; output: Uint8Array; progress: never };
  "read-waveform": {
    input: { path: string; group: number; from: number; count: number };
    output: WaveformSamples;
    progress: never;
  };
  import: {
    /** `journal`: the folder of the imports' journal, and the job's id in it. */
    input: { place: ImportPlace; archiveDirectory: string; journal?: { directory: string; id: string } };
    output: ImportOutcome;
    progress: ImportOutcome;
  };
  recompress: {
    /** Paths of the original and of the file that is made; an existing file is not overwritten. */
    input: { path: string; target: RecompressionTarget; out: string };
    output: RecompressionOutcome;
    progress: number;
  };
  verify: { input: { archiveDirectory: string }; output: VerifyReport; progress: { done: number; total: number } };
  rebuild: {
    input: { archiveDirectory: string };
    output: { adopted: number; quarantined: number };
    progress: { done: number; total: number };
  };
  analyse: {
    input: {
      instances: readonly InstanceRecord[];
      modelDirectory: string;
      threads: number;
      analysisId: string;
      /** Id of one of the model's; without it, its default. */
      operatingPoint?: string | undefined;
      /** Proposes what lies below the operating point too. */
      isEvaluation?: boolean;
      /** By stage, where not the reference on the CPU. */
      choices?: Readonly<Record<string, VariantChoice>> | undefined;
      /** By stage, where not this computer. */
      remote?: Readonly<Record<string, RemoteStage>> | undefined;
    };
    output: AnalysisOutcome;
    progress: AnalysisTold;
  };
  /** Whether a package folder's networks compute here what they were published with; rejects with why not. */
  /** `built`: providers that this edition of the network runtime has at all. */
  "measure-provider": {
    input: { modelDirectory: string; provider: Provider; threads: number };
    output: { built: readonly Provider[]; measurements: readonly Measurement[] };
    progress: never;
  };
  explain: {
    input: {
      instances: readonly InstanceRecord[];
      modelDirectory: string;
      threads: number;
      /** As the model proposed it. */
      finding: Pick<Finding, "code" | "geometry" | "reference"> & Partial<Pick<Finding, "provenance">>;
    };
    output: ExplanationMap;
    progress: never;
  };
  "score-images": ScoreImages;
  /** `ribs` of a chest CT; progress is a share. */
  ribs: {
    input: { instances: readonly InstanceRecord[]; split: number | undefined };
    output: {
      frameOfReferenceUid: string | undefined;
      numbering: Numbering;
      grid: VolumeGrid;
      ribs: readonly (Pick<Rib, "side" | "number" | "order" | "isCut"> & { strip: RibStrip; runs: Uint32Array })[];
    };
    progress: number;
  };
  "try-model": { input: { modelDirectory: string }; output: { seconds: number }; progress: never };
  demo: { input: { directory: string; part: "current" | "prior" | "wrist" }; output: { files: number }; progress: number };
}

/** A dropped file: the name it came with, for the eye, and where it lies now. */
export interface UploadedPath {
  readonly name: string;
  readonly path: string;
  readonly byteLength: number;
}

/** What is imported: a folder, ZIP or file by its path, or files that were dropped. */
export type ImportPlace = string | readonly UploadedPath[];

/** An import job as far as a worker knows it. */
export type ImportOutcome = Omit<ImportJob, "id" | "label" | "origin" | "resumable">;

/** What became of a file that was recompressed. */
export interface RecompressionOutcome {
  readonly transferSyntaxUid: string;
  readonly frames: number;
  readonly byteLengthBefore: number;
  readonly byteLengthAfter: number;
}

/** Proposals with the seconds each stage took. */
export interface AnalysisOutcome {
  readonly proposals: readonly Proposal[];
  readonly seconds: Readonly<Record<string, number>>;
  readonly engine: NonNullable<Analysis["engine"]>;
  /** What the model asks of a series and neither headers nor pixels say. */
  readonly unknown: NonNullable<Analysis["unknown"]>;
  readonly imageScores?: NonNullable<Analysis["imageScores"]>;
}

/** How far a run is, and at times all that it would propose so far. */
export interface AnalysisTold extends AnalysisProgress {
  readonly partial?: readonly Proposal[];
}

export type TaskName = keyof Tasks;

export interface RunOptions<K extends TaskName> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Tasks[K]["progress"]) => void) | undefined;
  /** Higher goes first among the waiting; what the reader looks at is 10, prefetch 0. */
  readonly priority?: number;
  /** A cancelled task that was running has the last word: its own outcome is waited for, as long as its grace lasts. */
  readonly waitsForCancelled?: boolean;
  /** Bounds of this task; without them it is stopped after a silence only. */
  readonly limits?: TaskLimits;
}

/** What a task may take before its process is ended. */
export interface TaskLimits {
  /** In all, from its start. */
  readonly seconds: number;
  /** Resident memory of its process. */
  readonly memoryBytes: number;
}

/** Runs tasks in worker processes: a crash or a hang costs the task, never the workstation. */
export interface TaskRunner {
  /** @throws HostError "task-crashed", "task-timed-out", "task-out-of-memory"; the task's own AreaError; AbortError when cancelled */
  run<K extends TaskName>(task: K, input: Tasks[K]["input"], options?: RunOptions<K>): Promise<Tasks[K]["output"]>;
  /** Starts the processes that decode pixels, ahead of the first image. */
  warm(): void;
  dispose(): Promise<void>;
}

/** Resident bytes beyond which a process ends itself, and the path of the file that it makes before. */
export interface MemoryBound {
  readonly bytes: number;
  readonly notePath: string;
}

export type ToWorker =
  | {
      readonly kind: "run";
      readonly id: number;
      readonly task: TaskName;
      readonly input: unknown;
      /** The process is for this task alone and gives way to what the reader does. */
      readonly inBackground: boolean;
      readonly memory?: MemoryBound;
    }
  | { readonly kind: "cancel"; readonly id: number };

export type FromWorker =
  | { readonly kind: "progress"; readonly id: number; readonly progress: unknown }
  | { readonly kind: "done"; readonly id: number; readonly output: unknown }
  | { readonly kind: "failed"; readonly id: number; readonly error: ErrorRecord };
