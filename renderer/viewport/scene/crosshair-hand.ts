import { add, pixelToPatientMm, scale, type Vec3 } from "../../../src/geometry/index.ts";
import { setSlab } from "../../stores/viewport/slab.ts";
import { type ToolName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { invert, linear, type Point2, transform } from "../plane/affine.ts";
import type { Hand, HandParts } from "./hand.ts";
import { pixelAt } from "./plane-facts.ts";

/** What of the crosshair is under the hand: `across` and `down` are its lines, `slab` the face of a slab beside one of them. */
type Grip = "centre" | "across" | "down" | "slab-across" | "slab-down";

/** Tools that let lines be grabbed; the others draw where the hand presses. */
const grabbing: readonly ToolName[] = ["window-level", "pan", "zoom", "scroll", "crosshair", "rotate"];

export function letsGrab(tool: ToolName): boolean {
  return grabbing.includes(tool);
}

interface GrabHand extends Hand {
  /** Takes what lies under the pointer into the hand; false where there is nothing to grab. */
  readonly take: (target: EventTarget | null) => boolean;
}

/** Moves the point where the planes meet, one plane by its line, or the face of a slab. */
export function crosshairGrab({ scene }: HandParts): GrabHand {
  let grip: Grip | undefined;
  let slabCellId: string | undefined;
  let start: Vec3 | undefined;
  const moveBy = (total: Point2) => {
    const { slice, viewFromPixel } = scene.facts();
    if (slice?.plane === undefined || start === undefined) return;
    const [columns, rows] = transform(invert(linear(viewFromPixel)), total);
    const { rowDirection, columnDirection, pixelSpacing } = slice.plane;
    const right = scale(rowDirection, grip === "across" ? 0 : columns * pixelSpacing[1]);
    const down = scale(columnDirection, grip === "down" ? 0 : rows * pixelSpacing[0]);
    scene.placeCrosshair(add(start, add(right, down)));
  };
  const widen = (point: Point2) => {
    const { slice, crosshair } = scene.facts();
    const cell = useViewportStore.getState().cells.find(({ id }) => id === slabCellId);
    if (slice?.plane === undefined || crosshair === undefined || cell?.slab === undefined) return;
    const [column, row] = pixelAt(scene.facts(), point);
    const hand = pixelToPatientMm(slice.plane, column, row);
    const along = grip === "slab-across" ? slice.plane.columnDirection : slice.plane.rowDirection;
    const awayMm = Math.abs(
      along.reduce((sum, part, axis) => sum + part * ((hand[axis] as number) - (crosshair[axis] as number)), 0),
    );
    setSlab({ mode: cell.slab.mode, thicknessMm: Math.max(0.5, 2 * awayMm) }, cell.id);
  };
  return {
    take(target) {
      const held = target instanceof Element ? target.closest<SVGElement>("[data-grab]") : null;
      if (held === null || !letsGrab(useViewportStore.getState().tool)) return false;
      grip = held.dataset.grab as Grip;
      slabCellId = held.dataset.slabCell;
      start = scene.facts().crosshair;
      return true;
    },
    drag({ point, total }) {
      if (grip === "slab-across" || grip === "slab-down") widen(point);
      else moveBy(total);
    },
  };
}
