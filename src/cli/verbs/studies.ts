import { studyQuerySchema } from "../../contract/index.ts";
import { CliError } from "../errors.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

const fields = {
  text: "text",
  name: "patientName",
  id: "patientId",
  accession: "accessionNumber",
  modality: "modality",
  from: "from",
  to: "to",
  limit: "limit",
  offset: "offset",
} as const;

export const studiesVerb: Verb = {
  name: "studies",
  summary: "List the studies of the archive, newest first, with their series.",
  takes: "",
  minimumPositionals: 0,
  maximumPositionals: 0,
  options: Object.fromEntries(Object.keys(fields).map((name) => [name, { type: "string" as const }])),
  optionHelp: [
    ["--text T", "anywhere in name, ID, accession or description"],
    ["--name T, --id T", "patient name (* and ? allowed), patient ID"],
    ["--accession T", "accession number"],
    ["--modality M", "CT, MR, DX ..."],
    ["--from D, --to D", "study date, YYYYMMDD, inclusive"],
    ["--limit N, --offset N", "which rows (default the first 200)"],
  ],
  async run({ options, workstation }) {
    const query = studyQuerySchema.safeParse(
      Object.fromEntries(Object.entries(fields).map(([flag, field]) => [field, options[flag]])),
    );
    if (!query.success)
      throw new CliError("usage", `Not understood: ${query.error.issues.map((issue) => issue.path.join(".")).join(", ")}.`);
    const { archive } = workstation();
    const { total, studies } = archive.searchStudies(query.data);
    const rows = studies.map((study) => [
      study.studyDate,
      study.patientId,
      study.patientName,
      study.modalities.join("/"),
      study.studyDescription,
      `${study.seriesCount}/${study.instanceCount}`,
      study.studyInstanceUid,
    ]);
    return {
      data: { total, studies: studies.map((study) => ({ ...study, series: archive.seriesOfStudy(study.studyInstanceUid) })) },
      text: textTable(["Date", "ID", "Name", "Modality", "Description", "Series/Images", "Study Instance UID"], rows),
    };
  },
};
