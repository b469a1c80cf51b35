import { describe, expect, it } from "vitest";
import type { z } from "zod";
import * as contract from "./index.ts";

const uuid = "3f1f7a60-5b5e-4f0e-9d4b-0a5b7f0c2d11";
const uid = "1.2.840.113619.2.1";
const at = "2026-01-02T03:04:05.000Z";
const error = { area: "volume", code: "video", message: "A sentence.", details: { frames: 3 } };
const progress = { fraction: 0.5, step: "read" };
const ribs = {
  seriesInstanceUid: uid,
  numbering: { certainty: "likely", from: "last", reasons: ["first-not-seen"] },
  pixelMm: 0.8,
  grid: {
    dimensions: [1, 1, 1],
    spacingMm: [1, 1, 1],
    originPatient: [0, 0, 0],
    directions: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
  ribs: [
    {
      ...{ side: "R", number: 4, order: 1, isCut: false, columns: 1, rows: 2, runsBase64: "AAAAAAEAAAA=" },
      ...{ valuesBase64: "AAAAAA==", middlesBase64: "AAAAAAAAAAAAAAAA", downsBase64: "AAAAAAAAAAAAAAAA" },
    },
  ],
};
const study = {
  studyInstanceUid: uid,
  patientName: "Wang^Xiaodong=王^小东",
  patientId: "1",
  patientBirthDate: "",
  patientSex: "F",
  studyDate: "20260101",
  studyTime: "",
  accessionNumber: "",
  studyDescription: "",
  institutionName: "",
  modalities: ["CT"],
  seriesCount: 1,
  instanceCount: 2,
  synthetic: false,
  reportState: "none",
  openProposals: 0,
  textGuessed: false,
  pinned: false,
  conflictCount: 0,
};
const series = {
  seriesInstanceUid: uid,
  studyInstanceUid: uid,
  modality: "CT",
  seriesNumber: null,
  seriesDescription: "",
  bodyPartExamined: "",
  laterality: "",
  instanceCount: 2,
  frameCount: 2,
  kind: "image",
};
const hangingCell = {
  series: "lung",
  study: 0,
  show: { kind: "mpr", plane: "CORONAL", slab: { mode: "MIP", thicknessMm: 10 } },
  window: { preset: "lung" },
};
const hangingProtocol = {
  id: "own-1",
  name: "Chest",
  fits: { modality: ["CT"] },
  series: { lung: { name: { en: "Lung", "zh-CN": "肺窗" }, anyOf: [{ modality: ["CT"], description: ["lung", "肺"] }] } },
  stages: [{ name: "Lung", linked: true, screen: { rows: 1, columns: 1, cells: [hangingCell] } }],
};
const viewCell = {
  content: { kind: "stack", seriesInstanceUid: uid },
  showsOverlays: true,
  showsShutter: true,
  showsDrawn: true,
  inverted: false,
  rotationDegrees: 0,
  flippedHorizontally: false,
  flippedVertically: false,
};
const viewState = {
  shape: "grid",
  rows: 1,
  columns: 1,
  meantFor: "landscape",
  cells: [viewCell],
  activeCell: 0,
  scrollSync: false,
};
const plane = {
  imagePositionPatient: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [0.7, 0.7],
  rows: 512,
  columns: 512,
};
const video = {
  sopInstanceUid: uid,
  codec: "h.264",
  container: "mp4",
  playable: true,
  mimeType: "video/mp4",
  byteLength: 9,
  rows: 480,
  columns: 640,
  numberOfFrames: 75,
};
const voi = { windowCenter: 40, windowWidth: 400, explanation: "" };
const frame = {
  sopClassUid: uid,
  sopInstanceUid: uid,
  frameNumber: 1,
  instanceNumber: 1,
  rows: 512,
  columns: 512,
  samplesPerPixel: 1,
  valueType: "int16",
  photometricInterpretation: "MONOCHROME2",
  plane,
  pixelSpacingSource: "patient",
  voi: [voi],
  unit: "[hnsf'U]",
};
const issue = { code: "gaps", details: { count: 2 } };
const geometry = { kind: "marked", issues: [issue], missingSlices: [3] };
const overlay = Object.fromEntries(
  [
    "patientName",
    "patientId",
    "patientBirthDate",
    "patientSex",
    "patientAge",
    "institutionName",
    "studyDescription",
    "studyId",
    "accessionNumber",
    "acquisitionDate",
    "acquisitionTime",
    "laterality",
    "contrastBolusAgent",
  ].map((key) => [key, ""]),
);
const job = {
  id: "a",
  state: "running",
  label: "cd",
  origin: "path",
  resumable: false,
  filesSeen: 1,
  filesTotal: null,
  bytesRead: 10,
  bytesTotal: null,
  filesPerSecond: 10,
  bytesPerSecond: 100,
  secondsLeft: null,
  imported: 1,
  duplicates: 0,
  conflicts: 0,
  resumed: 0,
  skipped: 1,
  skippedBy: { hidden: 1 },
  seconds: 0.1,
  rejectedCount: 1,
  rejected: [{ path: "a/b.txt", error }],
  repairedCount: 1,
  repaired: [{ path: "c.dcm", repairs: [{ code: "missing-preamble" }, { code: "wrong-vr", tag: "00280010" }] }],
  converted: [{ path: "d.png", format: "PNG" }],
  unlisted: ["e.dcm"],
  series: [{ studyInstanceUid: uid, seriesInstanceUid: uid, imported: 1, duplicates: 0, conflicts: 0, repairs: {} }],
  studyInstanceUids: [uid],
  firstStudyInstanceUid: uid,
};
const watched = { path: "/in", state: "watching", pending: 0, taken: 2, lastLookAt: at };
const analysis = {
  id: "a",
  studyInstanceUid: uid,
  seriesInstanceUid: uid,
  modelId: "lung-nodule",
  modelVersion: "1.0.0",
  state: "running",
  progress,
  startedAt: at,
  seconds: null,
  proposalCount: 0,
};
const operatingPoint = {
  id: "second-reader",
  title: { en: "a", "zh-CN": "b" },
  meaning: { en: "a", "zh-CN": "b" },
  thresholds: { nodule: 0.4 },
  measuredOn: { en: "a", "zh-CN": "b" },
};
const modelVersion = { version: "1.0.0", active: true, builtIn: true, retired: false, trust: "built-in", weightsSha256: "" };
const card = {
  id: "lung-nodule",
  version: "1.0.0",
  title: { en: "Lung nodules", "zh-CN": "肺结节" },
  intendedUse: { en: "a", "zh-CN": "b" },
  regulatoryStatus: { en: "a", "zh-CN": "b" },
  publisher: "Somebody",
  weightsSha256: "0".repeat(64),
  modalities: ["CT"],
  minimumInstances: 20,
  accepts: { of: "volume", bodyRegion: ["chest"], view: [], contrast: "any" },
  licence: "Apache-2.0",
  scored: { en: "a", "zh-CN": "b" },
  training: { summary: { en: "a", "zh-CN": "b" }, data: [{ name: "A", licence: "MIT" }] },
  findings: [{ en: "Nodule", "zh-CN": "结节" }],
  operatingPoints: [operatingPoint],
  defaultOperatingPoint: "second-reader",
  explanation: "occlusion",
  versions: [modelVersion],
  previousVersion: null,
  usable: true,
};
const modelRun = {
  analysisId: "a",
  modelId: "lung-nodule",
  modelVersion: "1.0.0",
  studyInstanceUid: uid,
  studyDate: "20260101",
  studyDescription: "",
  modality: "CT",
  seriesNumber: 1,
  seriesDescription: "",
  state: "done",
  startedAt: at,
  seconds: 12.5,
  proposalCount: 1,
  provider: "cpu",
  precisions: ["fp32"],
};
const explanation = {
  kind: "occlusion",
  modelId: "lung-nodule",
  modelVersion: "1.0.0",
  score: 0.8,
  grid: { dimensions: [2, 1, 1], valuesBase64: "AAAAAAAAAAA=" },
  placement: {
    of: "volume",
    originPatient: [0, 0, 0],
    stepsPatient: [
      [4, 0, 0],
      [0, 4, 0],
      [0, 0, 4],
    ],
  },
};
const code = { value: "27925004", scheme: "SCT", meaning: "Nodule of lung" };
const sphere = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 8 };
const reference = { sopClassUid: uid, sopInstanceUid: uid, frameNumber: 1 };
const findingCreate = {
  studyInstanceUid: uid,
  seriesInstanceUid: uid,
  code,
  geometry: sphere,
  reference,
  measurements: [],
  by: "Reader",
};
const finding = {
  ...findingCreate,
  id: uuid,
  trackingId: "AI 1",
  trackingUid: uid,
  status: "accepted",
  provenance: { by: "person", name: "Reader" },
  history: [{ at, by: "Reader", from: null, to: "accepted" }],
};
const draftSave = {
  studyInstanceUid: uid,
  templateId: "chest-ct",
  language: "en",
  sections: { lungs: "Clear." },
  findingIds: [uuid],
  revision: 2,
};
const draft = { ...draftSave, savedAt: at };
const template = {
  id: "chest-ct",
  version: "1",
  title: { en: "Chest CT", "zh-CN": "胸部 CT" },
  modalities: ["CT"],
  sections: [{ id: "lungs", heading: { en: "Lungs", "zh-CN": "肺" }, code, normal: { en: "Clear.", "zh-CN": "清晰。" } }],
};
const destination = { kind: "dimse", host: "pacs", port: 104, calledAeTitle: "PACS", callingAeTitle: "HOUNSFIELD" };
const settings = { language: "zh-CN", readerName: "", destination };
const item = {
  id: "a",
  studyInstanceUid: uid,
  sopInstanceUid: uid,
  sopClassUid: uid,
  reportId: uuid,
  destination,
  state: "waiting",
  queuedAt: at,
  attempts: 3,
  failingSince: at,
  nextAttemptAt: at,
  error,
  receipt: null,
};

