import { type AcceptedModality, type Accepts, acceptedModalitySchema, type BodyRegion } from "../contract/accepts.ts";
import { bodyRegionsIn } from "./body-region.ts";
import { contrastOf } from "./contrast.ts";
import type { SeriesFacts } from "./series-facts.ts";

/** Why a series is outside of what a model was made for. */
export type RefusalReason =
  | "modality"
  | "not-a-volume"
  | "body-region"
  | "view"
  | "laterality"
  | "contrast"
  | "slices"
  | "slice-spacing"
  | "slice-thickness"
  | "pixel-spacing"
  | "extent"
  | "photometric";

/** What the model asks for and the headers do not say: the series is taken, the result says so. */
export type UnknownFact = Extract<
  RefusalReason,
  "body-region" | "view" | "laterality" | "contrast" | "slice-thickness" | "pixel-spacing" | "extent" | "photometric"
>;

export type Verdict =
  | { readonly accepted: true; readonly unknown: readonly UnknownFact[] }
  /** `found` and `wanted`: codes, or a number with its unit; no text of a patient's file but code strings of DICOM. */
  | { readonly accepted: false; readonly reason: RefusalReason; readonly found: string; readonly wanted: string };

/** A bound on memory: 550 x 550 x 2000 mm. */
const MAX_COVERED_MM3 = 6e8;

type Outcome = { readonly found: string; readonly wanted: string } | "unknown" | null;
type Check = (facts: SeriesFacts, accepts: Accepts) => Outcome;

const CHECKS: readonly (readonly [RefusalReason, Check])[] = [
  [
    "modality",
    ({ modality, about }, { modality: wanted }) => {
      if (!modality || !wanted.includes(modality)) return refuse(modality ?? "-", wanted.join(", "));
      // A captured screen of another modality is no image that anything was trained on.
      const captured = modality === "SC" ? capturedModality(about.modality) : undefined;
      return captured && !wanted.includes(captured) ? refuse(captured, wanted.join(", ")) : null;
    },
  ],
  ["not-a-volume", ({ of }, accepts) => (of === accepts.of ? null : refuse(of, accepts.of))],
  ["body-region", bodyRegion],
  ["view", ({ about }, { view }) => oneOf(about.viewPosition, view)],
  ["laterality", ({ about }, { laterality }) => oneOf(about.laterality, laterality)],
  ["contrast", contrast],
  ["slices", ({ slices }, { minSlices = 1 }) => (slices >= minSlices ? null : refuse(String(slices), `≥ ${minSlices}`))],
  ["slice-spacing", ({ sliceSpacingMm }, { maxSliceSpacingMm }) => atMost(sliceSpacingMm, maxSliceSpacingMm)],
  ["slice-thickness", ({ sliceThicknessMm }, { maxSliceThicknessMm }) => atMost(sliceThicknessMm, maxSliceThicknessMm)],
  ["pixel-spacing", ({ pixelSpacingMm }, { maxPixelSpacingMm }) => atMost(pixelSpacingMm, maxPixelSpacingMm)],
  ["extent", extent],
  ["photometric", ({ photometricInterpretation }, { photometric }) => oneOf(photometricInterpretation, photometric)],
];

/** Whether a model takes a series: the first thing that is outside, or what it asks for and nobody knows. */
export function judgeSeries(facts: SeriesFacts, accepts: Accepts): Verdict {
  const unknown: UnknownFact[] = [];
  for (const [reason, check] of CHECKS) {
    const outcome = check(facts, accepts);
    if (outcome === "unknown") unknown.push(reason as UnknownFact);
    else if (outcome) return { accepted: false, reason, ...outcome };
  }
  return { accepted: true, unknown };
}

function bodyRegion({ about }: SeriesFacts, { bodyRegion: wanted }: Accepts): Outcome {
  if (wanted === "any") return null;
  const found = [...new Set([...statedRegions(about), ...(about.seen ?? [])])];
  if (found.length === 0) return "unknown";
  if (found.includes("whole-body") || found.some((region) => wanted.includes(region))) return null;
  return refuse(found.join(", "), wanted.join(", "));
}

/** What an image says of itself goes before what its study is called: a study may hold a chest and a wrist. */
export function statedRegions({
  bodyPartExamined = "",
  anatomicRegions = [],
  descriptions = [],
  viewPosition = "",
  viewMeanings = [],
  studyDescription = "",
}: SeriesFacts["about"]): readonly BodyRegion[] {
  const own = bodyRegionsIn([
    bodyPartExamined,
    ...anatomicRegions.map(({ meaning }) => meaning),
    ...descriptions,
    viewPosition,
    ...viewMeanings,
  ]);
  return own.length > 0 ? own : bodyRegionsIn([studyDescription]);
}

function capturedModality(modality: string | undefined): AcceptedModality | undefined {
  return acceptedModalitySchema.safeParse(modality?.trim().toUpperCase()).data;
}

function contrast({ about }: SeriesFacts, { contrast: wanted }: Accepts): Outcome {
  if (wanted === "any") return null;
  const found = contrastOf(about.contrastBolusAgent, [...(about.descriptions ?? []), about.studyDescription ?? ""]);
  if (!found) return "unknown";
  return found === wanted ? null : refuse(found, wanted);
}

function extent({ extentMm }: SeriesFacts, { minExtentMm, of }: Accepts): Outcome {
  if (!extentMm) return minExtentMm === undefined ? null : "unknown";
  if (of === "volume" && !(extentMm.reduce((product, mm) => product * mm, 1) <= MAX_COVERED_MM3))
    return refuse(extentMm.map((mm) => mm.toFixed(0)).join(" x "), "≤ 550 x 550 x 2000 mm");
  const shortest = Math.min(...extentMm);
  return minExtentMm === undefined || shortest >= minExtentMm ? null : refuse(`${shortest.toFixed(0)} mm`, `≥ ${minExtentMm} mm`);
}

function oneOf(value: string | undefined, wanted: readonly string[] | undefined): Outcome {
  if (!wanted) return null;
  const found = value?.trim().toUpperCase() ?? "";
  if (found === "") return "unknown";
  return wanted.includes(found) ? null : refuse(found.slice(0, 16), wanted.join(", "));
}

function atMost(value: number | undefined, most: number | undefined): Outcome {
  if (most === undefined) return null;
  if (value === undefined) return "unknown";
  return value <= most ? null : refuse(`${value.toFixed(2)} mm`, `≤ ${most} mm`);
}

function refuse(found: string, wanted: string): Outcome {
  return { found, wanted };
}
