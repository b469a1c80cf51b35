export { loadModels, runModel, stopAnalysis, useAnalysisStore } from "./analysis-store.ts";
export {
  askAbout,
  beginArchiveJob,
  chooseVersion,
  closeAbout,
  loadArchive,
  removeFromComputer,
  setArchiveQuota,
  setPinned,
  setRight,
  stopArchiveJob,
  useArchiveStore,
} from "./archive-store.ts";
export { growBoundary, hasBoundary, noBoundary, showBoundary } from "./boundary.ts";
export { calibrateFrame } from "./calibration.ts";
export type { DecisionStep } from "./decision-log.ts";
export { type DeviceDecisions, LARGE_SLICE_PIXELS } from "./device/decide.ts";
export {
  askToMeasure,
  assumeDevice,
  chooseDevice,
  currentDecisions,
  keepMeasurement,
  onDecisions,
  recogniseDevice,
  tellGpuGivenUp,
  tellMeasuring,
  useDevice,
  useDeviceStore,
} from "./device/device-store.ts";
export { ageInYears, byteSize, clockTime, dateAndTime, dicomDate, dicomTime, personName } from "./dicom-text.ts";
export {
  type DrawnObject,
  type DrawnPart,
  drawnObject,
  drawnOn,
  hideObject,
  showObject,
  togglePart,
  useDrawnStore,
} from "./drawn-store.ts";
export { loadEngine, measureAgain, useEngineStore } from "./engine-store.ts";
export { needExplanation, toggleExplanation, useExplanationStore } from "./explanation-store.ts";
export {
  copyPicture,
  type ExportOutcome,
  type ExportWish,
  endExport,
  exportPicture,
  offerExport,
  tellExportProgress,
  useExportStore,
} from "./export-store.ts";
export { type FindingGroup, familyOf, findingFamilies, findingOrder, groupFindings, groupOf, scoreOf } from "./finding-order.ts";
export { stepMessage, useFindingsStore } from "./findings-store.ts";
export { firstPicture, tellPicture, useAfterFirstPicture } from "./first-picture.ts";
export { withoutRemarks } from "./geometry-remarks.ts";
export {
  acceptSelected,
  compareBeside,
  decideAndGoOn,
  goToFinding,
  nextProposal,
  rejectSelected,
  selectedFinding,
  stepFinding,
  stepProposal,
} from "./go-to-finding.ts";
export { type ArrangementStep, arrangementStep, stepArrangement, useArrangementLog } from "./hanging/arrangement.ts";
export {
  CELL_DRAG_TYPE,
  canDrop,
  clearSelection,
  draggedWith,
  dropOn,
  openTogether,
  SERIES_DRAG_TYPE,
  toggleSelected,
  useSeriesSelection,
} from "./hanging/drag.ts";
export { stageFrom } from "./hanging/from-screen.ts";
export { shownElsewhere, useHangingStore } from "./hanging/hanging-state.ts";
export {
  allProtocols,
  applyProtocol,
  dropProtocol,
  findProtocol,
  fittingProtocols,
  isStageOffered,
  neighbourStage,
  stepStage,
} from "./hanging/hanging-store.ts";
export { useLocalText } from "./hanging/local-text.ts";
export { misfitOf } from "./hanging/match-protocols.ts";
export { hangAnew, hangArrived, showOpenedStudy } from "./hanging/open-study.ts";
export {
  currentScreenful,
  draftFrom,
  draftFromScreen,
  exportProtocols,
  importProtocols,
  removeProtocol,
  saveProtocol,
  setAutomatic,
} from "./hanging/own-protocols.ts";
export { followScreens, openSecondScreen, showPriorBeside } from "./hanging/screens.ts";
export { forgetViewState, keptViewState, saveViewOf, type ViewSaving } from "./hanging/view-state.ts";
export { followHost, loadEverything, openStudyStores } from "./host-events.ts";
export {
  continueImport,
  dismissImport,
  type ImportProgress,
  importDropped,
  importPath,
  importProgress,
  jobFraction,
  stopImport,
  takeArrived,
  type Upload,
  useImportStore,
} from "./import-store.ts";
export {
  changeKeyImage,
  goToKeyImage,
  isKeyImage,
  keyOfImage,
  markKeyImage,
  markShown,
  stepKeyImage,
  unmarkKeyImage,
  useKeyImagesStore,
  writeKeyImages,
} from "./key-images-store.ts";
export { type LabelWish, loadLabels, startLabelExport, useLabelsStore } from "./labels-store.ts";
export type { Earlier, Lesion } from "./lesions.ts";
export { markSameLesion, useLesions, useLesionsStore, useShownFindings } from "./lesions-store.ts";
export {
  beginLanguage,
  useDynamicText,
  useLanguage,
  useLocaleStore,
  useMessageText,
  useOtherWords,
  useText,
} from "./locale-store.ts";
export {
  changeModelRule,
  dropInstall,
  loadModelRuns,
  putInUse,
  retireVersion,
  rollBack,
  takeInModel,
  tryModel,
  useModelRule,
  useModelsStore,
} from "./models-store.ts";
export { loadOutbox, pendingItems, retryDelivery, useOutboxStore } from "./outbox-store.ts";
export { isSameName } from "./patient-name.ts";
export { goTo, studyHash } from "./place.ts";
export { type Pointed, pointAt, usePointedStore } from "./pointed-store.ts";
export {
  changePreference,
  currentPreference,
  loadPreferences,
  type Preference,
  usePreference,
  usePreferenceStore,
} from "./preference-store.ts";
export {
  applyPresentation,
  askToSavePresentation,
  keepPresentation,
  needPresentations,
  type PresentationState,
  usePresentationStore,
} from "./presentation-store.ts";
export { loadPreview, usePreviewStore } from "./preview-store.ts";
export {
  chooseKey,
  distrustPublisher,
  dropKey,
  loadPublishers,
  trustPublisher,
  usePublishersStore,
} from "./publishers-store.ts";
export { currentReasonText, type Reason, useReasonText } from "./reason.ts";
export { askForRejections, useRejectionsStore } from "./rejections-store.ts";
export {
  editReport,
  editSection,
  flowIntoReport,
  flushDraft,
  isTypedInVain,
  loadReport,
  settleConflict,
  signDraft,
  useReportStore,
} from "./report-store.ts";
export { closeRibs, leaveRibs, openRibs, toggleRibColours, toggleRibs, useRibsStore } from "./ribs-store.ts";
export {
  closeDialog,
  type DialogName,
  openDialog,
  resizeSidePanel,
  SIDE_PANEL_MAX_PX,
  SIDE_PANEL_MIN_PX,
  type SideTab,
  setReading,
  showSideTab,
  toggleSeriesPanel,
  toggleSidePanel,
  useScreenStore,
} from "./screen-store.ts";
export { keepScreenScale, screenName, screenScale, showTrueSize } from "./screens.ts";
export {
  fetchSeries,
  knownSeries,
  knownStackWith,
  needSeries,
  refreshSeries,
  slicePosition,
  useSeriesStore,
} from "./series-store.ts";
export { useSessionStore } from "./session-store.ts";
export { changeLanguage, changeSettings, loadSettings, useSettingsStore } from "./settings-store.ts";
export { neighbourSplit, playNextSplit, showStackWith, stepSplit, useSplitName } from "./splits.ts";
export { allSeries, firstSeries, loadStudy, useStudyStore } from "./study-store.ts";
export {
  createText,
  errorText,
  findDynamicText,
  type Message,
  type Text,
  type TextKey,
  type TextValues,
} from "./text.ts";
export { dismissToast, type Toast, tell, tellFailure, useToastStore } from "./toast-store.ts";
export { openDocumentBeside, openFrameBeside, openPointBeside } from "./viewport/beside.ts";
export {
  clearCell,
  openDocument,
  openMpr,
  openPlane,
  openPlanes,
  openSeries,
  openStack,
  openVolume3d,
  setVolumePreset,
  showSplit,
} from "./viewport/content.ts";
export {
  type Cine,
  type ColourMapName,
  colourMapNames,
  type Interpolation,
  type SuvType,
  suvTypes,
} from "./viewport/display.ts";
export {
  clearAll,
  cycleOverlay,
  screenForm,
  setActiveCell,
  setLayout,
  setTool,
  stepActiveCell,
  swapCells,
  toggleMaximised,
  toggleScrollSync,
} from "./viewport/layout.ts";
export { isLinked } from "./viewport/link-state.ts";
export { type LinkSwitch, linkHere, shiftHere, toggleApart, toggleLink, unlinkByHand } from "./viewport/linking.ts";
export {
  flip,
  rotate,
  setColourMap,
  setInterpolation,
  setOwnVoi,
  setRotation,
  setSuvType,
  setWindow,
  setWindowPreset,
  toggleInverted,
  toggleLayer,
} from "./viewport/looks.ts";
export {
  autoWindow,
  changeCine,
  fit,
  focusOn,
  focusOnBoth,
  focusOnFrame,
  holdSize,
  reset,
  scrollBy,
  scrollToEdge,
  setCineRate,
  toggleCine,
  zoomBy,
} from "./viewport/movement.ts";
export {
  type CellPresentation,
  takeOffPresentation,
  togglePresentationLayer,
  turnOf,
} from "./viewport/presentation.ts";
export { type ViewSide, volumePresets } from "./viewport/rendering.ts";
export { shareSlab, stepSlab, THICKEST_MM, toggleCrosshair, toggleSlabMode } from "./viewport/slab.ts";
export {
  type Cell,
  type PlaneName,
  type ToolName,
  useViewportStore,
  type VolumePreset,
  windowPresets,
} from "./viewport/viewport-store.ts";
export {
  changeRendering,
  resetClipBox,
  resetLook,
  toggleClipBox,
  toggleTable,
  viewFrom,
} from "./viewport/volume-look.ts";
export { closeViewportMenu, openViewportMenu, useViewportMenuStore } from "./viewport-menu-store.ts";
export {
  activeWindowPresets,
  applyWindowPreset,
  changeWindowPresets,
  presetModalities,
  shippedWindowPresets,
  windowPresetsOf,
} from "./window-presets.ts";
export type { Language } from "./words.ts";
export {
  isFiltered,
  type SortColumn,
  sortStudies,
  type WorklistFilter,
} from "./worklist-query.ts";
export {
  changeFilter,
  clearFilter,
  loadMoreStudies,
  loadWorklist,
  selectStudy,
  sortBy,
  useWorklistStore,
} from "./worklist-store.ts";
