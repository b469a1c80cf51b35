import type { Vec3 } from "../geometry/index.ts";
import { type Delineation, delineate } from "./delineate.ts";
import type { Lungs } from "./lungs.ts";
import type { SampledSource } from "./resample.ts";
import { measureNodule, type NoduleSize } from "./size.ts";

/** A candidate whose boundary is asked for. */
export interface OutlineJob {
  readonly source: SampledSource;
  readonly lungs: Pick<Lungs, "grid" | "inside">;
  readonly centerPatient: Vec3;
  readonly diameterMm: number;
}

/** A boundary with what it measures. */
export interface MeasuredOutline {
  readonly outline: Delineation;
  readonly size: NoduleSize;
}

/** Boundary and size of a candidate; null where nothing stands out. */
export function outlineOf({ source, lungs, centerPatient, diameterMm }: OutlineJob): MeasuredOutline | null {
  const outline = delineate(source, lungs, centerPatient, diameterMm);
  const size = outline && measureNodule(outline);
  return size ? { outline, size } : null;
}
