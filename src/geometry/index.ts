export {
  indexToPatientMm,
  isSheared,
  patientMmToIndex,
  sliceNormal,
  sliceSpacingMm,
  uprightGrid,
  type VolumeGrid,
  voxelCount,
} from "./grid.ts";
export { anatomicalPlane, directionLetters, edgeLetters } from "./orientation.ts";
export { distanceToPlaneMm, type ImagePlane, patientMmToPixel, pixelToPatientMm, planeNormal } from "./plane.ts";
export { add, angleDegrees, cross, distance, dot, length, normalize, scale, subtract, type Vec3 } from "./vec3.ts";
