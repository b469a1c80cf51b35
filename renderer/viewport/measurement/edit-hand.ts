import type { SeriesDetail } from "../../../src/contract/index.ts";
import { isSameCode, own } from "../../../src/findings/index.ts";
import { putLabel } from "../../stores/viewport/measuring.ts";
import { type ToolName, useViewportStore } from "../../stores/viewport/viewport-store.ts";
import type { Point2 } from "../plane/affine.ts";
import type { Hand, HandParts } from "../scene/hand.ts";
import { pixelAt } from "../scene/plane-facts.ts";
import { withBoundary } from "./grow-finding.ts";
import { type Hit, hitOf } from "./hit.ts";
import { boundsOf } from "./label-places.ts";
import type { Seen } from "./seen.ts";

/** Tools that let whatever lies under them be taken; the others draw or look there, but for what is chosen and for labels. */
const yielding: readonly ToolName[] = ["window-level", "pan", "zoom", "scroll", "rotate", "crosshair"];

interface EditHand extends Hand {
  /** Takes what of a finding lies under the pointer into the hand; false where there is nothing to take. */
  readonly take: (point: Point2, isTouch: boolean) => boolean;
}

/** Chooses findings on the picture, moves them, their points and their labels. */
export function editHand({ element, scene, measuring }: HandParts): EditHand {
  const { editing, drawing } = measuring;
  editing.complete = (finding, revised) => withBoundary(finding, revised, scene.pixels, measuring.detail);
  let hit: Hit | undefined;
  let startPixel: Point2 = [0, 0];
  let grip: Point2 = [0, 0];
  let mayMove = false;
  const find = (point: Point2, isTouch: boolean): Hit | undefined => {
    const draft = drawing.draft();
    // A boundary is drawn where the shape is that it takes the place of.
    if (draft !== undefined || useViewportStore.getState().tool === "boundary") return undefined;
    const selectedFindingId = measuring.selectedFindingId();
    const found = hitOf(editing.seen, point, { selectedFindingId, isTouch });
    if (found === undefined || found.part.kind !== "shape") return found;
    const isYielding = yielding.includes(useViewportStore.getState().tool);
    return isYielding || found.seen.finding.id === selectedFindingId ? found : undefined;
  };
  const show = (found: Hit | undefined) => {
    if (found === undefined) delete element.dataset.grip;
    else element.dataset.grip = found.part.kind;
  };
  return {
    take(point, isTouch) {
      hit = find(point, isTouch);
      return hit !== undefined;
    },
    start(point) {
      if (hit === undefined) return;
      const { finding } = hit.seen;
      const wasSelected = measuring.selectedFindingId() === finding.id;
      // What a model proposed is chosen before it can be moved: a careless drag would make it a person's.
      mayMove =
        !isFixed(hit.seen, scene.pixels.detail) &&
        finding.status !== "rejected" &&
        (finding.provenance.by === "person" || wasSelected);
      startPixel = pixelAt(scene.facts(), point);
      const id = finding.id;
      const label = editing.seen.find(({ seen }) => seen.finding.id === id)?.label;
      grip = label === undefined ? [0, 0] : [point[0] - label.box.x, point[1] - label.box.y];
      editing.settle();
      measuring.select(id);
    },
    drag({ point }) {
      if (hit === undefined) return;
      const { slice } = scene.facts();
      if (hit.part.kind === "label" && hit.seen.shape !== "text") {
        const around = boundsOf(hit.seen);
        const middle: Point2 = [around.x + around.width / 2, around.y + around.height / 2];
        putLabel(hit.seen.finding.id, [point[0] - grip[0] - middle[0], point[1] - grip[1] - middle[1]]);
      } else if (mayMove && slice !== undefined) {
        const to = pixelAt(scene.facts(), point);
        editing.drag(hit, [to[0] - startPixel[0], to[1] - startPixel[1]], to, slice.spacing);
      }
    },
    end(_point, wasDragged) {
      const { slice } = scene.facts();
      if (hit === undefined) return;
      if (wasDragged && slice !== undefined) void editing.drop(hit, slice, scene.pixels.detail);
      else if (!isFixed(hit.seen, scene.pixels.detail)) editing.hold(hit);
      else editing.letGo();
    },
    hover: (point) => show(find(point, false)),
    double() {
      const { finding, points } = hit?.seen ?? {};
      const at = points?.at(-1);
      if (finding !== undefined && at !== undefined && isSameCode(finding.code, own.annotation)) drawing.ask({ finding, at });
    },
    cancel() {
      hit = undefined;
      editing.cancel();
    },
  };
}

/**
 * Whether a finding can be chosen but not changed here: it only goes through the slice, or was drawn on another series, of whose values and
 * frames its numbers and its reference are. A sphere or box has none of either, so any series of its study will do: what is measured of its
 * voxels is measured on its own series (`withBoundary`).
 */
function isFixed({ finding, shape, isCrossing }: Seen, { studyInstanceUid, seriesInstanceUid }: SeriesDetail): boolean {
  if (isCrossing === true || finding.studyInstanceUid !== studyInstanceUid) return true;
  return shape !== "sphere" && shape !== "box" && finding.seriesInstanceUid !== seriesInstanceUid;
}
