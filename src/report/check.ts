import type { Finding } from "../findings/index.ts";
import { isReportable } from "./compose.ts";
import type { ReportDraft, ReportTemplate } from "./draft.ts";
import { composeFindingText } from "./sentence.ts";
import { sectionsOf } from "./template.ts";
import { findingNouns, type Side, sideOf } from "./wording.ts";

/** What may be wrong with a report before it is signed; each has a sentence in the locale files under `report.check.`. */
export type ReportProblemCode =
  | "template-mismatch"
  | "section-empty"
  | "section-unknown"
  | "placeholder-left"
  | "proposals-undecided"
  | "finding-unknown"
  | "finding-not-accepted"
  | "finding-left-out"
  | "finding-repeated"
  | "finding-reworded"
  | "finding-outdated"
  | "text-of-removed-finding"
  | "laterality-contradiction"
  | "measurement-caveat"
  | "patient-text-guessed"
  | "patient-unconfirmed";

/** An `error` must be mended before signing; a `warning` is for the reader to weigh. */
export interface ReportProblem {
  readonly code: ReportProblemCode;
  readonly severity: "error" | "warning";
  readonly sectionId?: string;
  readonly findingId?: string;
  /** Fills the sentence on screen. No patient data. */
  readonly details: Readonly<Record<string, string | number>>;
}

/**
 * Looks a draft over before it is signed: empty sections, undecided proposals, contradictions between text and findings.
 * `textGuessed`: the study's files did not say rightly how their text is encoded, so that its patient's name may be another one.
 * `isConverted`: images of it were made from pictures, which name no patient.
 */
export function checkReport(
  template: ReportTemplate,
  draft: ReportDraft,
  findings: readonly Finding[],
  study: { readonly textGuessed: boolean; readonly isConverted?: boolean },
): readonly ReportProblem[] {
  const own = findings.filter((finding) => finding.studyInstanceUid === draft.studyInstanceUid);
  return [
    ...(study.textGuessed ? [problem("patient-text-guessed", "warning")] : []),
    ...(study.isConverted === true ? [problem("patient-unconfirmed", "warning")] : []),
    ...checkSections(template, draft),
    ...checkSelection(draft, own),
    ...checkFlow(template, draft, own),
    ...checkSides(template, draft, own),
  ];
}

/** Whether nothing forbids signing: no problem is an error. */
export function isSignable(problems: readonly ReportProblem[]): boolean {
  return problems.every(({ severity }) => severity !== "error");
}

function problem(
  code: ReportProblemCode,
  severity: ReportProblem["severity"],
  place: { readonly sectionId?: string; readonly findingId?: string } = {},
  details: ReportProblem["details"] = {},
): ReportProblem {
  return { code, severity, ...place, details };
}

function checkSections(template: ReportTemplate, draft: ReportDraft): ReportProblem[] {
  const problems: ReportProblem[] = [];
  if (draft.templateId !== template.id) {
    problems.push(problem("template-mismatch", "error", {}, { expected: template.id, found: draft.templateId }));
  }
  for (const section of template.sections) {
    const text = draft.sections[section.id] ?? "";
    const place = { sectionId: section.id };
    if (section.required && text.trim() === "") problems.push(problem("section-empty", "error", place));
    if (/_{3,}|\[\s*\]|【\s*】/.test(text)) problems.push(problem("placeholder-left", "warning", place));
  }
  for (const [sectionId, text] of Object.entries(draft.sections)) {
    const isKnown = template.sections.some(({ id }) => id === sectionId);
    if (!isKnown && text.trim() !== "") problems.push(problem("section-unknown", "error", { sectionId }));
  }
  return problems;
}