const overlayPlane = { group: 0x6000, rows: 2, columns: 2, origin: [-1, 1], overlayType: "GRAPHICS", label: "", description: "" };

const objectAnswer = {
  document: {
    sopInstanceUid: uid,
    sopClassUid: uid,
    sopClassName: "Encapsulated PDF Storage",
    seriesInstanceUid: uid,
    studyInstanceUid: uid,
    modality: "DOC",
    seriesDescription: "",
    contentDate: "",
    contentTime: "",
    manufacturer: "",
    institutionName: "",
    patientName: "",
    patientId: "",
    byteLength: 9,
    content: { kind: "encapsulated", title: "", mimeType: "application/pdf", byteLength: 9, isPdf: true, sources: [] },
  },
  held: [{ sopInstanceUid: uid, seriesInstanceUid: uid, isImage: true, number: null }],
};

/** For each schema of the contract one value that must pass and one that must not. */
const archiveJob = {
  kind: "verify",
  state: "done",
  done: 4,
  total: 4,
  flipped: [uid],
  missing: [],
  orphans: ["instances/stray"],
  adopted: 0,
  quarantined: 0,
};
const removal = {
  studyInstanceUid: uid,
  patientName: "Wang^Xiaodong=王^小东",
  patientId: "P1",
  studyDate: "20260101",
  modalities: ["CT"],
  studyDescription: "CHEST",
  instances: 3,
  bytes: 1500,
  removedAt: at,
  how: "evicted",
  reason: "",
};
const archiveStatus = {
  studies: 1,
  usedBytes: 1500,
  pinnedBytes: 0,
  onlyHereBytes: 1500,
  onlyHereStudies: 1,
  evictableBytes: 0,
  diskBytes: 1e12,
  diskFreeBytes: 1e11,
  quota: { kind: "percent", value: 60 },
  quotaBytes: 6e11,
  lastVerified: { at, checked: 4, flipped: 0, missing: 0, orphans: 0 },
  job: archiveJob,
  removals: [removal],
};
const sha256 = "ab".repeat(32);
const removalPreview = {
  instances: 3,
  bytes: 1500,
  onlyHere: 1,
  pinned: false,
  findings: 0,
  signedReports: 0,
  blockers: ["draft"],
};
const version = { sha256, byteLength: 500, receivedAt: at, isShown: true };

