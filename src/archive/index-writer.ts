import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { ArchiveError } from "./errors.ts";
import { repairText } from "./repair-code.ts";
import { dateKey, fold, nameForms, searchText, searchVersion } from "./search-text.ts";
import type { InstanceDescription } from "./types.ts";

/** What the index did with a description. */
export type Filing = { readonly kind: "stored" | "duplicate" | "conflict"; readonly repairs: readonly string[] };

export interface IndexWriter {
  /** Call it at the start of every transaction: what was found out about the rows in the one before may no longer be so. */
  begin(): void;
  /** Files one instance; call it inside a transaction. @throws ArchiveError identity-clash */
  file(description: InstanceDescription, receivedAt?: string): Filing;
}

type StudyRow = Record<string, SQLOutputValue>;

/** Text columns of a study that a later instance may fill where the first one left them empty. */
const studyColumns = [
  ["patient_name", "patientName"],
  ["patient_id", "patientId"],
  ["patient_birth_date", "patientBirthDate"],
  ["patient_sex", "patientSex"],
  ["study_date", "studyDate"],
  ["study_time", "studyTime"],
  ["accession_number", "accessionNumber"],
  ["study_description", "studyDescription"],
  ["institution_name", "institutionName"],
] as const;

/** Prepares the statements that file instances. The first instance of a study or series names it; later ones fill what is empty. */
export function createIndexWriter(db: DatabaseSync, now: () => Date): IndexWriter {
  const shown = db.prepare("SELECT sha256, study_uid FROM instances WHERE sop_uid = ?");
  const seriesStudy = db.prepare("SELECT study_uid FROM series WHERE series_uid = ?");
  const insertConflict = db.prepare("INSERT OR IGNORE INTO conflicts VALUES (?, ?, ?, ?, ?)");
  const upsertSeries = db.prepare(`
    INSERT INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      modality = CASE modality WHEN '' THEN excluded.modality ELSE modality END,
      series_number = coalesce(series_number, excluded.series_number),
      series_description = CASE series_description WHEN '' THEN excluded.series_description ELSE series_description END,
      body_part_examined = CASE body_part_examined WHEN '' THEN excluded.body_part_examined ELSE body_part_examined END,
      laterality = CASE laterality WHEN '' THEN excluded.laterality ELSE laterality END,
      protocol_name = CASE protocol_name WHEN '' THEN excluded.protocol_name ELSE protocol_name END,
      convolution_kernel = CASE convolution_kernel WHEN '' THEN excluded.convolution_kernel ELSE convolution_kernel END,
      image_orientation = CASE image_orientation WHEN '' THEN excluded.image_orientation ELSE image_orientation END,
      contrast_agent = coalesce(contrast_agent, excluded.contrast_agent),
      kind = CASE excluded.kind WHEN 'image' THEN 'image' ELSE kind END`);
  const insertInstance = db.prepare("INSERT INTO instances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const isStillWanted = db.prepare("DELETE FROM tombstones WHERE sha256 = ?");
  const anyTombstone = db.prepare("SELECT 1 FROM tombstones LIMIT 1");
  const fileStudy = createStudyFiler(db);
  // Nearly every instance of a series says of study and series what the one before it said: that is filed once a transaction.
  let filed:
    | { readonly series: object; readonly study: object; readonly found: { readonly patientDiffers: boolean } }
    | undefined;
  let hasTombstones = true;

  const fileParents = ({ series, study }: InstanceDescription) => {
    if (filed !== undefined && isSameRecord(filed.series, series) && isSameRecord(filed.study, study)) return filed.found;
    const filedUnder = seriesStudy.get(series.seriesInstanceUid)?.study_uid ?? study.studyInstanceUid;
    if (filedUnder !== study.studyInstanceUid) throw new ArchiveError("identity-clash");
    const found = fileStudy(study);
    upsertSeries.run(
      series.seriesInstanceUid,
      series.studyInstanceUid,
      series.modality,
      series.seriesNumber,
      series.seriesDescription,
      series.bodyPartExamined,
      series.laterality,
      series.kind,
      series.protocolName,
      series.convolutionKernel,
      series.imageOrientation,
      series.contrastAgent,
    );
    filed = { series, study, found };
    return found;
  };
  return {
    begin() {
      filed = undefined;
      hasTombstones = anyTombstone.get() !== undefined;
    },
    file(description, receivedAt = now().toISOString()) {
      const { instance, repairs } = description;
      if (hasTombstones) isStillWanted.run(instance.sha256);
      const existing = shown.get(instance.sopInstanceUid);
      if (existing !== undefined) {
        if (existing.sha256 === instance.sha256) return { kind: "duplicate", repairs };
        const { sopInstanceUid, sha256, byteLength } = instance;
        insertConflict.run(sopInstanceUid, sha256, byteLength, receivedAt, String(existing.study_uid));
        return { kind: "conflict", repairs };
      }
      const { patientDiffers } = fileParents(description);
      insertInstance.run(
        instance.sopInstanceUid,
        instance.seriesInstanceUid,
        instance.studyInstanceUid,
        instance.sopClassUid,
        instance.transferSyntaxUid,
        instance.instanceNumber,
        instance.numberOfFrames,
        instance.byteLength,
        instance.sha256,
        receivedAt,
        projectionText(description.projection),
      );
      return { kind: "stored", repairs: patientDiffers ? [...repairs, repairText("patient-differs")] : repairs };
    },
  };
}

/** As the column has it (`toProjection` of the reader); "" for what is none. */
export function projectionText(projection: InstanceDescription["projection"]): string {
  if (projection === undefined) return "";
  const { viewPosition, laterality, patientOrientation, isModified } = projection;
  return JSON.stringify([viewPosition, laterality, patientOrientation, isModified]);
}

/** Whether two records of the same kind say the same. */
function isSameRecord(a: object, b: object): boolean {
  const other = b as Record<string, unknown>;
  for (const [name, value] of Object.entries(a)) if (value !== other[name]) return false;
  return true;
}

/** Files a study's row; tells where an instance names another Patient ID than the study it claims to belong to. */
function createStudyFiler(db: DatabaseSync): (study: InstanceDescription["study"]) => { patientDiffers: boolean } {
  const find = db.prepare("SELECT * FROM studies WHERE study_uid = ?");
  const replace = db.prepare(`
    INSERT INTO studies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      ${studyColumns.map(([column]) => `${column} = excluded.${column}`).join(", ")},
      synthetic = excluded.synthetic, date_key = excluded.date_key, patient_id_folded = excluded.patient_id_folded,
      accession_folded = excluded.accession_folded, text_guessed = excluded.text_guessed`);
  const fileSearch = createSearchFiler(db);

  return (study) => {
    const row = find.get(study.studyInstanceUid);
    const patientDiffers =
      row !== undefined && row.patient_id !== "" && study.patientId !== "" && row.patient_id !== study.patientId;
    const merged = row === undefined ? study : mergedStudy(row, study);
    if (merged !== undefined) {
      replace.run(
        merged.studyInstanceUid,
        ...studyColumns.map(([, field]) => merged[field]),
        merged.synthetic ? 1 : 0,
        dateKey(merged.studyDate),
        fold(merged.patientId),
        fold(merged.accessionNumber),
        merged.textGuessed ? 1 : 0,
      );
      fileSearch(merged);
    }
    return { patientDiffers };
  };
}

/** Files the forms under which a study is found. */
export function createSearchFiler(
  db: DatabaseSync,
): (study: Omit<InstanceDescription["study"], "synthetic" | "textGuessed">) => void {
  const forgetNames = db.prepare("DELETE FROM study_names WHERE study_uid = ?");
  const addName = db.prepare("INSERT OR IGNORE INTO study_names VALUES (?, ?)");
  const forgetText = db.prepare("DELETE FROM study_search WHERE study_uid = ?");
  const addText = db.prepare("INSERT INTO study_search VALUES (?, ?, ?, ?, ?)");
  return (study) => {
    const forms = nameForms(study.patientName);
    const text = searchText(forms, [fold(study.patientId), fold(study.accessionNumber), fold(study.studyDescription)]);
    forgetNames.run(study.studyInstanceUid);
    forgetText.run(study.studyInstanceUid);
    for (const form of forms) addName.run(study.studyInstanceUid, form);
    addText.run(dateKey(study.studyDate), study.studyTime, study.studyInstanceUid, searchVersion, text);
  };
}

/** The row with its empty texts filled from a later instance; undefined where that changes nothing. */
function mergedStudy(row: StudyRow, study: InstanceDescription["study"]): InstanceDescription["study"] | undefined {
  const fills = studyColumns.filter(([column, field]) => row[column] === "" && study[field] !== "");
  const becomesSynthetic = study.synthetic && row.synthetic === 0;
  if (fills.length === 0 && !becomesSynthetic) return undefined;
  const texts = studyColumns.map(([column, field]) => [field, row[column] === "" ? study[field] : String(row[column])]);
  const textGuessed = row.text_guessed === 1 || (study.textGuessed && fills.length > 0);
  return { ...study, ...Object.fromEntries(texts), synthetic: study.synthetic || row.synthetic === 1, textGuessed };
}

/** Removes what an instance that went has left empty: its series, its study. */
export function pruneStudy(db: DatabaseSync, studyInstanceUid: string): void {
  db.prepare(
    "DELETE FROM series WHERE study_uid = ? AND NOT EXISTS (SELECT 1 FROM instances i WHERE i.series_uid = series.series_uid)",
  ).run(studyInstanceUid);
  if (db.prepare("SELECT 1 FROM instances WHERE study_uid = ? LIMIT 1").get(studyInstanceUid) !== undefined) return;
  for (const table of ["series", "study_names", "study_search", "studies"]) {
    db.prepare(`DELETE FROM ${table} WHERE study_uid = ?`).run(studyInstanceUid);
  }
}
