import { type Disposable, toErrorRecord } from "../../base/index.ts";
import { removeOldUploads } from "../uploads.ts";
import type { Workstation } from "../workstation.ts";
import { enforceQuota, noteReceipt } from "./archive-care.ts";
import { analyseArrivals } from "./auto-run.ts";
import { resumeImports } from "./import.ts";
import { isPlaceThere, uploadFolderOf } from "./import-journal.ts";
import { queueSignedReports } from "./queue-reports.ts";
import { resumeAnalyses } from "./resume-analyses.ts";
import { watchFolders } from "./watch-folders.ts";

/** How often it is looked after reports that a full disk or a crash of another process kept out of the outbox. */
const lookEveryMs = 10 * 60_000;

/** What goes on by itself while the workstation is open: delivery, the queue of runs, and the models that run when a series they accept arrives. */
export function startBackgroundWork(workstation: Workstation): Disposable {
  const { outbox, events, log, cacheDirectory, now } = workstation;
  resumeImports(workstation, isPlaceThere);
  resumeAnalyses(workstation).catch((error: unknown) => log.warn("resume-analyses", { code: toErrorRecord(error).code }));
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
