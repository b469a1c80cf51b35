export { type Code, codeSchema, isSameCode } from "./code.ts";
export {
  type Finding,
  type FindingChange,
  type FindingStatus,
  findingChangeSchema,
  findingSchema,
  findingStatusSchema,
  type Measurement,
  measurementSchema,
  type Provenance,
  provenanceSchema,
} from "./finding.ts";
export {
  type FindingGeometry,
  type FrameReference,
  frameReferenceSchema,
  geometrySchema,
  pointPatientSchema,
  type SegmentMask,
  segmentSchema,
} from "./geometry.ts";
