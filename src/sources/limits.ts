/** Bounds of one import; every file is read whole, one at a time or a few at once, so these also bound memory. */
export interface SourceLimits {
  /** Largest single file, packed or not, in bytes. */
  readonly maxFileBytes: number;
  readonly maxFiles: number;
  /** Folders below the root. */
  readonly maxDepth: number;
  /** All entries of one ZIP together, unpacked, in bytes. */
  readonly maxZipTotalBytes: number;
  /** Unpacked / packed of one entry, held against entries larger than `zipRatioFloorBytes` only: blank images pack well. */
  readonly maxZipRatio: number;
  readonly zipRatioFloorBytes: number;
}

/** 2 GiB a file, a million files, 64 folders deep, 256 GiB a ZIP, 200:1 above 64 MiB. */
export const defaultLimits: SourceLimits = {
  maxFileBytes: 2 ** 31 - 1,
  maxFiles: 1_000_000,
  maxDepth: 64,
  maxZipTotalBytes: 256 * 2 ** 30,
  maxZipRatio: 200,
  zipRatioFloorBytes: 64 * 2 ** 20,
};
