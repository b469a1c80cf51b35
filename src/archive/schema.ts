/** Each step takes the index from the version before it to its own; steps are only ever added. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE studies (
    study_uid TEXT PRIMARY KEY,
    patient_name TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    patient_birth_date TEXT NOT NULL,
    patient_sex TEXT NOT NULL,
    study_date TEXT NOT NULL,
    study_time TEXT NOT NULL,
    accession_number TEXT NOT NULL,
    study_description TEXT NOT NULL,
    institution_name TEXT NOT NULL,
    synthetic INTEGER NOT NULL,
    date_key TEXT NOT NULL,
    patient_id_folded TEXT NOT NULL,
    accession_folded TEXT NOT NULL,
    search_text TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX studies_by_date ON studies (date_key DESC, study_time DESC);
  CREATE INDEX studies_by_patient ON studies (patient_id);

  CREATE TABLE study_names (
    study_uid TEXT NOT NULL REFERENCES studies,
    form TEXT NOT NULL,
    PRIMARY KEY (study_uid, form)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE series (
    series_uid TEXT PRIMARY KEY,
    study_uid TEXT NOT NULL REFERENCES studies,
    modality TEXT NOT NULL,
    series_number INTEGER,
    series_description TEXT NOT NULL,
    body_part_examined TEXT NOT NULL,
    laterality TEXT NOT NULL,
    kind TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX series_by_study ON series (study_uid);

  CREATE TABLE instances (
    sop_uid TEXT PRIMARY KEY,
    series_uid TEXT NOT NULL REFERENCES series,
    study_uid TEXT NOT NULL REFERENCES studies,
    sop_class_uid TEXT NOT NULL,
    transfer_syntax_uid TEXT NOT NULL,
    instance_number INTEGER,
    number_of_frames INTEGER NOT NULL,
    byte_length INTEGER NOT NULL,
    sha256 TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX instances_by_series ON instances (series_uid, instance_number);
  CREATE INDEX instances_by_study ON instances (study_uid);
  CREATE INDEX instances_by_hash ON instances (sha256);

  CREATE TABLE conflicts (
    sop_uid TEXT NOT NULL REFERENCES instances,
    sha256 TEXT NOT NULL,
    byte_length INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (sop_uid, sha256)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX conflicts_by_hash ON conflicts (sha256);
  `,
  `
  ALTER TABLE studies ADD COLUMN text_guessed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE instances ADD COLUMN received_at TEXT NOT NULL DEFAULT '';
  ALTER TABLE conflicts ADD COLUMN study_uid TEXT NOT NULL DEFAULT '';
  UPDATE conflicts SET study_uid = (SELECT study_uid FROM instances WHERE instances.sop_uid = conflicts.sop_uid);
  CREATE INDEX conflicts_by_study ON conflicts (study_uid);

  -- One narrow row a study, in the order of the worklist: a search reads this table alone and in one pass.
  CREATE TABLE study_search (
    date_key TEXT NOT NULL,
    study_time TEXT NOT NULL,
    study_uid TEXT NOT NULL REFERENCES studies ON DELETE CASCADE,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (date_key DESC, study_time DESC, study_uid)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX study_search_by_uid ON study_search (study_uid);
  INSERT INTO study_search SELECT date_key, study_time, study_uid, 1, search_text FROM studies;
  ALTER TABLE studies DROP COLUMN search_text;

  -- What a person decided about a study, and what is known of its copies; kept in care.jsonl too, for an index made anew.
  CREATE TABLE pins (study_uid TEXT PRIMARY KEY, pinned_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE held_elsewhere (
    sop_uid TEXT NOT NULL,
    destination TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    confirmed_at TEXT NOT NULL,
    how TEXT NOT NULL,
    PRIMARY KEY (sop_uid, destination)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE study_reads (study_uid TEXT PRIMARY KEY, read_at TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- Files whose rows are gone and that must go too: never taken for orphans.
  CREATE TABLE tombstones (sha256 TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE removals (
    id INTEGER PRIMARY KEY,
    study_uid TEXT NOT NULL,
    patient_name TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    study_date TEXT NOT NULL,
    modalities TEXT NOT NULL,
    study_description TEXT NOT NULL,
    instances INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    removed_at TEXT NOT NULL,
    how TEXT NOT NULL,
    reason TEXT NOT NULL
  ) STRICT;
  CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- What hanging protocols tell series and images by. Series filed before have '' and NULL until they are asked for (learn-traits.ts).
  ALTER TABLE series ADD COLUMN protocol_name TEXT NOT NULL DEFAULT '';
  ALTER TABLE series ADD COLUMN convolution_kernel TEXT NOT NULL DEFAULT '';
  ALTER TABLE series ADD COLUMN image_orientation TEXT NOT NULL DEFAULT '';
  ALTER TABLE series ADD COLUMN contrast_agent TEXT;
  -- View, side and orientation of a projection as JSON; '' for other images.
  ALTER TABLE instances ADD COLUMN projection TEXT NOT NULL DEFAULT '';
  `,
  `
  -- Series that an earlier edition filed without what hanging protocols tell them by: read from a header when their study is asked for.
  CREATE TABLE untold_series (series_uid TEXT PRIMARY KEY REFERENCES series ON DELETE CASCADE) STRICT, WITHOUT ROWID;
  INSERT INTO untold_series SELECT series_uid FROM series WHERE kind = 'image';
  `,
];