function checkSelection(draft: ReportDraft, findings: readonly Finding[]): ReportProblem[] {
  const problems: ReportProblem[] = [];
  const undecided = findings.filter(({ status }) => status === "proposed").length;
  if (undecided > 0) problems.push(problem("proposals-undecided", "warning", {}, { count: undecided }));
  draft.findingIds.forEach((findingId, index) => {
    const finding = findings.find(({ id }) => id === findingId);
    if (finding === undefined) problems.push(problem("finding-unknown", "error", { findingId }));
    else if (!isReportable(finding)) {
      problems.push(
        problem("finding-not-accepted", "error", { findingId }, { name: finding.trackingId, status: finding.status }),
      );
    } else if (finding.caveats.length > 0) {
      const details = { name: finding.trackingId, caveats: finding.caveats.join(", ") };
      problems.push(problem("measurement-caveat", "warning", { findingId }, details));
    }
    if (draft.findingIds.indexOf(findingId) !== index) problems.push(problem("finding-repeated", "error", { findingId }));
  });
  for (const finding of findings) {
    if (!isReportable(finding) || draft.findingIds.includes(finding.id)) continue;
    problems.push(problem("finding-left-out", "warning", { findingId: finding.id }, { name: finding.trackingId }));
  }
  return problems;
}

/** Sentences the reader reworded: was the finding changed since, or taken out? (README.md) */
function checkFlow(template: ReportTemplate, draft: ReportDraft, findings: readonly Finding[]): ReportProblem[] {
  const problems: ReportProblem[] = [];
  for (const [findingId, sentences] of Object.entries(draft.flow ?? {})) {
    const finding = findings.find(({ id }) => id === findingId);
    const isIncluded = finding !== undefined && draft.findingIds.includes(findingId);
    for (const [sectionId, sentence] of Object.entries(sentences)) {
      const isReworded = !(draft.sections[sectionId] ?? "").includes(sentence);
      const place = { sectionId, findingId };
      const details = { name: finding?.trackingId ?? "" };
      if (!isIncluded) problems.push(problem("text-of-removed-finding", "warning", place, details));
      else if (isReworded && isOutdated(template, finding, sectionId, sentence)) {
        problems.push(problem("finding-outdated", "warning", place, details));
      } else if (isReworded) problems.push(problem("finding-reworded", "warning", place, details));
    }
  }
  return problems;
}

/** Whether the finding changed after the sentence was written. */
function isOutdated(template: ReportTemplate, finding: Finding, sectionId: string, sentence: string): boolean {
  const section = sectionsOf(template, finding).find(({ id }) => id === sectionId);
  if (section === undefined) return true;
  return (["en", "zh-CN"] as const).every((language) => composeFindingText(finding, language, section.findingStyle) !== sentence);
}

/**
 * A sentence that names a kind of finding on one side while every included finding of that kind is on the other.
 * Sentences that deny ("no nodule in the left lung") or that name both sides are left alone.
 */
function checkSides(template: ReportTemplate, draft: ReportDraft, findings: readonly Finding[]): ReportProblem[] {
  const included = findings.filter(({ id }) => draft.findingIds.includes(id));
  const problems: ReportProblem[] = [];
  for (const section of template.sections.filter(({ takesFindings }) => takesFindings)) {
    for (const sentence of (draft.sections[section.id] ?? "").split(/[.。;；\n]/)) {
      const side = sideOfSentence(sentence);
      if (side === undefined) continue;
      for (const { codes, noun } of findingNouns) {
        const sides = included.filter(({ code }) => codes.includes(code.value)).map(sideOf);
        const isContradiction =
          noun.test(sentence) && sides.length > 0 && sides.every((other) => other !== undefined && other !== side);
        if (!isContradiction) continue;
        problems.push(problem("laterality-contradiction", "warning", { sectionId: section.id }, { written: side }));
      }
    }
  }
  return problems;
}

function sideOfSentence(sentence: string): Side | undefined {
  if (/\b(?:no|not|without|neither)\b|未见|未发现|没有|无/i.test(sentence)) return undefined;
  const right = /\bright\b|右/i.test(sentence);
  const left = /\bleft\b|左/i.test(sentence);
  if (right === left) return undefined;
  return right ? "right" : "left";
}
