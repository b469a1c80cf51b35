import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { containsPattern, hasWildcard, likePattern, literalPieces, searchWords } from "./search-text.ts";
import type { ConflictRecord, InstanceRecord, ProjectionRecord, SeriesRecord, StudyRecord, StudySearch } from "./types.ts";

type Row = Record<string, SQLOutputValue>;

/** Every question the index answers; rows come out as records. */
export interface IndexReader {
  searchStudies(search: StudySearch): { readonly total: number; readonly studies: readonly StudyRecord[] };
  study(studyInstanceUid: string): StudyRecord | undefined;
  studiesOfPatient(patientId: string): readonly StudyRecord[];
  seriesOfStudy(studyInstanceUid: string): readonly SeriesRecord[];
  series(seriesInstanceUid: string): SeriesRecord | undefined;
  instancesOfSeries(seriesInstanceUid: string): readonly InstanceRecord[];
  projectionsOfSeries(seriesInstanceUid: string): readonly ProjectionRecord[];
  instance(sopInstanceUid: string): InstanceRecord | undefined;
  conflicts(): readonly ConflictRecord[];
  counts(): { readonly patients: number; readonly studies: number; readonly series: number; readonly instances: number };
  /** Whether any row names these bytes. */
  names(sha256: string): boolean;
  /** Hash and UID of every file the index names, conflicts included. */
  files(): readonly { readonly sopInstanceUid: string; readonly sha256: string }[];
}

const selectStudies = `
  SELECT *,
    (SELECT count(*) FROM series WHERE series.study_uid = studies.study_uid) AS series_count,
    (SELECT count(*) FROM instances WHERE instances.study_uid = studies.study_uid) AS instance_count,
    (SELECT group_concat(DISTINCT modality) FROM series WHERE series.study_uid = studies.study_uid) AS modalities,
    (SELECT count(DISTINCT sop_uid) FROM conflicts WHERE conflicts.study_uid = studies.study_uid) AS conflict_count,
    EXISTS (SELECT 1 FROM pins WHERE pins.study_uid = studies.study_uid) AS pinned
  FROM studies`;
const newestFirst = "ORDER BY date_key DESC, study_time DESC, study_uid";
/** A study is read by its images: what was made from them follows, whatever numbers it was given. */
const picturesFirst = "kind NOT IN ('image', 'video', 'slide', 'waveform')";
const selectSeries = `
  SELECT *,
    (SELECT count(*) FROM instances WHERE instances.series_uid = series.series_uid) AS instance_count,
    (SELECT sum(number_of_frames) FROM instances WHERE instances.series_uid = series.series_uid) AS frame_count
  FROM series`;

