export { wasAskedAhead } from "./ahead.ts";
export { cancelAnalysis, listAnalyses, listModels, startAnalysis } from "./analyses.ts";
export {
  cancelArchiveJob,
  compareVersion,
  getArchive,
  listVersions,
  pinStudy,
  preferVersion,
  previewRemoval,
  putArchiveQuota,
  removeStudy,
  repairArchive,
  startArchiveJob,
} from "./archive.ts";
export { deleteCalibration, putCalibration } from "./calibrations.ts";
export { getEngine, measureModel } from "./engine.ts";
export { openEventStream } from "./events.ts";
export {
  createFinding,
  decideFinding,
  deleteFinding,
  editFinding,
  listFindings,
  restoreFinding,
  trackLesion,
} from "./findings.ts";
export { type AskedFrame, type FrameOfBatch, retrieveFrames } from "./frame-batch.ts";
export {
  cancelImport,
  type DroppedFile,
  listImports,
  listWatchedFolders,
  resumeImport,
  startImport,
  uploadFiles,
} from "./imports.ts";
export { frameThumbnailUrl, getKeyImages, putKeyImage, removeKeyImage, writeKeyObjects } from "./key-images.ts";
export { exportLabels, readLabels } from "./labels.ts";
export {
  activateModel,
  getExplanation,
  getModelCardText,
  type InstallWord,
  installModel,
  listModelRuns,
  modelPictureUrl,
  retireModel,
  rollBackModel,
  testModel,
} from "./models.ts";
export {
  getObject,
  listObjects,
  pictureUrl,
  type RetrievedSamples,
  retrieveContent,
  retrieveCut,
  retrieveGraphics,
  retrieveWaveform,
} from "./objects.ts";
export { listOutbox, retryOutboxItem } from "./outbox.ts";
export { retrieveFrame, retrieveOverlay, retrieveSeries, retrieveStackWith } from "./pixels.ts";
export { getPreferences, putPreference } from "./preferences.ts";
export { listPresentations, savePresentation, sendPresentation } from "./presentations.ts";
export { addPublisher, listPublishers, readPublisherKey, removePublisher } from "./publishers.ts";
export { getReport, listTemplates, saveDraft, signReport } from "./reports.ts";
export { getRibs } from "./ribs.ts";
export { getSession, getSettings, putSettings, testDestination } from "./session.ts";
export { findShell } from "./shell.ts";
export { getStudy, searchStudies, thumbnailUrl } from "./studies.ts";
export { getVideo, videoUrl } from "./videos.ts";
export { deleteViewState, getViewState, putViewState } from "./view-state.ts";
