import type { FolderScan } from "./folder-scans.ts";
import type { Truth } from "./folder-truth.ts";
import { NODULES_PER_COPY, type Protocol, timeRows } from "./protocol.ts";
import { curveRows, plainRows } from "./rows.ts";
import type { CaseResult } from "./score-case.ts";
import type { Task } from "./worker.ts";

export interface FolderOptions {
  readonly packageFolder: string;
  readonly scans: readonly FolderScan[];
  /** Of scans that nothing is known of, what is proposed is told, and is neither right nor wrong. */
  readonly truth: Truth;
  /** Nodules put into each scan, over several copies of it. */
  readonly insert: number;
  readonly seed: number;
}

/**
 * The scans of a folder by the network of the package: each as it is against what is known of it, and copies with simulated nodules.
 * Throws where truth belongs to none of them, or to none in particular of several.
 */
export function folderProtocol({ packageFolder, scans, truth, insert, seed }: FolderOptions): Protocol {
  if (truth.has("") && scans.length > 1)
    throw new Error("There are several scans: the truth has to name the series or study of each nodule.");
  const truthOf = ({ seriesInstanceUid, studyInstanceUid }: FolderScan) =>
    truth.get(seriesInstanceUid) ?? truth.get(studyInstanceUid) ?? truth.get("");
  if (truth.size > 0 && !scans.some((scan) => truthOf(scan) !== undefined))
    throw new Error("The truth names none of the scans in the folder.");
  const groups: { readonly task: Task; readonly isKnown: boolean; readonly number: number }[] = [];
  for (const [index, scan] of scans.entries()) {
    const known = truthOf(scan);
    const series = { kind: "series", instances: scan.instances, truth: known ?? [] } as const;
    const add = (count: number, copySeed: number) =>
      groups.push({
        task: { packageFolder, scan: { ...series, insert: count, seed: copySeed }, without: null },
        ...{ isKnown: known !== undefined, number: index + 1 },
      });
    add(0, 0);
    for (let copy = 0; copy * NODULES_PER_COPY < insert; copy++)
      add(Math.min(NODULES_PER_COPY, insert - copy * NODULES_PER_COPY), seed * 1000 + index * 100 + copy);
  }
  const inserted = (task: Task) => task.scan.kind === "series" && task.scan.insert > 0;
  return {
    tasks: groups.map(({ task }) => task),
    missing: [],
    rows: (results, threshold) => {
      const of = (wanted: (group: (typeof groups)[number]) => boolean) =>
        results.filter((_, n) => groups[n] !== undefined && wanted(groups[n]));
      const curve = (set: string, of: readonly CaseResult[]) =>
        of.some(({ hits }) => hits.length > 0) ? curveRows(set, of, threshold) : [];
      const plain = groups.flatMap(({ task, number }, n) => {
        const name = scans.length === 1 ? "this scan" : `scan ${number}`;
        return inserted(task) ? [] : plainRows(`${name} as it is`, results[n] as CaseResult, threshold);
      });
      return [
        ...curve(
          "what is known to be there",
          of(({ task, isKnown }) => isKnown && !inserted(task)),
        ),
        ...curve(
          "simulated nodules",
          of(({ task }) => inserted(task)),
        ),
        ...plain,
        ...timeRows(results),
      ];
    },
  };
}