/** Prepares the statements that read; `pathOf` gives a file's place. */
export function createIndexReader(db: DatabaseSync, pathOf: (sha256: string) => string): IndexReader {
  const study = db.prepare(`${selectStudies} WHERE study_uid = ?`);
  const ofPatient = db.prepare(`${selectStudies} WHERE patient_id = ? AND patient_id <> '' ${newestFirst}`);
  const seriesOfStudy = db.prepare(
    `${selectSeries} WHERE study_uid = ? ORDER BY ${picturesFirst}, series_number IS NULL, series_number, series_uid`,
  );
  const series = db.prepare(`${selectSeries} WHERE series_uid = ?`);
  const instances = db.prepare(
    "SELECT * FROM instances WHERE series_uid = ? ORDER BY instance_number IS NULL, instance_number, sop_uid",
  );
  const projections = db.prepare(`SELECT sop_uid, projection FROM instances WHERE series_uid = ? AND projection <> ''
    ORDER BY instance_number IS NULL, instance_number, sop_uid LIMIT 64`);
  const instance = db.prepare("SELECT * FROM instances WHERE sop_uid = ?");
  const conflicts = db.prepare("SELECT * FROM conflicts ORDER BY received_at, sop_uid, sha256");
  const counts = db.prepare(`SELECT
    (SELECT count(DISTINCT patient_id) FROM studies WHERE patient_id <> '')
      + (SELECT count(DISTINCT patient_name) FROM studies WHERE patient_id = '') AS patients,
    (SELECT count(*) FROM studies) AS studies, (SELECT count(*) FROM series) AS series,
    (SELECT count(*) FROM instances) AS instances`);
  const files = db.prepare("SELECT sop_uid, sha256 FROM instances UNION ALL SELECT sop_uid, sha256 FROM conflicts");
  const named = db.prepare(
    "SELECT 1 FROM instances WHERE sha256 = ?1 UNION ALL SELECT 1 FROM conflicts WHERE sha256 = ?1 LIMIT 1",
  );
  const instanceRecord = (row: Row): InstanceRecord => toInstance(row, pathOf);

  return {
    searchStudies: (search) => searchStudies(db, search),
    study: (uid) => maybe(study.get(uid), toStudy),
    studiesOfPatient: (patientId) => ofPatient.all(patientId).map(toStudy),
    seriesOfStudy: (uid) => seriesOfStudy.all(uid).map(toSeries),
    series: (uid) => maybe(series.get(uid), toSeries),
    instancesOfSeries: (uid) => instances.all(uid).map(instanceRecord),
    projectionsOfSeries: (uid) => projections.all(uid).map(toProjection),
    instance: (uid) => maybe(instance.get(uid), instanceRecord),
    conflicts: () => conflicts.all().map((row) => toConflict(row, pathOf)),
    counts() {
      const row = counts.get() ?? {};
      return {
        patients: Number(row.patients),
        studies: Number(row.studies),
        series: Number(row.series),
        instances: Number(row.instances),
      };
    },
    names: (sha256) => named.get(sha256) !== undefined,
    files: () => files.all().map((row) => ({ sopInstanceUid: String(row.sop_uid), sha256: String(row.sha256) })),
  };
}

/**
 * One pass over the narrow search table, newest first, gives the page; where it is filled before the pass ends, a second one counts.
 * Only the studies on the page are then read whole.
 */
function searchStudies(db: DatabaseSync, search: StudySearch): { total: number; studies: readonly StudyRecord[] } {
  const { where, values, joins } = conditions(search);
  const { offset, limit } = search;
  const from = `FROM study_search t ${joins} ${where}`;
  const order = "ORDER BY t.date_key DESC, t.study_time DESC, t.study_uid";
  const hits = db.prepare(`SELECT t.study_uid ${from} ${order} LIMIT ? OFFSET ?`).all(...values, limit, offset);
  const isWhole = hits.length < limit && (hits.length > 0 || offset === 0);
  const total = isWhole
    ? offset + hits.length
    : Number(db.prepare(`SELECT count(*) AS total ${from}`).get(...values)?.total ?? 0);
  const study = db.prepare(`${selectStudies} WHERE study_uid = ?`);
  return { total, studies: hits.flatMap((hit) => maybe(study.get(hit.study_uid ?? null), toStudy) ?? []) };
}

/** The WHERE of a search: every field that is given must match; values are always bound, never spliced. */
function conditions(search: StudySearch): { where: string; values: string[]; joins: string } {
  const parts: string[] = [];
  const values: string[] = [];
  const add = (sql: string, value: string) => {
    parts.push(sql);
    values.push(value);
  };
  for (const word of searchWords(search.text ?? "")) add("t.text LIKE ? ESCAPE '\\'", `%${likePattern(word)}%`);
  // Whatever stands in a form of the name stands in the text too: most rows are left out before their forms are looked at.
  for (const piece of literalPieces(search.patientName ?? "")) add("t.text LIKE ? ESCAPE '\\'", `%${likePattern(piece)}%`);
  for (const pattern of namePatterns(search.patientName ?? "")) {
    add("EXISTS (SELECT 1 FROM study_names n WHERE n.study_uid = t.study_uid AND n.form LIKE ? ESCAPE '\\')", pattern);
  }
  if (search.patientId?.trim()) add("s.patient_id_folded LIKE ? ESCAPE '\\'", containsPattern(search.patientId));
  if (search.accessionNumber?.trim()) add("s.accession_folded LIKE ? ESCAPE '\\'", containsPattern(search.accessionNumber));
  const joins = parts.some((part) => part.startsWith("s.")) ? "CROSS JOIN studies s ON s.study_uid = t.study_uid" : "";
  if (search.modality?.trim()) {
    const modality = "EXISTS (SELECT 1 FROM series WHERE series.study_uid = t.study_uid AND upper(series.modality) = upper(?))";
    add(modality, search.modality.trim());
  }
  if (search.from) add("t.date_key >= ?", search.from);
  if (search.to) add("t.date_key <> '' AND t.date_key <= ?", search.to);
  return { where: parts.length === 0 ? "" : `WHERE ${parts.join(" AND ")}`, values, joins };
}

