import type { GeometryVerdict, SeriesDetail } from "../../src/contract/index.ts";
import type { VolumeGrid } from "../../src/geometry/index.ts";
import type { CellContent, PlaneName, VolumePreset } from "../stores/viewport/viewport-store.ts";
import { bytesPerValue, isUniform, LARGEST_VOLUME_BYTES } from "./pixels/series-pixels.ts";

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
  | { readonly kind: "mpr"; readonly plane: PlaneName; readonly grid: VolumeGrid }
  | {
      readonly kind: "volume3d";
      readonly preset: VolumePreset;
      readonly grid: VolumeGrid;
    }
  | { readonly kind: "refused"; readonly wish: "mpr" | "volume3d"; readonly refusal: Refusal };

/**
 * Turns a wish into what can be done: planes and volumes only where the verdict on the geometry and the machine allow. A volume that is
 * more than the machine may hold (`volumeBytes`) is refused: planes are never cut from fewer pixels than there are.
 */
export function planCell(
  content: Exclude<CellContent, { kind: "empty" | "document" }>,
  detail: SeriesDetail,
  machine: { readonly hasWebgl2: boolean; readonly volumeBytes?: number | undefined },
): Plan {
  if (content.kind === "stack") return { kind: "stack" };
  const { geometry, frames } = detail;
  const refuse = (refusal: Refusal): Plan => ({ kind: "refused", wish: content.kind, refusal });
  if (geometry.kind === "stack" || geometry.grid === undefined) return refuse({ kind: "geometry", issues: geometry.issues });
  if (!isUniform(frames)) return refuse({ kind: "limit", key: "colour" });
  const bytes = geometry.grid.dimensions.reduce(
    (product, count) => product * count,
    bytesPerValue(frames[0]?.valueType ?? "int16"),
  );
  if (bytes > Math.min(LARGEST_VOLUME_BYTES, machine.volumeBytes ?? LARGEST_VOLUME_BYTES)) {
    return refuse({ kind: "limit", key: "tooLarge", values: { megabytes: Math.round(bytes / 1e6) } });
  }
  if (content.kind === "volume3d" && !machine.hasWebgl2) return refuse({ kind: "limit", key: "noWebgl" });
  return content.kind === "mpr"
    ? { kind: "mpr", plane: content.plane, grid: geometry.grid }
    : { kind: "volume3d", preset: content.preset, grid: geometry.grid };
}
