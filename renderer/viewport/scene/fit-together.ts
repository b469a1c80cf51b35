import type { Camera, Turn, ViewSize } from "../plane/camera.ts";
import { fitScale } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Hub } from "./hub.ts";

/** A picture that lies against a side of its cell (a mammogram) is held together with the others that do. */
export function restingFor(camera: Camera, { align }: Turn): Camera {
  return align === undefined ? camera : { ...camera, sizing: { kind: "fit-together" } };
}

/**
 * The camera at the scale at which all pictures that are held together fit, in millimetres; tells the others what would fit here. As it is
 * where the picture is held otherwise; one whose pixels have no size just fits by itself.
 */
export function fittedTogether(hub: Hub, name: string, camera: Camera, slice: Slice, size: ViewSize, turn: Turn): Camera {
  const isHeld = camera.sizing?.kind === "fit-together" && slice.isCalibrated && size.width > 1;
  const own = fitScale(slice, size, turn);
  const pixelsPerMm = isHeld ? own : undefined;
  if (hub.fit(name) !== pixelsPerMm) hub.tell({ kind: "fits", pixelsPerMm, from: name });
  if (!isHeld) return camera;
  const zoom = (hub.fit() ?? own) / own;
  return zoom === camera.zoom ? camera : { ...camera, zoom };
}
