import { type ImagePlane, patientMmToPixel, type Vec3 } from "../../../src/geometry/index.ts";

/** Whether a point lies over the pixels of an image, along its normal. */
export function isOver(plane: ImagePlane, pointPatient: Vec3): boolean {
  const [column, row] = patientMmToPixel(plane, pointPatient);
  return column >= -0.5 && row >= -0.5 && column <= plane.columns - 0.5 && row <= plane.rows - 0.5;
}

/** Planes cut anew at the same place are the same. */
export function isSamePlane(a: ImagePlane | undefined, b: ImagePlane | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  const isSame = (of: "imagePositionPatient" | "rowDirection" | "columnDirection") =>
    a[of].every((part, axis) => part === b[of][axis]);
  return isSame("imagePositionPatient") && isSame("rowDirection") && isSame("columnDirection");
}
