import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  analyse,
  assertFacts,
  factsOfVolume,
  type LoadedModel,
  openNetwork,
  type Proposal,
} from "../../../src/inference/index.ts";
import { type ScoredScan, scoreScan } from "./froc.ts";
import { away } from "./insert.ts";
import { KNOWN_LESIONS } from "./known-lesions.ts";
import { readCase, type ScanCase } from "./scan-case.ts";

/** Scores under this, and proposals over so many in one scan, are not counted. */
export const LOWEST_SCORE = 0.1;
export const MOST_PROPOSALS = 60;

/** A scan with what one model made of it. */
export interface CaseResult extends ScoredScan {
  /** Of the lesions that a reader marked in it, each 1 for the highest score, 0 where it was not found. */
  readonly marked: readonly { readonly rank: number; readonly score: number }[];
  readonly slices: number;
  /** The whole run by the clock, and each of its steps. */
  readonly seconds: number;
}

/** The pipeline of a package; throws for another than of lung nodules. */
export function lungNodules({ manifest }: Pick<LoadedModel, "manifest">) {
  if (manifest.pipeline.kind !== "lung-nodules") throw new Error("This package is none of lung nodules.");
  return manifest.pipeline;
}

/** The model with a threshold low enough for the whole curve. */
export function wideOpen(model: LoadedModel): LoadedModel {
  const { manifest } = model;
  const pipeline = lungNodules(model);
  const operatingPoints = manifest.operatingPoints.map((point) => ({
    ...point,
    thresholds: { [pipeline.label]: LOWEST_SCORE },
  }));
  const limits = { ...pipeline.limits, maxProposals: MOST_PROPOSALS };
  return { ...model, manifest: { ...manifest, operatingPoints, pipeline: { ...pipeline, limits } } };
}

/** The file of the second stage that never saw a CT. */
export function foldFile(packageFolder: string, without: string): string {
  return join(packageFolder, "train", "folds", `without-${without}.onnx`);
}

/** The model with the second stage of a fold in place of its own. */
export async function withFold(model: LoadedModel, path: string, threads: number): Promise<LoadedModel> {
  const file = lungNodules(model).classifier?.network.variants[0]?.file;
  if (!file) return model;
  const network = await openNetwork(readFileSync(path), file, { threads });
  return { ...model, networks: new Map([...model.networks, [file, network]]), dispose: () => network.dispose() };
}

/** Reads or makes a scan, runs the model over it and scores what it proposes. Throws `inference/not-accepted` as the program does. */
export async function scoreCase(scan: ScanCase, model: LoadedModel): Promise<CaseResult> {
  const { volume, truth, ignored } = await readCase(scan);
  assertFacts(factsOfVolume(volume), model.manifest);
  let places: readonly { readonly centerPatient: readonly [number, number, number]; readonly score: number }[] = [];
  const started = performance.now();
  const { proposals } = await analyse(volume, wideOpen(model), {
    onCandidates: (candidates) => {
      places = candidates;
    },
  });
  const seconds = (performance.now() - started) / 1000;
  return {
    ...scoreScan(proposals, truth, ignored, places),
    marked: scan.kind === "generated" || scan.insert > 0 ? [] : ranksOf(proposals, markedIn(scan)),
    slices: volume.grid.dimensions[2],
    seconds,
  };
}

/** Where a reader marked something, and how far from there a proposal may lie. */
interface Marked {
  readonly centerPatient: readonly [number, number, number];
  readonly withinMm: number;
}

function markedIn(scan: Exclude<ScanCase, { kind: "generated" }>): readonly Marked[] {
  if (scan.kind === "series")
    return scan.truth.map(({ centerPatient, diameterMm }) => ({ centerPatient, withinMm: Math.max(2.5, diameterMm / 2) }));
  const marked = (KNOWN_LESIONS[scan.name] ?? []).filter(({ source }) => source === "marked");
  return marked.map(({ centerPatient }) => ({ centerPatient, withinMm: 8 }));
}

function ranksOf(proposals: readonly Proposal[], marked: readonly Marked[]): CaseResult["marked"] {
  return marked.map(({ centerPatient, withinMm }) => {
    const rank = proposals.findIndex(
      ({ geometry }) => geometry.kind === "sphere" && away(geometry.centerPatient, centerPatient) <= withinMm,
    );
    const provenance = proposals[rank]?.provenance;
    return { rank: rank + 1, score: provenance?.by === "model" ? provenance.score : 0 };
  });
}
