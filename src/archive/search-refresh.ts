import type { DatabaseSync } from "node:sqlite";
import { yieldToLoop } from "../base/index.ts";
import { inTransaction } from "../storage/index.ts";
import { createSearchFiler } from "./index-writer.ts";
import { searchVersion } from "./search-text.ts";

const studiesAtOnce = 100;

/**
 * Makes the search forms again of studies that an earlier version of the program filed, a few at a time; until then they are found as
 * before. Gives how many. Goes on where it was stopped.
 */
export async function refreshSearch(db: DatabaseSync, signal?: AbortSignal): Promise<number> {
  const old = db.prepare(`
    SELECT s.study_uid AS studyInstanceUid, patient_name AS patientName, patient_id AS patientId, study_date AS studyDate,
      s.study_time AS studyTime, accession_number AS accessionNumber, study_description AS studyDescription,
      patient_birth_date AS patientBirthDate, patient_sex AS patientSex, institution_name AS institutionName
    FROM study_search t JOIN studies s USING (study_uid) WHERE t.version < ? LIMIT ${studiesAtOnce}`);
  const file = createSearchFiler(db);
  let refreshed = 0;
  for (;;) {
    await yieldToLoop(signal);
    const count = inTransaction(db, () => {
      const studies = old.all(searchVersion) as unknown as Parameters<typeof file>[0][];
      for (const study of studies) file(study);
      return studies.length;
    });
    refreshed += count;
    if (count < studiesAtOnce) return refreshed;
  }
}
