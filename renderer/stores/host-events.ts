import { type Disposable, unreachable } from "../../src/base/index.ts";
import type { HostEvent } from "../../src/contract/index.ts";
import { getStudy, openEventStream, wasAskedAhead } from "../api/index.ts";
import { loadAnalyses, loadModels, showAnalysis } from "./analysis-store.ts";
import { showArchiveJob } from "./archive-store.ts";
import { reloadSelections } from "./arrived-selections.ts";
import { useFindingsStore } from "./findings-store.ts";
import { firstPicture } from "./first-picture.ts";
import { loadImports, showImportJob, showWatchedFolders, useImportStore } from "./import-store.ts";
import { loadKeyImages, reloadKeyImages } from "./key-images-store.ts";
import { loadEarlierFindings, reloadEarlierFindings } from "./lesions-store.ts";
import { loadOutbox, showOutboxItem } from "./outbox-store.ts";
import { loadPreferences, refreshPreferences } from "./preference-store.ts";
import { refreshPresentations } from "./presentation-store.ts";
import { reloadRejections } from "./rejections-store.ts";
import { flushDraft, loadReport, reopenUntouched, useReportStore } from "./report-store.ts";
import { showRibsShare } from "./ribs-store.ts";
import { refreshGrown, refreshSeries } from "./series-store.ts";
import { loadSession, lookForHost, setConnection, showDemoProgress } from "./session-store.ts";
import { loadSettings } from "./settings-store.ts";
import { allSeries, loadStudy, useStudyStore } from "./study-store.ts";
import { takeLinkPreference } from "./viewport/linking.ts";
import { loadWorklist } from "./worklist-store.ts";

/**
 * Asks for everything the start screen needs; each part shows its own failure. What no screen waits for comes when `isStudyFirst`'s images
 * no longer do: the host answers one after the other.
 */
export async function loadEverything(isStudyFirst = false): Promise<void> {
  await Promise.all([loadSettings(), loadPreferences().then(takeLinkPreference), loadSession()]);
  if (isStudyFirst) await firstPicture();
  await Promise.all([loadWorklist(), loadModels(), loadImports(), loadOutbox()]);
}

/** Asks again for what is on screen: the stream was lost, and events with it. */
async function reloadShown(): Promise<void> {
  const { studyInstanceUid } = useStudyStore.getState();
  await flushDraft();
  await loadEverything();
  if (studyInstanceUid !== undefined) await openStudyStores(studyInstanceUid);
}

/** What was asked for before events were heard may be old by then. */
async function catchUp(): Promise<void> {
  await firstPicture();
  const { studyInstanceUid, detail } = useStudyStore.getState();
  if (studyInstanceUid === undefined || detail === undefined) return;
  const now = await getStudy(studyInstanceUid).catch(() => undefined);
  if (now !== undefined && JSON.stringify(now) !== JSON.stringify(detail)) reloadStudies();
}

/** Everything the study screen shows. */
export async function openStudyStores(studyInstanceUid: string): Promise<void> {
  await Promise.all([
    loadStudy(studyInstanceUid).then(loadEarlierFindings),
    useFindingsStore.getState().load(studyInstanceUid),
    loadAnalyses(studyInstanceUid),
    loadReport(studyInstanceUid),
    loadKeyImages(studyInstanceUid),
  ]);
}

/** Brings one event to the store that shows it. */
export function applyHostEvent(event: HostEvent): void {
  switch (event.type) {
    case "import":
      showImportJob(event.job);
      break;
    case "watched-folders":
      showWatchedFolders(event.folders);
      break;
    case "studies":
      reloadStudies();
      break;
    case "archive":
      showArchiveJob(event.job);
      break;
    case "analysis":
      showAnalysis(event.analysis);
      break;
    case "findings":
      reloadFindings(event.studyInstanceUid);
      break;
    case "key-images":
      reloadKeyImages(event.studyInstanceUid);
      reloadRejections(event.studyInstanceUid);
      break;
    case "calibrations":
      void refreshSeries(event.seriesInstanceUid, true);
      break;
    case "report":
      if (useReportStore.getState().studyInstanceUid === event.studyInstanceUid) void loadReport(event.studyInstanceUid);
      break;
    case "preferences":
      void refreshPreferences();
      break;
    case "ribs":
      showRibsShare(event.seriesInstanceUid, event.share);
      break;
    case "outbox":
      showOutboxItem(event.item);
      break;
    case "demo":
      showDemoProgress(event.progress);
      break;
    default:
      unreachable(event);
  }
}

function reloadFindings(studyInstanceUid: string): void {
  const { studyInstanceUid: open, load } = useFindingsStore.getState();
  if (open === studyInstanceUid) void load(studyInstanceUid);
  void reopenUntouched(studyInstanceUid);
  reloadEarlierFindings(studyInstanceUid);
}

function reloadStudies(): void {
  refreshPresentations();
  void loadWorklist();
  void loadSession();
  const { studyInstanceUid, detail } = useStudyStore.getState();
  if (studyInstanceUid === undefined) return;
  void loadStudy(studyInstanceUid)
    .then(() => reloadSelections(detail, useStudyStore.getState().detail))
    .then(refreshShownSeries)
    .then(loadEarlierFindings);
}

/** The series of the open study that an import has added to. */
async function refreshShownSeries(): Promise<void> {
  const isArriving = useImportStore.getState().jobs.some(({ state }) => state === "running");
  await refreshGrown(allSeries(useStudyStore.getState().detail), !isArriving);
}

/** Opens the event stream and keeps the stores up with it. */
export function followHost(): Disposable {
  return openEventStream({
    onOpen(again) {
      setConnection("open");
      if (again) void reloadShown();
      else if (wasAskedAhead()) void catchUp();
    },
    onEvent: applyHostEvent,
    onLost: () => void lookForHost(),
  });
}
