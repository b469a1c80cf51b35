import { textTable } from "../../src/cli/table.ts";
import { lostToPeers, wonFromPeers } from "./judge.ts";
import type { CorpusEntry } from "./types.ts";

/** Counts of one folder, or of all. */
export interface Tally {
  readonly files: number;
  readonly opened: number;
  readonly repaired: number;
  /** Photographs and NIfTI volumes. */
  readonly converted: number;
  readonly refused: number;
  readonly notDicom: number;
  readonly crashed: number;
  readonly hung: number;
  /** Files that the peers were asked about too, and how many of these each opens (an image: its pixels). */
  readonly asked: number;
  readonly openedOfAsked: number;
  readonly openedByDcmtk: number;
  readonly openedByGdcm: number;
  /** Of the images that a peer decodes too. */
  readonly identical: number;
  readonly within1: number;
  readonly within2: number;
  readonly different: number;
  /** Images that no peer decodes. */
  readonly noTruth: number;
}

export function tally(entries: readonly CorpusEntry[]): Tally {
  const count = (has: (entry: CorpusEntry) => boolean) => entries.filter(has).length;
  const isOpen = ({ outcome }: CorpusEntry) => outcome === "opened" || outcome === "repaired";
  const isOpenFor = (peer: "dcmtk" | "gdcm") => (entry: CorpusEntry) => {
    const reading = entry.peers?.[peer];
    return reading?.header === true && (entry.frames === undefined || reading.pixels === true);
  };
  return {
    files: entries.length,
    opened: count(({ outcome }) => outcome === "opened"),
    repaired: count(({ outcome }) => outcome === "repaired"),
    converted: count(({ outcome }) => outcome === "converted"),
    refused: count(({ outcome }) => outcome === "refused"),
    notDicom: count(({ outcome }) => outcome === "not-dicom"),
    crashed: count(({ outcome }) => outcome === "crashed"),
    hung: count(({ outcome }) => outcome === "hung"),
    asked: count(({ peers }) => peers !== undefined),
    openedOfAsked: count((entry) => entry.peers !== undefined && isOpen(entry)),
    openedByDcmtk: count(isOpenFor("dcmtk")),
    openedByGdcm: count(isOpenFor("gdcm")),
    identical: count(({ truth }) => truth === "identical"),
    within1: count(({ truth }) => truth === "within-1"),
    within2: count(({ truth }) => truth === "within-2"),
    different: count(({ truth }) => truth === "different"),
    noTruth: count(
      (entry) => isOpen(entry) && entry.peers !== undefined && entry.frames !== undefined && entry.truth === undefined,
    ),
  };
}

const columns: readonly (readonly [string, keyof Tally])[] = [
  ["Files", "files"],
  ["Opened", "opened"],
  ["Repaired", "repaired"],
  ["Converted", "converted"],
  ["Refused", "refused"],
  ["Not DICOM", "notDicom"],
  ["Crashed", "crashed"],
  ["Hung", "hung"],
  ["Asked", "asked"],
  ["Ours", "openedOfAsked"],
  ["dcmtk", "openedByDcmtk"],
  ["gdcm", "openedByGdcm"],
  ["Identical", "identical"],
  ["<= 1", "within1"],
  ["<= 2", "within2"],
  ["Other", "different"],
  ["No truth", "noTruth"],
];

/** The table by folder with its total, and the lists that need a reader's eye. */
export function describeCorpus(entries: readonly CorpusEntry[]): string {
  const folders = Map.groupBy(entries, ({ name }) => name.split("/").slice(0, -1).slice(0, 2).join("/"));
  const line = (name: string, of: readonly CorpusEntry[]) => {
    const counts = tally(of);
    return [name, ...columns.map(([, key]) => String(counts[key]))];
  };
  const rows = [...folders].map(([name, of]) => line(name || ".", of));
  return [
    textTable(["Folder", ...columns.map(([title]) => title)], [...rows, line("all", entries)]),
    "Asked: files that dcmtk and gdcm were given too; then how many of these each opens (of an image: gives pixels). Identical, <= 1, <= 2, Other:",
    "the largest difference from the nearer peer's pixels, in stored levels.",
    ...repairLines(entries),
    ...list(
      "A peer opens these and they are refused here",
      lostToPeers(entries).map(({ entry, by }) => `${entry.name}: ${entry.code ?? entry.outcome} (${by.join(", ")})`),
    ),
    ...list(
      "Opened here and by no peer",
      wonFromPeers(entries).map(({ name, repairs }) => `${name}${repairs.length > 0 ? `: ${repairs.join(", ")}` : ""}`),
    ),
    ...list(
      "Pixels that differ from every peer's, or from a lossless peer's at all",
      entries.flatMap((entry) => {
        const wrong = entry.truth === "different" || (!entry.lossy && entry.truth !== undefined && entry.truth !== "identical");
        return wrong || entry.truth === "within-2" ? [`${entry.name}: ${comparisons(entry)}`] : [];
      }),
    ),
    ...list(
      "Crashed or hung",
      entries.flatMap(({ name, outcome, message }) =>
        outcome === "crashed" || outcome === "hung" ? [`${name}: ${outcome} ${message ?? ""}`] : [],
      ),
    ),
  ].join("\n");
}

function comparisons({ peers }: CorpusEntry): string {
  return Object.entries(peers ?? {})
    .flatMap(([peer, { comparison }]) =>
      comparison === undefined
        ? []
        : [`${peer} ${comparison.failed ?? `${comparison.furthest} (${(100 * comparison.differing).toFixed(2)} %)`}`],
    )
    .join(", ");
}

function repairLines(entries: readonly CorpusEntry[]): readonly string[] {
  const codes = entries.flatMap(({ repairs }) => [...new Set(repairs.map((text) => text.split(" ")[0] as string))]);
  const counted = [...Map.groupBy(codes, (code) => code)].map(([code, of]) => `${code} ${of.length}`);
  return counted.length === 0 ? [] : [`Repairs by files: ${counted.sort().join(", ")}`];
}

function list(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title} (${lines.length}):`, ...lines.map((text) => `  ${text}`)];
}
