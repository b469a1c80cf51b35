import { importSource, openArchive } from "../../archive/index.ts";
import { silentLog } from "../../base/index.ts";
import { createUploadSource, openSource } from "../../sources/index.ts";
import { openImportJournal } from "../jobs/import-journal.ts";
import { createConverter } from "./convert.ts";
import type { TaskContext } from "./handlers.ts";
import type { ImportOutcome, Tasks } from "./types.ts";
import { uploadedFile } from "./uploaded-file.ts";

const aliveEveryMs = 20_000;

/** Imports in this process, through its own connection to the archive: the workstation's process stays free for the reader. */
export async function runImport(
  { place, archiveDirectory, journal }: Tasks["import"]["input"],
  { signal, onProgress }: TaskContext<ImportOutcome>,
): Promise<ImportOutcome> {
  const archive = openArchive(archiveDirectory, { log: silentLog });
  let last: ImportOutcome | undefined;
  const tell = (outcome: ImportOutcome) => {
    last = outcome;
    onProgress(outcome);
  };
  // A drive that struggles with a bad sector can be silent for minutes; that is no reason to stop the import.
  const alive = setInterval(() => last !== undefined && onProgress(last), aliveEveryMs);
  const opened = journal === undefined ? undefined : openImportJournal(journal.directory);
  try {
    const source = typeof place === "string" ? await openSource(place) : createUploadSource(place.map(uploadedFile));
    const report = await importSource(source, archive, {
      signal,
      convert: createConverter(),
      onProgress: (each) => tell(toOutcome(each)),
      ...(opened === undefined || journal === undefined ? {} : { memory: opened.memory(journal.id) }),
    });
    return toOutcome(report);
  } finally {
    clearInterval(alive);
    opened?.dispose();
    archive.dispose();
  }
}

function toOutcome(report: Awaited<ReturnType<typeof importSource>>): ImportOutcome {
  return {
    ...report,
    rejected: report.rejected.map((entry) => ({ ...entry, error: { ...entry.error, details: { ...entry.error.details } } })),
    repaired: report.repaired.map(({ path, repairs }) => ({ path, repairs: repairs.map((repair) => ({ ...repair })) })),
    converted: [...report.converted],
    unlisted: [...report.unlisted],
    series: report.series.map((series) => ({ ...series, repairs: { ...series.repairs } })),
    studyInstanceUids: [...report.studyInstanceUids],
    error: report.error && { ...report.error, details: { ...report.error.details } },
  };
}
