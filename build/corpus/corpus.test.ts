import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import en from "../../assets/locales/en.json" with { type: "json" };
import zh from "../../assets/locales/zh-CN.json" with { type: "json" };
import { dataRoot, hasTool } from "../../src/testing/environment.ts";
import { findFiles, sampleForPeers } from "./find-files.ts";
import { peerPrograms } from "./peers.ts";
import { runCorpus } from "./run-corpus.ts";
import type { CorpusEntry } from "./types.ts";

const root = dataRoot();
const hasPeers = Object.values(peerPrograms).flat().every(hasTool);

const overshoot =
  "the compression overshoots: held at the highest stored value here, both peers cut the high bits off and make 0 of it";
const wholeWords =
  "its 32-bit samples are big endian as wholes, which gives doses like those of its little endian twin; the peers swap each half by itself";

/** Files whose pixels differ from every peer's, and why that is right here. */
const differing: Readonly<Record<string, string>> = {
  "wg04/JPLY/RG3_JPLY": overshoot,
  "pydicom/rtdose_expb.dcm": wholeWords,
  "pydicom/rtdose_expb_1frame.dcm": wholeWords,
};

const noSize = "holds Pixel Data, which the peers pass on, but neither Rows nor Columns: nobody can show it";

/** Files of which a peer gives pixels and this program none, and why. */
const refusedHere: Readonly<Record<string, string>> = {
  "pydicom/meta_missing_tsyntax.dcm": noSize,
  "pydicom/nested_priv_SQ.dcm": noSize,
};

function sentence(texts: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], texts);
}

describe.skipIf(root === null)("every file of the corpus", () => {
  let entries: readonly CorpusEntry[] = [];
  beforeAll(async () => {
    const files = ["codecs", "objects", "broken"].flatMap((name) => findFiles([join(root as string, name)]));
    const judged = files.filter(({ path }) => !path.startsWith(join(root as string, "broken")));
    const askPeers = hasPeers ? sampleForPeers(judged, 30, 90) : new Set<string>();
    const bounds = { milliseconds: 30_000, megabytes: 3000 };
    entries = await runCorpus(files, { askPeers, scope: "pixels", allFrames: false, bounds, lanes: 2 });
  }, 300_000);

  it("neither crashes nor hangs a worker", () => {
    expect(entries.length).toBeGreaterThan(900);
    expect(entries.filter(({ outcome }) => outcome === "crashed" || outcome === "hung")).toEqual([]);
  });

  it("is opened or refused with a reason that has a sentence in both languages", () => {
    for (const { name, outcome, code } of entries) {
      if (outcome === "refused") expect(code, name).toBeDefined();
      if (code === undefined) continue;
      for (const texts of [en, zh])
        expect(sentence(texts, ["errors", ...code.split("/")]), `${name}: ${code}`).toBeTypeOf("string");
    }
  });

  it("has a sentence in both languages for every repair", () => {
    const codes = new Set(entries.flatMap(({ repairs }) => repairs.map((text) => text.split(" ")[0] as string)));
    expect(codes.size).toBeGreaterThan(3);
    for (const code of codes) for (const texts of [en, zh]) expect(sentence(texts, ["repairs", code]), code).toBeTypeOf("string");
  });

  it.skipIf(!hasPeers)(
    "has the pixels that dcmtk or gdcm decode, to the last bit or within one level where the compression loses",
    () => {
      const judged = entries.filter(({ truth }) => truth !== undefined);
      expect(judged.length).toBeGreaterThan(250);
      const wrong = judged.filter(({ truth, lossy }) => truth !== "identical" && !(lossy && truth === "within-1"));
      expect(wrong.map(({ name }) => name).filter((name) => !(name in differing))).toEqual([]);
    },
  );

  it.skipIf(!hasPeers)("gives pixels wherever dcmtk or gdcm do", () => {
    const lost = entries.filter(
      ({ outcome, peers = {} }) =>
        outcome === "refused" && Object.values(peers).some(({ header, pixels }) => header && pixels === true),
    );
    const unnamed = lost.filter(({ name }) => !(name in refusedHere));
    expect(unnamed.map(({ name, code }) => `${name}: ${code}`)).toEqual([]);
  });
});
