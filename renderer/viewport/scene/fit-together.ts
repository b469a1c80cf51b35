import { breastOn, type Extent } from "../plane/breast.ts";
import type { Camera, Turn, ViewSize } from "../plane/camera.ts";
import { fitScale } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Hub } from "./hub.ts";

/** A picture that lies against a side of its cell (a mammogram) is held together with the others that do. */
export function restingFor(camera: Camera, { align }: Turn): Camera {
  return align === undefined ? camera : { ...camera, sizing: { kind: "fit-together" } };
}

/**
 * The camera at the scale at which all pictures that are held together fit, in millimetres; tells the others what would fit here: the
 * breast, where its outline is found, else the whole picture. As it is where the picture is held otherwise; one whose pixels have no size
 * just fits by itself. One that nobody has dragged has the breast in the middle of the height.
 */
export function fittedTogether(hub: Hub, name: string, camera: Camera, slice: Slice, size: ViewSize, turn: Turn): Camera {
  const isHeld = camera.sizing?.kind === "fit-together" && slice.isCalibrated && size.width > 1;
  const own = fitScale(slice, size, turn);
  const breast = isHeld ? breastIn(slice, turn) : undefined;
  const pixelsPerMm = isHeld ? (breast === undefined ? own : scaleFor(breast, slice, size)) : undefined;
  if (hub.fit(name) !== pixelsPerMm) hub.tell({ kind: "fits", pixelsPerMm, from: name });
  if (!isHeld) return camera;
  const shared = hub.fit() ?? own;
  const zoom = shared / own;
  const isAtRest = camera.pan[0] === 0 && camera.pan[1] === 0;
  const down = isAtRest && breast !== undefined ? middleOf(breast, slice, size, shared) : 0;
  return zoom === camera.zoom && down === 0 ? camera : { ...camera, zoom, ...(down === 0 ? {} : { pan: [0, down] }) };
}

/** A reader who turns a mammogram by a quarter looks at all of it. */
function breastIn(slice: Slice, { align, rotationDegrees, flippedHorizontally }: Turn): Extent | undefined {
  if (align === undefined || rotationDegrees !== 0) return undefined;
  const other = align === "left" ? "right" : "left";
  return breastOn(slice, flippedHorizontally ? other : align);
}

function scaleFor({ left, right, top, bottom }: Extent, { spacing }: Slice, size: ViewSize): number {
  return Math.min(size.width / ((right - left + 1) * spacing[1]), size.height / ((bottom - top + 1) * spacing[0]));
}

/** How far the middle of the breast lies below that of the picture, millimetres; no further than the picture reaches beyond the view. */
function middleOf({ top, bottom }: Extent, { rows, spacing }: Slice, size: ViewSize, pixelsPerMm: number): number {
  const away = ((top + bottom) / 2 - (rows - 1) / 2) * spacing[0];
  const beyond = Math.max(0, rows * spacing[0] - size.height / pixelsPerMm) / 2;
  return Math.min(beyond, Math.max(-beyond, away));
}
