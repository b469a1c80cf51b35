import { existsSync } from "node:fs";
import { REAL_CASES, realCaseFolder } from "./real-cases.ts";
import { curveRows, plainRows, type Row, row } from "./rows.ts";
import { type CaseResult, foldFile } from "./score-case.ts";
import type { Task } from "./worker.ts";

/** Fitting starts at 90000. */
const FIRST_PHANTOM_SEED = 70_000;
const NODULES_PER_PHANTOM = 8;
/** Nodules put into one copy of a CT: more would change what the lung looks like. */
export const NODULES_PER_COPY = 25;

export interface ProtocolOptions {
  readonly packageFolder: string;
  readonly phantoms: number;
  /** Nodules put into each real CT, over several copies of it. */
  readonly insert: number;
  readonly seed: number;
}

/** What is run and how its results are summed up. */
export interface Protocol {
  readonly tasks: readonly Task[];
  /** Names of what is left out because it is not on this machine. */
  readonly missing: readonly string[];
  rows(results: readonly CaseResult[], threshold: number): Row[];
}

type Group = { readonly set: string; readonly task: Task };

const INSERTED_UNSEEN = "simulated nodules in real CTs, each by the fold that never saw it";
const GENERATED = "generated thoraces";

/** The numbers of the card: every real CT by the fold that never saw it, with and without simulated nodules, and generated thoraces. */
export function cardProtocol(options: ProtocolOptions): Protocol {
  const { packageFolder, phantoms, insert, seed } = options;
  const groups: Group[] = [];
  const missing: string[] = [];
  for (const name of REAL_CASES) {
    if (!existsSync(realCaseFolder(name))) {
      missing.push(name);
      continue;
    }
    const plain = { kind: "real", name, insert: 0, seed: 0 } as const;
    groups.push({ set: `${name} as it is, network of the package`, task: { packageFolder, scan: plain, without: null } });
    if (!existsSync(foldFile(packageFolder, name))) {
      missing.push(`${name} (no fold)`);
      continue;
    }
    groups.push({ set: `${name} as it is, fold that never saw it`, task: { packageFolder, scan: plain, without: name } });
    for (let copy = 0; copy * NODULES_PER_COPY < insert; copy++) {
      const count = Math.min(NODULES_PER_COPY, insert - copy * NODULES_PER_COPY);
      const scan = { ...plain, insert: count, seed: seed * 1000 + REAL_CASES.indexOf(name) * 100 + copy };
      groups.push({ set: INSERTED_UNSEEN, task: { packageFolder, scan, without: name } });
    }
  }
  for (let n = 0; n < phantoms; n++) {
    const scan = { kind: "generated", seed: FIRST_PHANTOM_SEED + n, nodules: NODULES_PER_PHANTOM } as const;
    groups.push({ set: GENERATED, task: { packageFolder, scan, without: null } });
  }
  return {
    tasks: groups.map(({ task }) => task),
    missing,
    rows: (results, threshold) => {
      const of = (set: string) => results.filter((_, n) => groups[n]?.set === set);
      const perCt = REAL_CASES.flatMap((name) => {
        const mine = results.filter((_, n) => groups[n]?.set === INSERTED_UNSEEN && groups[n].task.without === name);
        return mine.length === 0 ? [] : curveRows(`simulated nodules in ${name}, fold that never saw it`, mine, threshold);
      });
      const plain = groups.flatMap(({ set, task }, n) =>
        task.scan.kind === "real" && task.scan.insert === 0 ? plainRows(set, results[n] as CaseResult, threshold) : [],
      );
      const curve = (set: string) => (of(set).length === 0 ? [] : curveRows(set, of(set), threshold));
      return [...curve(INSERTED_UNSEEN), ...perCt, ...curve(GENERATED), ...plain, ...timeRows(results)];
    },
  };
}

export function timeRows(results: readonly CaseResult[]): Row[] {
  const longest = Math.max(0, ...results.map(({ seconds }) => seconds));
  return [row("seconds of the slowest scan (one thread, other work beside it)", longest, "s")];
}
