import type { Bounded, CorpusEntry, Examination, OutcomeClass, PeerOutcomes, Truth } from "./types.ts";

/** Transfer syntaxes that can lose: what other decoders make of them may differ by a level. */
const lossySyntaxes = /^1\.2\.840\.10008\.1\.2\.4\.(5[0-6]|81|91|93|111|112|203)$/;
/** What float32 keeps of a value is no difference. */
const rounding = 1e-3;

/** One file's line of the report, from what its worker and the peers told. */
export function judge(name: string, examined: Bounded<Examination>, peers: PeerOutcomes | undefined): CorpusEntry {
  const { ms } = examined;
  const rest = { name, ms, ...(peers === undefined ? {} : { peers }) };
  const nothing = { lossy: false, repairs: [], incomplete: false, transferSyntaxUid: "", sopClassUid: "" };
  if (examined.kind === "hung") return { ...rest, ...nothing, outcome: "hung" };
  if (examined.kind === "crashed") return { ...rest, ...nothing, outcome: "crashed", message: examined.reason };
  const { answer } = examined;
  const { pixels } = answer;
  const reason = reasonOf(answer);
  const truth = truthOf(peers);
  return {
    ...rest,
    outcome: outcomeOf(answer, reason?.code),
    lossy: lossySyntaxes.test(answer.transferSyntaxUid),
    ...reason,
    ...(truth === undefined ? {} : { truth }),
    repairs: answer.repairs,
    incomplete: pixels?.incomplete ?? false,
    transferSyntaxUid: answer.transferSyntaxUid,
    sopClassUid: answer.sopClassUid,
    ...(answer.converted === undefined ? {} : { converted: answer.converted }),
    ...(answer.object === undefined ? {} : { object: answer.object }),
    ...(pixels === undefined ? {} : { frames: pixels.frames }),
  };
}

function reasonOf({ header, message, pixels }: Examination): { code: string; message: string } | undefined {
  if (header !== "read") return { code: header, message: message ?? "" };
  if (pixels?.refused === undefined) return undefined;
  return { code: pixels.refused, message: pixels.message ?? "" };
}

function outcomeOf({ header, repairs, pixels, converted }: Examination, code: string | undefined): OutcomeClass {
  if (code === "dicom/not-dicom") return "not-dicom";
  if (header !== "read" || (pixels !== undefined && pixels.decoded.length === 0)) return "refused";
  if (converted !== undefined) return "converted";
  return repairs.length > 0 || pixels?.incomplete === true || code !== undefined ? "repaired" : "opened";
}

/** By the peer that comes nearest: where two peers differ, one of them is wrong, and the report names both. */
function truthOf(peers: PeerOutcomes | undefined): Truth | undefined {
  const compared = Object.values(peers ?? {}).flatMap(({ comparison }) =>
    comparison === undefined || comparison.failed !== undefined || comparison.frames === 0 ? [] : [comparison.furthest],
  );
  if (compared.length === 0) return undefined;
  const nearest = Math.min(...compared);
  if (nearest <= rounding) return "identical";
  if (nearest <= 1 + rounding) return "within-1";
  return nearest <= 2 + rounding ? "within-2" : "different";
}

/** Files that a peer opens (header, or the pixels of the same file) and the program refuses. */
export function lostToPeers(entries: readonly CorpusEntry[]): readonly { entry: CorpusEntry; by: readonly string[] }[] {
  return entries.flatMap((entry) => {
    if (["opened", "repaired", "converted"].includes(entry.outcome)) return [];
    const by = Object.entries(entry.peers ?? {}).flatMap(([peer, { header, pixels }]) =>
      header ? [`${peer} ${pixels === true ? "pixels" : "header"}`] : [],
    );
    return by.length === 0 ? [] : [{ entry, by }];
  });
}

/** Files that the program opens and neither peer does: the header, or the pixels of an image. */
export function wonFromPeers(entries: readonly CorpusEntry[]): readonly CorpusEntry[] {
  return entries.filter(({ outcome, peers, frames }) => {
    if (peers === undefined || (outcome !== "opened" && outcome !== "repaired")) return false;
    return Object.values(peers).every(({ header, pixels }) => !header || (frames !== undefined && pixels === false));
  });
}
