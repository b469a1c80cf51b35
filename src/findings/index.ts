export { type Analysis, analysisSchema, errorRecordSchema, type ImageScore } from "./analysis.ts";
export { boxAbout, boxCorners, boxOnPlane } from "./box.ts";
export { canonicalGeometry, PIXEL_CORNER_TO_CENTRE } from "./canonical.ts";
export { type Code, codeSchema, isSameCode } from "./code.ts";
export { dcm } from "./dcm.ts";
export { FindingError, type FindingErrorCode } from "./errors.ts";
export {
  caveatsSchema,
  type Finding,
  type FindingChange,
  type FindingStatus,
  findingChangeSchema,
  findingSchema,
  findingStatusSchema,
  type Measurement,
  type ModelProvenance,
  measurementSchema,
  type Provenance,
  provenanceSchema,
} from "./finding.ts";
export {
  drawnInPatient,
  type FindingGeometry,
  type FrameReference,
  frameReferenceSchema,
  geometryInPatient,
  geometrySchema,
  isPointCount,
  type PlanarShape,
  pointPatientSchema,
  type SegmentMask,
  segmentSchema,
} from "./geometry.ts";
export { type Change, type Growth, growthOf } from "./growth.ts";
export { type FindingKind, isOfImage, kindOf, ofImage, scopeParameter } from "./kind.ts";
export {
  createFinding,
  type Decision,
  decide,
  edit,
  type FindingIds,
  type FindingInput,
  type FindingRevision,
} from "./lifecycle.ts";
export { maskVolumeMm3, maskVoxelCount, packMask, packTightMask, unpackMask } from "./mask.ts";
export { ballMask, growMask, redrawMask } from "./mask-edit.ts";
export { measureMask, type VoxelValues } from "./mask-measure.ts";
export { maskWithin, shiftMask } from "./mask-move.ts";
export { centrePatient, edgesPixel, type MeasureOptions, measure } from "./measure.ts";
export { type NearestFrame, nearestFrame, type PlacedFrame } from "./nearest-frame.ts";
export { own, privateScheme } from "./own.ts";
export { sct } from "./sct.ts";
export {
  type RegionHistogram,
  type RegionStatistics,
  regionHistogram,
  regionStatistics,
  type SampledFrame,
  statisticsMeasurements,
} from "./statistics.ts";
export { ownTrackingUid, trackAs } from "./tracking.ts";
export { ucum, unitCode } from "./ucum.ts";
export { labelledVertebra, neighbourVertebra, type VertebraName, vertebraCode, vertebraNames } from "./vertebrae.ts";
export { VoxelBounds } from "./voxel-bounds.ts";
