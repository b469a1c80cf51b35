import {
  chooseTemplate,
  composeDraft,
  draftFromTemplate,
  isReportable,
  type ReportDraft,
  type ReportTemplate,
} from "../../report/index.ts";
import { HostError } from "../errors.ts";
import { readTemplates } from "../report-templates.ts";
import { readSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";

/** The draft of a study with its template: the stored one, or a new one from the template that fits, findings flowed in. */
export function openDraft(
  workstation: Workstation,
  studyInstanceUid: string,
): { readonly draft: ReportDraft; readonly template: ReportTemplate } {
  const { archive, workspace, now } = workstation;
  const study = archive.study(studyInstanceUid);
  if (!study) throw new HostError("not-found", "This study is not in the archive.");
  const templates = readTemplates(workstation.templateDirectory, workstation.log);
  const stored = workspace.draft(studyInstanceUid);
  const bodyParts = archive.seriesOfStudy(studyInstanceUid).map(({ bodyPartExamined }) => bodyPartExamined);
  const findings = workspace.findings(studyInstanceUid);
  const found = findings.filter(isReportable).map(({ code }) => code);
  const template =
    templates.find(({ id }) => id === stored?.templateId) ??
    chooseTemplate(templates, { modalities: study.modalities, bodyParts, found });
  if (!template)
    throw new HostError(
      "not-found",
      "No report template is installed. Images and findings can be used; install the program again.",
    );
  const { language } = readSettings(workspace);
  const draft = stored ?? draftFromTemplate(template, language, { studyInstanceUid, at: now().toISOString() });
  return { draft: composeDraft(draft, template, findings), template };
}
