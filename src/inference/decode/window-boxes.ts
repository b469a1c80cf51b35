import type { PatchesRecipe } from "../contract/recipe.ts";
import type { WindowPlan } from "../recipe/window-plan.ts";
import { type ScoredBox, suppressOverlaps } from "./suppress.ts";
import type { Outputs } from "./tensor-view.ts";
import type { BoxDecoder } from "./window-decoder.ts";

/** A box with how well its window saw it. */
interface SeenBox extends ScoredBox {
  readonly rank: number;
}

/**
 * Boxes that are decoded window by window, in voxels of the window, axes in the tensor's order; put together to boxes of the whole
 * grid, [x, y, z]. Where windows overlap the box of the window that sees it best stays: by `gaussian` and `centre` the one nearer to the
 * window's centre, by `uniform` the one of the higher score.
 */
export function createBoxCollector(
  plan: WindowPlan,
  decode: (outputs: Outputs, item: number, inputSize: readonly number[]) => readonly ScoredBox[],
  { iou, maxCandidates }: { readonly iou: number; readonly maxCandidates: number },
): BoxDecoder {
  const inputSize = plan.size.slice(0, plan.axes).toReversed();
  let seen: SeenBox[] = [];
  return {
    take: (min, outputs, item) => {
      for (const box of decode(outputs, item, inputSize)) {
        const placed = placedBox(box, min, plan.axes);
        const middle = placed.min.map((low, axis) => (low + (placed.max[axis] as number)) / 2);
        const inside = middle.every((at, axis) => at >= 0 && at <= (plan.grid.dimensions[axis] as number));
        if (inside) seen.push({ ...placed, rank: box.score * trust(middle, min, plan.size, plan.blend) });
      }
      // What overlaps is mostly of neighbouring windows: cut down before it piles up.
      if (seen.length > 20_000) seen = suppressOverlaps(seen, iou, ({ rank }) => rank).slice(0, 10_000);
    },
    finish: () =>
      suppressOverlaps(seen, iou, ({ rank }) => rank)
        .map(({ min, max, label, score }) => ({ min, max, label, score }))
        .sort((a, b) => b.score - a.score)
        .slice(0, maxCandidates),
  };
}

function placedBox({ min, max, label, score }: ScoredBox, at: readonly number[], axes: 2 | 3): ScoredBox {
  const place = (values: readonly number[], across: number) => {
    const turned = values.toReversed();
    if (axes === 2) turned.push(across);
    return turned.map((value, axis) => value + (at[axis] as number));
  };
  return { min: place(min, 0), max: place(max, 1), label, score };
}

/** 1 in the middle of the window, less towards its edges. */
function trust(
  middle: readonly number[],
  min: readonly number[],
  size: readonly number[],
  blend: PatchesRecipe["blend"],
): number {
  if (blend === "uniform") return 1;
  const away = middle.map((at, axis) => (at - (min[axis] as number)) / (size[axis] as number) - 0.5);
  // Sigma an eighth of the window, as where maps are blended.
  return Math.max(1e-3, Math.exp(-32 * away.reduce((sum, part) => sum + part * part, 0)));
}