const calibration = {
  sopInstanceUid: uid,
  frameNumber: 1,
  pointsPixel: [
    [1, 2],
    [101, 2],
  ],
  knownMm: 25,
  spacingMm: [0.25, 0.25],
};

const keyImage = {
  seriesInstanceUid: "1.2",
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3",
  frameNumber: 1,
  instanceNumber: 4,
  isMultiFrame: false,
  title: "113004",
  note: "",
  by: "Doe^Jane",
  markedAt: "2026-01-01T00:00:00.000Z",
  writtenAt: null,
};
const presentationSave = {
  label: "READ",
  description: "",
  by: "Doe^Jane",
  seriesInstanceUid: "1.2",
  images: [{ sopInstanceUid: "1.2.3", frameNumber: 1 }],
  window: { center: 40, width: 400 },
  inverted: false,
  rotationDegrees: 90,
  flippedHorizontally: true,
  displayedArea: { topLeft: [1, 1], bottomRight: [512, 512] },
  layers: [{ name: "MEASUREMENTS", description: "" }],
  annotations: [],
  ownVoi: 1,
  shutter: { circle: { row: 3, column: 4, radius: 5 }, fillRgb: [0, 0, 0] },
  overlayGroups: [0x6000],
  base: {
    ...{ sopInstanceUid: "1.2.9", keepsGreys: true, keepsShutter: true, keepsOverlays: false, leftLayers: ["MARKS"] },
    keepsArea: true,
    renewedLayers: [{ name: "MEASUREMENTS", description: "" }],
  },
};

