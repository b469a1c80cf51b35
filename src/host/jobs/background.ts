import { type Disposable, toErrorRecord } from "../../base/index.ts";
import { readSettings } from "../settings.ts";
import { removeOldUploads } from "../uploads.ts";
import type { Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";
import { enforceQuota, noteReceipt } from "./archive-care.ts";
import { resumeImports } from "./import.ts";
import { isPlaceThere, uploadFolderOf } from "./import-journal.ts";
import { queueSignedReports } from "./queue-reports.ts";
import { watchFolders } from "./watch-folders.ts";

/** How often it is looked after reports that a full disk or a crash of another process kept out of the outbox. */
const lookEveryMs = 10 * 60_000;

/** What goes on by itself while the workstation is open: delivery, and the model that runs when a series it accepts arrives. */
export function startBackgroundWork(workstation: Workstation): Disposable {
  const { outbox, events, log, cacheDirectory, now } = workstation;
  resumeImports(workstation, isPlaceThere);
  const unfinished = workstation.imports.journal.unfinished().flatMap(({ place }) => uploadFolderOf(place) ?? []);
  removeOldUploads(cacheDirectory, now(), new Set(unfinished)).catch((error: unknown) =>
    log.warn("old-uploads", { code: toErrorRecord(error).code }),
  );
  const queue = () =>
    queueSignedReports(workstation).catch((error: unknown) => log.warn("queue-signed", { code: toErrorRecord(error).code }));
  void queue();
  const keepQuota = () =>
    enforceQuota(workstation).catch((error: unknown) => log.warn("archive.quota", { code: toErrorRecord(error).code }));
  void keepQuota();
  const closing = new AbortController();
  workstation.archive.refreshSearch(closing.signal).catch((error: unknown) => {
    if (!closing.signal.aborted) log.warn("archive.search", { code: toErrorRecord(error).code });
  });
  const look = setInterval(queue, lookEveryMs).unref();
  outbox.start((item) => {
    events.emit({ type: "outbox", item });
    noteReceipt(workstation, item);
    if (item.state === "delivered") events.emit({ type: "studies" });
  });
  const watched = watchFolders(workstation);
  workstation.imports.watched = watched;
  // One after the other: a series that two imports tell of is looked at once the first look has begun its analysis.
  let arrivals: Promise<void> = Promise.resolve();
  const stop = events.listen((event) => {
    if (event.type !== "import" || event.job.state !== "done") return;
    void keepQuota();
    arrivals = arrivals
      .then(() => analyseArrivals(workstation, event.job.studyInstanceUids))
      .catch((error: unknown) => log.warn("auto-run", { code: toErrorRecord(error).code }));
  });
  return {
    dispose() {
      clearInterval(look);
      watched.dispose();
      closing.abort();
      stop();
    },
  };
}

/** Runs the model the reader chose on series it accepts and has not seen; the generated patient's own job does that itself. */
async function analyseArrivals(workstation: Workstation, studyInstanceUids: readonly string[]): Promise<void> {
  const { archive, models, workspace, log } = workstation;
  const { autoRunModelId } = readSettings(workspace);
  const model = (await models.list()).map(({ card }) => card).find(({ id, usable }) => id === autoRunModelId && usable);
  if (!model) return;
  for (const studyInstanceUid of studyInstanceUids) {
    if (archive.study(studyInstanceUid)?.synthetic) continue;
    const seen = new Set(workspace.analyses(studyInstanceUid).map(({ seriesInstanceUid }) => seriesInstanceUid));
    for (const series of archive.seriesOfStudy(studyInstanceUid)) {
      const fits =
        series.kind === "image" && model.modalities.includes(series.modality) && series.instanceCount >= model.minimumInstances;
      if (!fits || seen.has(series.seriesInstanceUid)) continue;
      await startAnalysis(workstation, { seriesInstanceUid: series.seriesInstanceUid, modelId: model.id });
      log.info("auto-run", { model: model.id });
    }
  }
}
