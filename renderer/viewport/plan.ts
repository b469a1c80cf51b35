import type { GeometryVerdict, SeriesDetail } from "../../src/contract/index.ts";
import type { CellContent, PlaneName, VolumePreset } from "../stores/viewport/viewport-store.ts";
import { fittingFactors, volumeBytesOf } from "./pixels/reduction.ts";
import { LARGEST_VOLUME_BYTES } from "./pixels/series-pixels.ts";
import { isUniform } from "./pixels/uniform.ts";

/** Why something is not drawn as wished; `issues` are said with `geometry.<code>`, `key` with `viewport.refused.<key>`. */
export type Refusal =
  | { readonly kind: "geometry"; readonly issues: GeometryVerdict["issues"] }
  | {
      readonly kind: "limit";
      readonly key: "tooLarge" | "colour" | "noWebgl" | "contextLost" | "graphicsMemory";
      readonly values?: Readonly<Record<string, number>>;
    };

/** What the engine does for a cell, once the series is known. */
export type Plan =
  | { readonly kind: "stack" }
  | { readonly kind: "mpr"; readonly plane: PlaneName }
  | { readonly kind: "volume3d"; readonly preset: VolumePreset }
  | { readonly kind: "refused"; readonly wish: "mpr" | "volume3d"; readonly refusal: Refusal };

/**
 * Turns a wish into what can be done: planes and volumes only where the verdict on the geometry and the machine allow. A volume of more
 * than `budgetBytes` is drawn of averaged voxels (`SeriesCache.holdVolume`) and refused only where no averaging makes it fit.
 */
export function planCell(
  content: Exclude<CellContent, { kind: "empty" | "document" }>,
  detail: SeriesDetail,
  machine: { readonly hasWebgl2: boolean; readonly budgetBytes?: number | undefined },
): Plan {
  if (content.kind === "stack") return { kind: "stack" };
  const { geometry, frames } = detail;
  const refuse = (refusal: Refusal): Plan => ({ kind: "refused", wish: content.kind, refusal });
  if (geometry.kind === "stack" || geometry.grid === undefined) return refuse({ kind: "geometry", issues: geometry.issues });
  if (!isUniform(frames)) return refuse({ kind: "limit", key: "colour" });
  const budget = Math.min(LARGEST_VOLUME_BYTES, machine.budgetBytes ?? LARGEST_VOLUME_BYTES);
  if (fittingFactors(detail, budget) === undefined) return tooLarge(content.kind, detail);
  if (content.kind === "volume3d" && !machine.hasWebgl2) return refuse({ kind: "limit", key: "noWebgl" });
  return content.kind === "mpr" ? { kind: "mpr", plane: content.plane } : { kind: "volume3d", preset: content.preset };
}

/** No volume of it can be held, however reduced: by the limits, or because the computer gives no memory now. */
export function tooLarge(wish: "mpr" | "volume3d", detail: SeriesDetail): Extract<Plan, { kind: "refused" }> {
  const megabytes = Math.round((volumeBytesOf(detail) ?? 0) / 1e6);
  return { kind: "refused", wish, refusal: { kind: "limit", key: "tooLarge", values: { megabytes } } };
}