const scene = "00000000-0000-4000-8000-000000000001/3";
const shared = {
  scrollSync: true,
  linking: {
    ...{ zoom: false, pan: false, window: false, referenceLines: true, referenceRange: false },
    byHand: [{ axis: [0, 0, 1], places: ["1.2", "1.3"].map((space) => ({ space, positionMm: 12.5 })) }],
  },
  overlayLevel: 2,
  tool: "length",
};

const fixtures: Readonly<Record<string, readonly [pass: unknown, fail: unknown]>> = {
  findingVersionSchema: [{ changes: "3" }, { changes: "-1" }],
  toolNameSchema: ["length", "saw"],
  sceneEventSchema: [
    { kind: "crosshair", space: "1.2", pointPatient: [1, 2, 3], from: scene },
    { kind: "crosshair", space: "1.2", pointPatient: [1, 2, Number.POSITIVE_INFINITY], from: scene },
  ],
  sceneMessageSchema: [
    { kind: "event", event: { kind: "gone", from: scene } },
    { kind: "event", event: { kind: "gone", from: "somewhere" } },
  ],
  screenMessageSchema: [
    { kind: "shared", shared },
    { kind: "shared", shared: { ...shared, tool: "saw" } },
  ],
  cutQuerySchema: [
    { space: "1.2", plane: "0,0,0,1,0,0,0,1,0,1,1,64,64" },
    { space: "1.2", plane: "0,0,0,1,0,0,0,1,0,1,1,64,99999" },
  ],
  keyImageMarkSchema: [
    { title: "113004", note: "", by: "Doe^Jane" },
    { title: "999", note: "", by: "" },
  ],
  keyImageSchema: [keyImage, { ...keyImage, frameNumber: 0 }],
  keyImagesAnswerSchema: [{ keyImages: [keyImage], foreign: [] }, { keyImages: [keyImage] }],
  keyObjectsWriteSchema: [
    { by: "Doe^Jane", language: "en" },
    { by: " ", language: "en" },
  ],
  keyObjectsWrittenSchema: [{ sopInstanceUids: ["1.2"] }, { sopInstanceUids: 1 }],
  presentationListSchema: [
    {
      presentations: [
        {
          sopInstanceUid: "1.2",
          seriesInstanceUid: "1.3",
          label: "READ",
          description: "",
          creator: "",
          createdDate: "20260101",
          createdTime: "",
          stateClass: "grayscale",
        },
      ],
    },
    { presentations: [{}] },
  ],
  presentationSavedSchema: [{ sopInstanceUid: "1.2", seriesInstanceUid: "1.3" }, {}],
  presentationSaveSchema: [presentationSave, { ...presentationSave, rotationDegrees: 45 }],
  labelFormatSchema: ["coco", "dicomdir"],
  labelExportSchema: [
    { studyInstanceUids: [uid], formats: ["csv", "seg"], directory: "", withImages: false, consent: true, by: "Dr Li" },
    { formats: ["csv"], directory: "", withImages: false, consent: false, by: "Dr Li" },
  ],
  labelLeftOutSchema: ["burned-in", "shy"],
  labelExportedSchema: [
    {
      ...{ directory: "labels", studies: 1, findings: 2, decisions: 3, annotations: 2, segments: 1, images: 0 },
      leftOut: [{ reason: "no-image", count: 1 }],
    },
    { directory: "labels", studies: 1 },
  ],
  labelStateSchema: [
    {
      ofStudy: { findings: 2, decisions: 1 },
      ofAll: { studies: 1, findings: 2, decisions: 1 },
      exports: [
        {
          ...{ at: "2026-03-16T09:15:00Z", by: "Dr Li", directory: "labels" },
          ...{ formats: ["csv"], withImages: false, studies: 1, decisions: 1 },
        },
      ],
    },
    { ofStudy: { findings: 2, decisions: 1 }, exports: [] },
  ],
  uidSchema: [uid, "1.2.840/../../etc"],
  errorSchema: [error, { ...error, details: { nested: {} } }],
  progressSchema: [progress, { ...progress, fraction: 1.5 }],
  vec3Schema: [
    [1, 2, 3],
    [1, 2],
  ],
  sessionSchema: [
    { version: "0.1.0", shell: "browser", studyCount: 0, demoStudyInstanceUid: null, demoBuilding: true, demoProgress: null },
    { version: "0.1.0", shell: "terminal", studyCount: 0, demoStudyInstanceUid: null, demoBuilding: true, demoProgress: null },
  ],
  settingsSchema: [settings, { ...settings, destination: { kind: "dicomweb", url: "file:///etc/passwd" } }],
  destinationTestSchema: [{ reachable: false, detail: "net.refused", milliseconds: 3 }, { reachable: "no" }],
  studyQuerySchema: [{ text: "王", from: "20260101", limit: "20" }, { from: "2026-01-01" }],
  studySummarySchema: [study, { ...study, reportState: "lost" }],
  studyListSchema: [{ total: 1, studies: [study] }, { studies: [study] }],
  seriesSummarySchema: [series, { ...series, kind: "scan" }],
  studyDetailSchema: [
    { study, series: [series], priors: [{ study, series: [] }] },
    { study, series: [series] },
  ],
  videoSchema: [video, { ...video, reason: "dull" }],
  valueTypeSchema: ["int16", "int12"],
  planeSchema: [plane, { ...plane, pixelSpacing: [0.7] }],
  voiSchema: [
    { ...voi, function: "SIGMOID" },
    { windowCenter: 40, explanation: "" },
  ],
  voiLookupTableSchema: [
    { first: -1024, bits: 12, explanation: "BONE", entries: "AAABAA==" },
    { first: 0, bits: 17, explanation: "", entries: "" },
  ],
  supplementalPaletteSchema: [
    { first: 1024, colours: "/wAA" },
    { first: 0.5, colours: "" },
  ],
  overlayPlaneSchema: [overlayPlane, { ...overlayPlane, group: 0x5000 }],
  shutterSchema: [
    { circle: { row: 5, column: 5, radius: 3 }, fillRgb: [0, 0, 0] },
    { rectangle: { left: 1, right: 2 }, fillRgb: [0, 0, 0] },
  ],
  suvSchema: [{ bodyWeight: 0.0002, missing: ["PatientSize"] }, { bodyWeight: 1 }],
  realWorldValueSchema: [
    { label: "ADC", unit: "mm2/s", range: [0, 4095], slope: 1e-6, intercept: 0 },
    { label: "ADC", unit: "mm2/s", slope: 1, intercept: 0 },
  ],
  frameSchema: [frame, { ...frame, samplesPerPixel: 4 }],
  geometryIssueSchema: [issue, { code: "odd", details: {} }],
  geometryVerdictSchema: [geometry, { ...geometry, kind: "maybe" }],
  seriesDetailSchema: [
    {
      seriesInstanceUid: uid,
      studyInstanceUid: uid,
      modality: "CT",
      seriesNumber: 2,
      seriesDescription: "",
      frames: [frame],
      geometry,
      split: 0,
      splits: [{ index: 0, kind: "time", label: [{ code: "time", value: 1 }], frameCount: 1, verdictKind: "marked" }],
      overlay,
      synthetic: true,
      unreadable: [],
    },
    {
      seriesInstanceUid: uid,
      studyInstanceUid: uid,
      modality: "CT",
      seriesNumber: 2,
      seriesDescription: "",
      frames: [frame],
      geometry,
      overlay: {},
      synthetic: true,
      unreadable: [],
    },
  ],
  archiveQuotaSchema: [
    { kind: "gigabytes", value: 200 },
    { kind: "percent", value: 100 },
  ],
  archiveJobSchema: [archiveJob, { ...archiveJob, kind: "tidy" }],
  archiveStatusSchema: [archiveStatus, { ...archiveStatus, quota: "off" }],
  archiveRepairSchema: [
    { orphans: true, flipped: [uid], missing: [] },
    { orphans: true, flipped: ["../x"], missing: [] },
  ],
  archiveRepairedSchema: [{ adopted: 1, quarantined: 0, dropped: 0 }, { adopted: 1 }],
  removalPreviewSchema: [removalPreview, { ...removalPreview, blockers: ["mood"] }],
  removalRequestSchema: [{ reason: "" }, {}],
  studyVersionsSchema: [
    { total: 1, instances: [{ sopInstanceUid: uid, instanceNumber: null, seriesDescription: "", versions: [version] }] },
    { total: 1, instances: [{ sopInstanceUid: uid, versions: [version] }] },
  ],
  versionDifferenceSchema: [
    {
      sha256,
      attributes: [{ tag: "00081030", keyword: "StudyDescription", shown: "A", other: "B" }],
      hasMore: false,
      pixelsDiffer: null,
    },
    { sha256, attributes: [], hasMore: false },
  ],
  preferVersionSchema: [{ sha256 }, { sha256: "../x" }],
  importRequestSchema: [{ path: "/media/cd" }, { path: "" }],
  importEntrySchema: [{ path: "a", error }, { path: "a" }],
  importJobSchema: [job, { ...job, state: "paused" }],
  importListSchema: [{ jobs: [job] }, [job]],
  repairSchema: [{ code: "odd-length" }, "odd-length"],
  watchedFolderSchema: [watched, { ...watched, state: "asleep" }],
  watchedFolderListSchema: [{ folders: [watched] }, { folders: watched }],
  modelCardSchema: [card, { ...card, title: { en: "only" } }],
  modelListSchema: [{ models: [card] }, { models: [{}] }],
  modelCardTextSchema: [
    { language: "en", markdown: "# A" },
    { language: "de", markdown: "# A" },
  ],
  modelActivationSchema: [{ version: "1.2.3" }, { version: "../1" }],
  modelInstallQuerySchema: [{ acceptUnsigned: "true", trustedKey: sha256 }, { trustedKey: "../x" }],
  modelPublisherListSchema: [{ publishers: [{ name: "Somebody", fingerprint: sha256 }] }, { publishers: [{ name: "Somebody" }] }],
  publisherKeySchema: [{ key: "MCow" }, { key: "" }],
  publisherKeyAnswerSchema: [{ fingerprint: sha256 }, {}],
  publisherCreateSchema: [
    { name: "Somebody", key: "MCow" },
    { name: " ", key: "MCow" },
  ],
  modelChangedSchema: [{ model: card }, { model: null }],
  modelSelfTestSchema: [{ passed: true, seconds: 1 }, { passed: "yes" }],
  modelRunListSchema: [{ runs: [modelRun] }, { runs: modelRun }],
  explanationSchema: [explanation, { ...explanation, grid: { dimensions: [2 ** 10, 2 ** 10, 2 ** 10], valuesBase64: "" } }],
  ribsSchema: [ribs, { ...ribs, ribs: [{ ...ribs.ribs[0], number: 14 }] }],
  analysisRequestSchema: [
    { seriesInstanceUid: uid, modelId: "lung-nodule" },
    { seriesInstanceUid: uid, modelId: "" },
  ],
  providerMeasurementSchema: [
    { provider: "cpu", stage: "candidates", file: "model.onnx", outcome: "ok", runMs: 12, loadMs: 80 },
    { provider: "abacus", stage: "", file: "", outcome: "ok" },
  ],
  engineSchema: [
    {
      cores: 2,
      memoryMb: 8192,
      runsAtOnce: 1,
      threads: 2,
      limits: { seconds: 900, memoryMb: 4096 },
      models: [
        {
          modelId: "lung-nodule",
          modelVersion: "0.2.0",
          measuredAt: "2026-01-01T00:00:00Z",
          measurements: [{ provider: "cuda", stage: "", file: "", outcome: "absent" }],
          choices: { candidates: { file: "model.onnx", provider: "cpu" } },
        },
      ],
      queue: [
        {
          analysisId: "a",
          modelId: "lung-nodule",
          studyInstanceUid: "1.2",
          seriesInstanceUid: "1.2.3",
          state: "queued",
          urgency: "stat",
        },
      ],
    },
    { cores: 2 },
  ],
  analysisSchema: [analysis, { ...analysis, progress: 0.5 }],
  analysisListSchema: [{ analyses: [analysis] }, { analyses: analysis }],
  findingListSchema: [{ findings: [finding] }, { findings: [{ ...finding, id: "1" }] }],
  findingCreateSchema: [findingCreate, { ...findingCreate, by: "" }],
  findingDecisionSchema: [
    { decision: "rejected", by: "Reader" },
    { decision: "edited", by: "Reader" },
  ],
  findingEditSchema: [
    { geometry: sphere, by: "Reader" },
    { geometry: { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: -1 }, by: "Reader" },
  ],
  findingLesionSchema: [
    { sameAs: "6f6f2b9e-6d1c-4a57-9f39-0d9d4a4e6d10", by: "Reader" },
    { sameAs: "another", by: "Reader" },
  ],
  templateListSchema: [{ templates: [template] }, { templates: [{ ...template, sections: [] }] }],
  reportStateSchema: [
    { draft, signed: [] },
    { draft: null, signed: [] },
  ],
  draftSaveSchema: [draftSave, { ...draftSave, language: "de" }],
  signRequestSchema: [
    { signedBy: "Reader", revision: 1 },
    { signedBy: "", revision: 1 },
  ],
  objectListSchema: [
    { objects: [{ sopInstanceUid: uid, sopClassUid: uid, instanceNumber: null, byteLength: 9 }] },
    { objects: [{ sopInstanceUid: uid }] },
  ],
  objectAnswerSchema: [objectAnswer, { ...objectAnswer, document: { ...objectAnswer.document, content: { kind: "photo" } } }],
  waveformQuerySchema: [{ from: "500", count: "100" }, { count: "0" }],
  outboxItemSchema: [item, { ...item, state: "lost" }],
  outboxListSchema: [{ items: [item] }, { items: [{ ...item, attempts: "3" }] }],
  graphicsAnswerSchema: [
    {
      sopInstanceUid: "1.2",
      contours: [{ structure: 1, kind: "closed", points: [1, 2, 3, 4, 5, 6] }],
      masks: [{ segment: 1, columns: 2, rows: 1, bits: 1, data: "Aw==", imageFromBox: [1, 0, 0, 1, -0.5, -0.5] }],
      drawings: [{ layer: -1, kind: "point", closed: false, filled: false, points: [3, 4] }],
      texts: [{ layer: 0, text: "Here", justification: "LEFT", anchor: [1, 2], anchorVisible: true }],
      omitted: 0,
      unplaced: 0,
    },
    { sopInstanceUid: "1.2", contours: [{ structure: 1, kind: "round", points: [] }] },
  ],
  frameBatchRequestSchema: [{ frames: [{ sopInstanceUid: "1.2", frameNumber: 1 }] }, { frames: [] }],
  graphicsQuerySchema: [{ image: "1.2", frame: "3" }, { image: "not a UID" }],
  preferenceNameSchema: ["palette-hint", "keymaps-of-others"],
  preferencesSchema: [{}, { "palette-hint": 3 }],
  hangingProtocolSchema: [hangingProtocol, { ...hangingProtocol, series: {} }],
  hangingFileSchema: [
    { hounsfieldHangingProtocols: 1, protocols: [hangingProtocol] },
    { hounsfieldHangingProtocols: 1, protocols: [{ ...hangingProtocol, fits: { modality: ["CT"], regex: [".*"] } }] },
  ],
  windowPresetSchema: [
    { kind: "values", id: "lung", name: "", center: -600, width: 1500 },
    { kind: "values", id: "lung", name: "", center: -600, width: 0 },
  ],
  calibrationSchema: [calibration, { ...calibration, knownMm: -1 }],
  calibrationsSchema: [{ calibrations: [calibration] }, { calibrations: [{ ...calibration, spacingMm: [0, 0] }] }],
  viewStateSchema: [viewState, { ...viewState, cells: [] }],
  viewStateAnswerSchema: [{ state: null }, {}],
  viewStateQuerySchema: [{ screen: "2" }, { screen: "0" }],
  hostEventSchema: [{ type: "outbox", item }, { type: "outbox" }],
};

const schemas = Object.entries(contract).filter(([name]) => name.endsWith("Schema")) as [string, z.ZodType][];

describe("the contract", () => {
  it("has a fixture for every schema", () => {
    expect(schemas.map(([name]) => name).sort()).toEqual(Object.keys(fixtures).sort());
  });
  it.each(schemas)("%s takes what is of its form and nothing else", (name, schema) => {
    const [pass, fail] = fixtures[name] as readonly [unknown, unknown];
    expect(schema.safeParse(pass).error?.issues ?? []).toEqual([]);
    expect(schema.safeParse(fail).success).toBe(false);
  });
});
