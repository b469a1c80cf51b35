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
];
