import { importSource, openArchive, type VerifyReport } from "../../archive/index.ts";
import { silentLog } from "../../base/index.ts";
import { createUploadSource, openSource } from "../../sources/index.ts";
import type { TaskContext } from "./handlers.ts";
import type { ImportOutcome, Tasks } from "./types.ts";
import { uploadedFile } from "./uploaded-file.ts";

/** Imports in this process, through its own connection to the archive: the workstation's process stays free for the reader. */
export async function runImport(
  { place, archiveDirectory }: Tasks["import"]["input"],
  { signal, onProgress }: TaskContext<ImportOutcome>,
): Promise<ImportOutcome> {
  const archive = openArchive(archiveDirectory, { log: silentLog });
  try {
    const source = typeof place === "string" ? await openSource(place) : createUploadSource(place.map(uploadedFile));
    return toOutcome(await importSource(source, archive, { signal, onProgress: (report) => onProgress(toOutcome(report)) }));
  } finally {
    archive.dispose();
  }
}

function toOutcome(report: Awaited<ReturnType<typeof importSource>>): ImportOutcome {
  return {
    ...report,
    rejected: [...report.rejected].map((entry) => ({ ...entry, error: { ...entry.error, details: { ...entry.error.details } } })),
    repaired: report.repaired.map(({ path, repairs }) => ({ path, repairs: [...repairs] })),
    studyInstanceUids: [...report.studyInstanceUids],
    error: report.error && { ...report.error, details: { ...report.error.details } },
  };
}

/** Reads every stored file again, in this process. */
export async function runVerify(
  { archiveDirectory }: Tasks["verify"]["input"],
  { signal }: TaskContext<never>,
): Promise<VerifyReport> {
  const archive = openArchive(archiveDirectory, { log: silentLog });
  try {
    return await archive.verify(signal);
  } finally {
    archive.dispose();
  }
}
