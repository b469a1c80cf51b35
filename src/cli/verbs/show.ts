import { existsSync } from "node:fs";
import { readObjectDocument } from "../../host/index.ts";
import { documentText } from "../../objects/index.ts";
import { CliError } from "../errors.ts";
import type { Verb } from "../verb.ts";

export const showVerb: Verb = {
  name: "show",
  summary: "Print what an object says that is no plain image: a report, an ECG's summary, a structure set, a presentation state.",
  takes: "SOP_INSTANCE_UID|FILE",
  minimumPositionals: 1,
  maximumPositionals: 1,
  options: {},
  optionHelp: [],
  async run({ positionals, workstation }) {
    const [wanted] = positionals as [string];
    const path = existsSync(wanted) ? wanted : workstation().archive.instance(wanted)?.path;
    if (path === undefined) {
      throw new CliError("not-found", "There is no such file, and the archive holds no object with this SOP Instance UID.");
    }
    const document = await readObjectDocument(path);
    return { data: document, text: documentText(document) };
  },
};
