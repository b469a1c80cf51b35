import { userInfo } from "node:os";
import { resolve } from "node:path";
import { type LabelFormat, labelFormatSchema } from "../../contract/index.ts";
import { exportLabels } from "../../host/index.ts";
import { LabelsError } from "../../labels/index.ts";
import { CliError } from "../errors.ts";
import { textTable } from "../table.ts";
import type { Verb } from "../verb.ts";

export const labelsVerb: Verb = {
  name: "labels",
  summary: "Export readers' decisions on findings as labels, de-identified: of the named studies, or of all.",
  takes: "export [STUDY_UID ...]",
  minimumPositionals: 1,
  maximumPositionals: 10_000,
  options: {
    format: { type: "string", multiple: true },
    out: { type: "string" },
    "with-images": { type: "boolean" },
    consent: { type: "boolean" },
  },
  optionHelp: [
    ["--format csv|coco|seg", "which files (repeatable; default all three)"],
    ["--out DIR", "an empty folder, or one that is made"],
    ["--with-images", "the images of the labelled series too, de-identified"],
    ["--consent", "says that there is consent to this use; without it nothing leaves"],
  ],
  async run({ positionals: [verb, ...studies], options, workstation, signal }) {
    if (verb !== "export") throw new CliError("usage", "labels takes export [STUDY_UID ...].");
    if (typeof options.out !== "string") throw new CliError("usage", "Say where to with --out DIR.");
    const formats = formatsOf(options.format);
    if (options.consent !== true)
      throw new LabelsError(
        "no-consent",
        "Labels leave only with consent to this use: give --consent where there is, for this very export. Nothing was written.",
      );
    const opened = workstation();
    const unknown = studies.find((uid) => opened.archive.study(uid) === undefined);
    if (unknown !== undefined) throw new CliError("not-found", "A study of these is not in the archive.");
    const wish = {
      ...(studies.length === 0 ? {} : { studyInstanceUids: studies }),
      formats,
      directory: resolve(options.out),
      withImages: options["with-images"] === true,
      consent: true as const,
      by: userInfo().username.slice(0, 64) || "command line",
    };
    const done = await exportLabels(opened, wish, signal);
    const { directory, leftOut, ...counts } = done;
    const rows = [...Object.entries(counts), ...leftOut.map(({ reason, count }) => [`left out: ${reason}`, count] as const)];
    return {
      data: done,
      text: `${textTable(
        ["What", "Count"],
        rows.map(([what, count]) => [what, String(count)]),
      )}\n${directory}`,
    };
  },
};

function formatsOf(given: unknown): LabelFormat[] {
  const named = Array.isArray(given) ? given : ["csv", "coco", "seg"];
  return [...new Set(named)].map((name) => {
    const parsed = labelFormatSchema.safeParse(name);
    if (!parsed.success) throw new CliError("usage", `"${String(name)}" is no format; give csv, coco or seg.`);
    return parsed.data;
  });
}
