export { type Analysis, analysisSchema } from "../findings/index.ts";
export { analysisListSchema, analysisRequestSchema } from "./analysis.ts";
export {
  type ArchiveJob,
  type ArchiveQuota,
  type ArchiveRepair,
  type ArchiveRepaired,
  type ArchiveStatus,
  archiveJobSchema,
  archiveQuotaSchema,
  archiveRepairedSchema,
  archiveRepairSchema,
  archiveStatusSchema,
  preferVersionSchema,
  type RemovalPreview,
  removalPreviewSchema,
  removalRequestSchema,
  type StudyVersions,
  studyVersionsSchema,
  type VersionDifference,
  versionDifferenceSchema,
} from "./archive.ts";
export {
  type ErrorBody,
  errorSchema,
  type Progress,
  progressSchema,
  uidSchema,
  vec3Schema,
} from "./common.ts";
export type { DeviceMeasurement, DeviceProfile } from "./device-profile.ts";
export {
  type Engine,
  type EnginePreference,
  engineSchema,
  type ProviderMeasurement,
  providerMeasurementSchema,
  type RemoteModel,
} from "./engine.ts";
export {
  type HostEvent,
  hostEventSchema,
} from "./event.ts";
export { type Explanation, explanationSchema } from "./explanation.ts";
export {
  type FindingCreate,
  type FindingDecision,
  type FindingEdit,
  type FindingLesion,
  findingCreateSchema,
  findingDecisionSchema,
  findingEditSchema,
  findingLesionSchema,
  findingListSchema,
  findingVersionSchema,
} from "./finding.ts";
export {
  type BatchedFrame,
  frameBatchRequestSchema,
  LARGEST_REDUCTION,
  MOST_FRAMES_A_BATCH,
  readFrameBatch,
  writeFrameBatch,
} from "./frame-batch.ts";
export {
  type ContrastPhase,
  cellCount,
  HANGING_PROTOCOL_VERSION,
  type HangingCell,
  type HangingProtocol,
  type HangingScreen,
  type HangingStage,
  hangingFileSchema,
  hangingProtocolSchema,
  type LayoutShape,
  type LocalText,
  OWN_PROTOCOLS_MOST,
  type SeriesChoice,
  type SeriesRule,
  type StackRule,
} from "./hanging-protocol.ts";
export { type WindowPreset, windowPresetSchema } from "./image-preferences.ts";
export {
  type ImportJob,
  importEntrySchema,
  importJobSchema,
  importListSchema,
  importRequestSchema,
  repairSchema,
  type WatchedFolder,
  watchedFolderListSchema,
  watchedFolderSchema,
} from "./import.ts";
export { parseKeptView } from "./kept-view.ts";
export {
  type KeyImage,
  type KeyImageMark,
  type KeyImagesAnswer,
  type KeyImageTitle,
  type KeyObjectsSummary,
  keyImageMarkSchema,
  keyImageSchema,
  keyImagesAnswerSchema,
  keyImageTitles,
  keyObjectsWriteSchema,
  keyObjectsWrittenSchema,
  type RejectionTitle,
  rejectionTitles,
} from "./key-image.ts";
export {
  type LabelExport,
  type LabelExported,
  type LabelFormat,
  type LabelState,
  labelExportedSchema,
  labelExportSchema,
  labelFormatSchema,
  labelLeftOutSchema,
  labelStateSchema,
} from "./label.ts";
export { CALIBRATIONS_MOST, type Calibration, calibrationSchema, calibrationsSchema } from "./length.ts";
export {
  type ModelAccepts,
  type ModelCard,
  type ModelCardText,
  type ModelOperatingPoint,
  type ModelRun,
  type ModelSelfTest,
  type ModelVersion,
  mayTake,
  modelActivationSchema,
  modelCardSchema,
  modelCardTextSchema,
  modelChangedSchema,
  modelInstallQuerySchema,
  modelListSchema,
  modelRunListSchema,
  modelSelfTestSchema,
} from "./model.ts";
export { type ModelRule, modelRuleOf, modelRulesPreference } from "./model-rules.ts";
export {
  cutQuerySchema,
  type GraphicsAnswer,
  graphicsAnswerSchema,
  graphicsQuerySchema,
  type ObjectAnswer,
  type ObjectList,
  objectAnswerSchema,
  objectListSchema,
  waveformQuerySchema,
} from "./object.ts";
export {
  type OutboxItem,
  outboxItemSchema,
  outboxListSchema,
} from "./outbox.ts";
export {
  LARGEST_PREFERENCE_BYTES,
  type Preference,
  type PreferenceName,
  type Preferences,
  preferenceNameSchema,
  preferenceSchemas,
  preferencesSchema,
} from "./preference.ts";
export {
  type OverlayPlane,
  overlayPlaneSchema,
  type RealWorldValue,
  realWorldValueSchema,
  type Shutter,
  type SupplementalPalette,
  shutterSchema,
  supplementalPaletteSchema,
  suvSchema,
  type VoiLookupTable,
  voiLookupTableSchema,
  voiSchema,
} from "./presentation.ts";
export {
  isPresentedAlike,
  type PresentationSave,
  type PresentationSummary,
  presentationListSchema,
  presentationSavedSchema,
  presentationSaveSchema,
} from "./presentation-state.ts";
export {
  type ModelPublisher,
  modelPublisherListSchema,
  publisherCreateSchema,
  publisherKeyAnswerSchema,
  publisherKeySchema,
} from "./publisher.ts";
export {
  type DraftSave,
  draftSaveSchema,
  type ReportState,
  reportStateSchema,
  type SignRequest,
  signRequestSchema,
  templateListSchema,
} from "./report.ts";
export { type Ribs, ribsSchema } from "./ribs.ts";
export {
  type Frame,
  frameSchema,
  type GeometryVerdict,
  geometryIssueSchema,
  geometryVerdictSchema,
  planeSchema,
  type SeriesDetail,
  type SeriesSplit,
  seriesDetailSchema,
  type ValueType,
  valueTypeSchema,
} from "./series.ts";
export {
  type Destination,
  type DestinationTest,
  destinationTestSchema,
  type Session,
  type Settings,
  sessionSchema,
  settingsSchema,
} from "./session.ts";
export {
  type SeriesSummary,
  type StudyDetail,
  type StudyList,
  type StudyQuery,
  type StudySummary,
  seriesSummarySchema,
  studyDetailSchema,
  studyListSchema,
  studyQuerySchema,
  studySummarySchema,
} from "./study.ts";
export { type Video, videoSchema } from "./video.ts";
export {
  LARGEST_VIEW_STATE_BYTES,
  type ViewPlace,
  type ViewState,
  viewStateAnswerSchema,
  viewStateQuerySchema,
  viewStateSchema,
} from "./view-state.ts";
export {
  type SceneMessage,
  type ScreenMessage,
  sceneEventSchema,
  sceneMessageSchema,
  screenMessageSchema,
  toolNameSchema,
} from "./window-message.ts";
