import { readSettings, sendReport } from "../../host/index.ts";
import { parseDestination } from "../destination.ts";
import { CliError } from "../errors.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

export const sendVerb: Verb = {
  name: "send",
  summary:
    "Deliver the signed reports of a study (SR and SEG) and wait for the receipts; what cannot be delivered stays in the outbox.",
  takes: "STUDY_UID",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: { to: { type: "string" } },
  optionHelp: [["--to DESTINATION", "embedded, http://host/dicom-web or dimse://AET@host:port (default: as in the settings)"]],
  async run({ positionals, options, workstation, signal }) {
    const [studyInstanceUid] = positionals as [string];
    const opened = workstation();
    const reports = opened.workspace.signedReports(studyInstanceUid);
    if (reports.length === 0)
      throw new CliError("not-found", "This study has no signed report. Sign one first: report STUDY_UID --sign NAME.");
    const destination =
      typeof options.to === "string" ? parseDestination(options.to) : readSettings(opened.workspace).destination;
    const items = [];
    for (const report of reports) items.push(...(await sendReport(opened, report, destination, signal)));
    const rows = items.map((item) => [item.sopInstanceUid, item.state, item.receipt?.status ?? item.error?.message ?? ""]);
    return {
      data: { destination, items },
      text: textTable(["SOP Instance UID", "State", "Receipt or reason"], rows),
      failed: items.some(({ state }) => state !== "delivered"),
    };
  },
};
