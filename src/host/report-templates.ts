import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../base/index.ts";
import { parseTemplate, type ReportTemplate } from "../report/index.ts";

/** The report templates of a folder; one that does not parse is left out with a line in the log, the others serve. */
export function readTemplates(directory: string, log: Log): readonly ReportTemplate[] {
  const templates: ReportTemplate[] = [];
  for (const name of readdirSync(directory).sort()) {
    if (!name.endsWith(".json")) continue;
    try {
      templates.push(parseTemplate(JSON.parse(readFileSync(join(directory, name), "utf8"))));
    } catch (error) {
      log.warn("template-invalid", { file: name, message: error instanceof Error ? error.message : "" });
    }
  }
  return templates;
}
