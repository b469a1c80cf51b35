import type { InstanceRecord } from "../../../src/archive/index.ts";
import { prepareChest } from "../../../src/inference/index.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { asVolume } from "./as-volume.ts";
import { type Ball, insertNodules, type TrueNodule } from "./insert.ts";
import { KNOWN_LESIONS } from "./known-lesions.ts";
import { phantomCase } from "./phantom-cases.ts";
import { createRandom } from "./random.ts";
import { readFolder, readInstances, realCaseFolder } from "./real-cases.ts";

/** A scan to be scored, told so that another process can make it. */
export type ScanCase =
  | { readonly kind: "generated"; readonly seed: number; readonly nodules: number }
  /** One of the real CTs; `insert` nodules are put into a copy of it. */
  | { readonly kind: "real"; readonly name: string; readonly insert: number; readonly seed: number }
  /** Any other CT series, with what is known to be in it: where nodules are put beside it, it is not what is asked for. */
  | {
      readonly kind: "series";
      readonly instances: readonly InstanceRecord[];
      readonly truth: readonly TrueNodule[];
      readonly insert: number;
      readonly seed: number;
    };

export interface ReadCase {
  readonly volume: Volume;
  /** What is to be found. */
  readonly truth: readonly TrueNodule[];
  /** Where something is that is not asked for. */
  readonly ignored: readonly Ball[];
}

/** Reads or makes the scan of a case. Throws DicomError, VolumeError, InferenceError `no-lungs`. */
export async function readCase(scan: ScanCase): Promise<ReadCase> {
  switch (scan.kind) {
    case "generated": {
      const { volume, truth } = await phantomCase(scan.seed, scan.nodules);
      return { volume: asVolume(volume), truth, ignored: [] };
    }
    case "real": {
      const volume = await readFolder(realCaseFolder(scan.name));
      const ignored = KNOWN_LESIONS[scan.name] ?? [];
      const inserted = await withInserted(volume, scan.insert, scan.seed, ignored);
      return { ...inserted, ignored };
    }
    case "series": {
      const volume = await readInstances(scan.instances);
      if (scan.insert === 0) return { volume, truth: scan.truth, ignored: [] };
      const ignored = scan.truth.map(({ centerPatient, diameterMm }) => ({
        centerPatient,
        radiusMm: Math.max(2.5, diameterMm / 2),
      }));
      return { ...(await withInserted(volume, scan.insert, scan.seed, ignored)), ignored };
    }
  }
}

async function withInserted(
  volume: Volume,
  count: number,
  seed: number,
  keepOut: readonly Ball[],
): Promise<{ volume: Volume; truth: readonly TrueNodule[] }> {
  if (count === 0) return { volume, truth: [] };
  const chest = await prepareChest(volume, 1);
  const { values, truth } = insertNodules(volume, chest, { count, random: createRandom(seed), keepOut });
  return { volume: { ...volume, values }, truth };
}