/** With wildcards the text is held against whole forms of the name; without, each word may stand anywhere in one. */
function namePatterns(patientName: string): readonly string[] {
  const text = patientName.trim();
  if (text === "") return [];
  if (hasWildcard(text)) return [likePattern(text)];
  return searchWords(text).map((word) => `%${likePattern(word)}%`);
}

function maybe<T>(row: Row | undefined, to: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : to(row);
}

function toStudy(row: Row): StudyRecord {
  const modalities = String(row.modalities ?? "").split(",");
  return {
    studyInstanceUid: String(row.study_uid),
    patientName: String(row.patient_name),
    patientId: String(row.patient_id),
    patientBirthDate: String(row.patient_birth_date),
    patientSex: String(row.patient_sex),
    studyDate: String(row.study_date),
    studyTime: String(row.study_time),
    accessionNumber: String(row.accession_number),
    studyDescription: String(row.study_description),
    institutionName: String(row.institution_name),
    modalities: modalities.filter((modality) => modality !== "").sort(),
    seriesCount: Number(row.series_count),
    instanceCount: Number(row.instance_count),
    synthetic: row.synthetic === 1,
    textGuessed: row.text_guessed === 1,
    pinned: row.pinned === 1,
    conflictCount: Number(row.conflict_count),
  };
}

function toSeries(row: Row): SeriesRecord {
  return {
    seriesInstanceUid: String(row.series_uid),
    studyInstanceUid: String(row.study_uid),
    modality: String(row.modality),
    seriesNumber: row.series_number === null ? null : Number(row.series_number),
    seriesDescription: String(row.series_description),
    bodyPartExamined: String(row.body_part_examined),
    laterality: String(row.laterality),
    protocolName: String(row.protocol_name),
    convolutionKernel: String(row.convolution_kernel),
    imageOrientation: String(row.image_orientation),
    contrastAgent: row.contrast_agent === null ? null : String(row.contrast_agent),
    instanceCount: Number(row.instance_count),
    frameCount: Number(row.frame_count ?? 0),
    kind: row.kind as SeriesRecord["kind"],
  };
}

/** The column is this program's own: four strings and a truth value in their order. */
function toProjection(row: Row): ProjectionRecord {
  const [viewPosition, laterality, patientOrientation, isModified] = JSON.parse(String(row.projection)) as unknown[];
  return {
    sopInstanceUid: String(row.sop_uid),
    viewPosition: String(viewPosition),
    laterality: String(laterality),
    patientOrientation: String(patientOrientation),
    isModified: isModified === true,
  };
}

function toInstance(row: Row, pathOf: (sha256: string) => string): InstanceRecord {
  return {
    sopInstanceUid: String(row.sop_uid),
    sopClassUid: String(row.sop_class_uid),
    seriesInstanceUid: String(row.series_uid),
    studyInstanceUid: String(row.study_uid),
    transferSyntaxUid: String(row.transfer_syntax_uid),
    instanceNumber: row.instance_number === null ? null : Number(row.instance_number),
    numberOfFrames: Number(row.number_of_frames),
    byteLength: Number(row.byte_length),
    sha256: String(row.sha256),
    path: pathOf(String(row.sha256)),
  };
}

function toConflict(row: Row, pathOf: (sha256: string) => string): ConflictRecord {
  return {
    sopInstanceUid: String(row.sop_uid),
    sha256: String(row.sha256),
    byteLength: Number(row.byte_length),
    receivedAt: String(row.received_at),
    path: pathOf(String(row.sha256)),
  };
}
