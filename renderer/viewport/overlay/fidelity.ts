import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Slab } from "../../stores/viewport/viewport-store.ts";
import type { Factors } from "../pixels/reduction.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { VolumeFacts } from "../volume/volume-facts.ts";

/** How what is on screen differs from what was measured; `original` alone when it does not. */
export type Fidelity =
  | { readonly kind: "original" }
  /** Stored bytes to one; undefined where the file does not say. */
  | { readonly kind: "lossy"; readonly ratio: number | undefined }
  /** So many voxels along i, j and k are averaged into one. */
  | { readonly kind: "reduced"; readonly factors: Factors }
  /** Drawn coarser while it moves. */
  | { readonly kind: "preview" }
  | { readonly kind: "interpolated" }
  | { readonly kind: "slab"; readonly mode: Slab["mode"]; readonly thicknessMm: number }
  | { readonly kind: "incomplete"; readonly loaded: number; readonly total: number; readonly why: "loading" | "missing" | "cut" };

export type Severity = "quiet" | "warning" | "danger";

/** How far a measurement is to be doubted. */
export function severityOf(fidelity: Fidelity): Severity {
  switch (fidelity.kind) {
    case "original":
    case "preview":
      return "quiet";
    case "incomplete":
      return fidelity.why === "loading" ? "quiet" : "danger";
    case "lossy":
      return "danger";
    default:
      return "warning";
  }
}

const rank: Readonly<Record<Severity, number>> = { danger: 0, warning: 1, quiet: 2 };

/** Of a stack (`isPlane` false) or a plane through a volume, the gravest first. */
export function planeFidelity(detail: SeriesDetail, facts: PlaneFacts, isPlane: boolean): readonly Fidelity[] {
  const { slice, framesLoaded, framesFailed, framesCutOff, isCutOff, frameCount } = facts;
  if (slice === undefined) return [];
  const needsAll = isPlane || slice.slab !== undefined;
  const missing = framesFailed + (needsAll ? (detail.geometry.missingSlices?.length ?? 0) : 0);
  const isCut = needsAll ? framesCutOff > 0 : isCutOff;
  return sorted([
    ...lossy(slice.frame.lossyRatio),
    ...reduced(slice.reducedBy),
    ...incomplete({ loaded: framesLoaded, failed: missing, total: frameCount + missing - framesFailed, isCut, needsAll }),
    ...(isPlane && !slice.isAcquired && isTilted(detail) ? [{ kind: "interpolated" } as const] : []),
    ...(slice.slab === undefined ? [] : [{ kind: "slab", mode: slice.slab.mode, thicknessMm: slice.slab.thicknessMm } as const]),
  ]);
}

/** Of a volume rendering, the gravest first. */
export function volumeFidelity(
  detail: SeriesDetail,
  facts: Pick<
    VolumeFacts,
    "framesLoaded" | "framesFailed" | "framesCutOff" | "frameCount" | "factors" | "quality" | "hasPicture"
  >,
): readonly Fidelity[] {
  if (!facts.hasPicture) return [];
  const { framesLoaded, framesFailed, framesCutOff, frameCount, factors, quality } = facts;
  const failed = framesFailed + (detail.geometry.missingSlices?.length ?? 0);
  return sorted([
    ...lossy(detail.frames[0]?.lossyRatio),
    ...incomplete({
      loaded: framesLoaded,
      failed,
      total: frameCount + failed - framesFailed,
      isCut: framesCutOff > 0,
      needsAll: true,
    }),
    ...reduced(factors),
    ...(quality === "full" ? [] : [{ kind: "preview" } as const]),
  ]);
}

/** For the attribute: "lossy reduced". */
export function fidelityNames(list: readonly Fidelity[]): string {
  return list.map(({ kind }) => kind).join(" ");
}

function sorted(found: readonly Fidelity[]): readonly Fidelity[] {
  if (found.length === 0) return [{ kind: "original" }];
  return [...found].sort((a, b) => rank[severityOf(a)] - rank[severityOf(b)]);
}

function reduced(factors: Factors | undefined): Fidelity[] {
  return factors?.some((factor) => factor > 1) ? [{ kind: "reduced", factors }] : [];
}

/** "2" where it is the same along all axes, else "2x2x1". */
export function factorName([i, j, k]: Factors, between = "x"): string {
  return i === j && j === k ? String(i) : [i, j, k].join(between);
}

function lossy(ratio: number | undefined): Fidelity[] {
  return ratio === undefined ? [] : [{ kind: "lossy", ratio: ratio > 1 ? ratio : undefined }];
}

function incomplete(state: {
  readonly loaded: number;
  readonly failed: number;
  readonly total: number;
  readonly isCut: boolean;
  readonly needsAll: boolean;
}): Fidelity[] {
  const { loaded, failed, total, isCut, needsAll } = state;
  if (isCut) return [{ kind: "incomplete", loaded, total, why: "cut" }];
  // While the others of a stack come, the one on screen is whole.
  const there = needsAll ? loaded : total - failed;
  if (failed > 0) return [{ kind: "incomplete", loaded: there, total, why: "missing" }];
  return needsAll && loaded < total ? [{ kind: "incomplete", loaded, total, why: "loading" }] : [];
}

/** Planes that cross a tilted gantry's frames are put right line by line, between measured values. */
function isTilted({ geometry }: SeriesDetail): boolean {
  return geometry.issues.some(({ code }) => code === "tilt");
}
