import { add, cross, dot, scale, subtract, type Vec3 } from "./vec3.ts";

/** The image plane of a frame (PS3.3 C.7.6.2): all in patient space, LPS+ millimetres. */
export interface ImagePlane {
  /** Centre of the first (top left) pixel: Image Position (Patient). */
  readonly imagePositionPatient: Vec3;
  /** Unit direction of increasing column index: first triple of Image Orientation (Patient). */
  readonly rowDirection: Vec3;
  /** Unit direction of increasing row index: second triple of Image Orientation (Patient). */
  readonly columnDirection: Vec3;
  /** [between rows, between columns] in millimetres: Pixel Spacing. */
  readonly pixelSpacing: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
}

/** Unit normal, row direction x column direction. */
export function planeNormal(plane: Pick<ImagePlane, "rowDirection" | "columnDirection">): Vec3 {
  return cross(plane.rowDirection, plane.columnDirection);
}

/** Centre of pixel (column, row), zero-based, in millimetres, LPS+ (PS3.3 equation C.7.6.2.1-1). */
export function pixelToPatientMm(plane: ImagePlane, column: number, row: number): Vec3 {
  const [betweenRowsMm, betweenColumnsMm] = plane.pixelSpacing;
  return add(
    plane.imagePositionPatient,
    add(scale(plane.rowDirection, column * betweenColumnsMm), scale(plane.columnDirection, row * betweenRowsMm)),
  );
}

/** [column, row] (zero-based, fractional) of the orthogonal projection of a point onto the plane. */
export function patientMmToPixel(plane: ImagePlane, pointPatient: Vec3): readonly [number, number] {
  const offset = subtract(pointPatient, plane.imagePositionPatient);
  return [dot(offset, plane.rowDirection) / plane.pixelSpacing[1], dot(offset, plane.columnDirection) / plane.pixelSpacing[0]];
}

/** Signed distance from the plane along its normal, millimetres. */
export function distanceToPlaneMm(plane: ImagePlane, pointPatient: Vec3): number {
  return dot(subtract(pointPatient, plane.imagePositionPatient), planeNormal(plane));
}
