import { type Code, type Finding, isSameCode, labelledVertebra, own } from "../findings/index.ts";
import {
  type ReportDraft,
  type ReportLanguage,
  type ReportTemplate,
  reportTemplateSchema,
  type TemplateSection,
} from "./draft.ts";
import { ReportError } from "./errors.ts";
import { isNamed } from "./sentence.ts";

/** A template as read from assets/report-templates/*.json. @throws ReportError template-invalid */
export function parseTemplate(value: unknown): ReportTemplate {
  const parsed = reportTemplateSchema.safeParse(value);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new ReportError(
      "template-invalid",
      `A report template cannot be used: "${path}" is not as it must be. The other templates can.`,
      { path },
      parsed.error,
    );
  }
  const ids = parsed.data.sections.map(({ id }) => id);
  const codes = parsed.data.sections.map(({ code }) => `${code.scheme} ${code.value}`);
  const twice = [ids, codes].map((names) => names.find((name, index) => names.indexOf(name) !== index)).find(Boolean);
  if (twice !== undefined) {
    throw new ReportError(
      "template-invalid",
      `A report template cannot be used: "${twice}" names two sections. The other templates can.`,
      { path: twice },
    );
  }
  return parsed.data;
}

const radiographs: readonly string[] = ["CR", "DX", "RG"];

/**
 * The template that fits a study: the first that names most of its modalities and, where given, its body part. A picture of a film (OT) says
 * neither how it was made nor what it shows: of what was found on it, the first template of radiographs that has a section.
 */
export function chooseTemplate(
  templates: readonly ReportTemplate[],
  study: {
    readonly modalities: readonly string[];
    readonly bodyParts?: readonly string[] | undefined;
    readonly found?: readonly Code[];
  },
): ReportTemplate | undefined {
  const parts = (study.bodyParts ?? []).map((part) => part.toUpperCase().replace(/[^A-Z]/g, ""));
  if (study.modalities.every((modality) => modality === "OT") && parts.every((part) => part === "")) {
    const byFinding = templates.find(
      ({ modalities, sections }) =>
        modalities.some((modality) => radiographs.includes(modality)) &&
        sections.some(({ takes }) =>
          takes?.some((code) => study.found?.some(({ value, scheme }) => value === code.value && scheme === code.scheme)),
        ),
    );
    if (byFinding) return byFinding;
  }
  const score = (template: ReportTemplate) => {
    if (!template.modalities.some((modality) => study.modalities.includes(modality))) return 0;
    const named = template.bodyParts ?? [];
    if (named.length === 0 || parts.every((part) => part === "")) return 1;
    return named.some((name) => parts.some((part) => part.includes(name))) ? 2 : 0.5;
  };
  let best: ReportTemplate | undefined;
  for (const template of templates) {
    if (score(template) > (best === undefined ? 0 : score(best))) best = template;
  }
  return best ?? templates[0];
}

/** What a section says before anyone writes. */
export function normalText(section: TemplateSection, language: ReportLanguage): string {
  return section.normal[language];
}

/** A new draft of a study: every section as it is when nothing was found, revision 0. */
export function draftFromTemplate(
  template: ReportTemplate,
  language: ReportLanguage,
  study: { readonly studyInstanceUid: string; readonly at: string },
): ReportDraft {
  return {
    studyInstanceUid: study.studyInstanceUid,
    templateId: template.id,
    language,
    sections: Object.fromEntries(template.sections.map((section) => [section.id, normalText(section, language)])),
    findingIds: [],
    flow: {},
    revision: 0,
    savedAt: study.at,
  };
}

/**
 * Sections that a finding flows into: the one that names its code, else its site, else the one that names none; and, where it says what it
 * is, summaries. The label of a vertebra says nothing of the patient, an annotation without words nothing at all: neither flows anywhere.
 */
export function sectionsOf(
  template: ReportTemplate,
  finding: Pick<Finding, "code" | "site"> & Partial<Pick<Finding, "comment">>,
): readonly TemplateSection[] {
  const isWordless = isSameCode(finding.code, own.annotation) && (finding.comment ?? "").trim() === "";
  if (isWordless || labelledVertebra(finding) !== undefined) return [];
  const taking = template.sections.filter((section) => section.takesFindings);
  const summaries = taking.filter((section) => section.findingStyle === "summary");
  const full = taking.filter((section) => section.findingStyle !== "summary");
  const naming = (own: Code | undefined) =>
    own && full.find(({ takes }) => takes?.some((code) => own.value === code.value && own.scheme === code.scheme));
  const home = naming(finding.code) ?? naming(finding.site) ?? full.find(({ takes }) => takes === undefined) ?? full[0];
  if (home === undefined) return summaries;
  return isNamed(finding) ? [home, ...summaries] : [home];
}
