import type { Finding } from "../findings/index.ts";
import type { ReportDraft, ReportLanguage, ReportTemplate, TemplateSection } from "./draft.ts";
import { composeFindingText } from "./sentence.ts";
import { sectionsOf } from "./template.ts";

/** Whether a person stands behind a finding: only then does it flow into a report. */
export function isReportable(finding: Pick<Finding, "status">): boolean {
  return finding.status === "accepted" || finding.status === "edited";
}

type Flow = Record<string, Record<string, string>>;

/**
 * Lets accepted and edited findings flow into a draft as sentences, and takes out those that are no longer (README.md).
 *
 * What the reader typed is never changed: only a sentence that still stands exactly as the composer wrote it is replaced or
 * removed. A sentence that was reworded belongs to the reader; a finding that was taken out stays out. Doing it twice is doing it once.
 */
export function composeDraft(draft: ReportDraft, template: ReportTemplate, findings: readonly Finding[]): ReportDraft {
  const reportable = findings.filter((finding) => isReportable(finding) && finding.studyInstanceUid === draft.studyInstanceUid);
  const byId = new Map(reportable.map((finding) => [finding.id, finding]));
  const before = draft.flow ?? {};
  const kept = draft.findingIds.filter((id) => byId.has(id));
  const arrived = reportable.filter(({ id }) => !draft.findingIds.includes(id) && before[id] === undefined).map(({ id }) => id);
  const findingIds = [...kept, ...arrived];

  const texts = new SectionTexts(draft, template);
  const flow: Flow = {};
  for (const [id, sentences] of Object.entries(before)) {
    if (findingIds.includes(id)) continue;
    const reworded = texts.removeAll(sentences);
    if (byId.has(id) || Object.keys(reworded).length > 0) flow[id] = reworded;
  }
  for (const id of findingIds) {
    const finding = byId.get(id);
    if (finding !== undefined) flow[id] = flowOne(finding, before[id] ?? {}, template, draft.language, texts);
  }
  return { ...draft, findingIds, flow, sections: texts.finished() };
}

function flowOne(
  finding: Finding,
  before: Readonly<Record<string, string>>,
  template: ReportTemplate,
  language: ReportLanguage,
  texts: SectionTexts,
): Record<string, string> {
  const homes = sectionsOf(template, finding);
  const elsewhere = Object.entries(before).filter(([id]) => !homes.some((section) => section.id === id));
  const after = texts.removeAll(Object.fromEntries(elsewhere));
  for (const section of homes) {
    const sentence = composeFindingText(finding, language, section.findingStyle ?? "sentence");
    const previous = before[section.id];
    if (previous === undefined) texts.add(section, sentence);
    const isOurs = previous === undefined || texts.replace(section.id, previous, sentence);
    after[section.id] = isOurs ? sentence : previous;
  }
  return after;
}

/** The texts of a draft's sections while findings flow in and out. */
class SectionTexts {
  readonly #texts: Record<string, string>;
  readonly #template: ReportTemplate;
  readonly #language: ReportLanguage;
  readonly #touched = new Set<string>();

  constructor(draft: ReportDraft, template: ReportTemplate) {
    this.#template = template;
    this.#language = draft.language;
    this.#texts = { ...draft.sections };
    for (const section of template.sections) this.#texts[section.id] = this.#inLanguage(section, draft.sections[section.id]);
  }

  /** The template's own words follow the language of the draft; everything else is the reader's. */
  #inLanguage(section: TemplateSection, text: string | undefined): string {
    if (text === undefined) return section.normal[this.#language];
    const isNormal = text !== "" && Object.values(section.normal).includes(text);
    if (isNormal) return section.normal[this.#language];
    const other = Object.values(section.otherwise ?? {}).find((line) => line !== "" && text.split("\n").includes(line));
    return other === undefined ? text : replaceLine(text, other, section.otherwise?.[this.#language] ?? other);
  }

  /** Adds a sentence as a line of its own, before what remains of the normal text; the untouched normal text gives way. */
  add(section: TemplateSection, sentence: string): void {
    const text = this.#texts[section.id] ?? "";
    const otherwise = section.otherwise?.[this.#language] ?? "";
    const base = text === section.normal[this.#language] ? otherwise : text;
    const lines = base === "" ? [] : base.split("\n");
    const at = otherwise !== "" && lines.at(-1) === otherwise ? lines.length - 1 : lines.length;
    this.#texts[section.id] = lines.toSpliced(at, 0, sentence).join("\n");
  }

  /** Puts a new sentence where the old one stands unchanged; false where the old one is not there any more. */
  replace(sectionId: string, old: string, sentence: string): boolean {
    const text = this.#texts[sectionId] ?? "";
    if (old === "" || !text.includes(old)) return false;
    this.#texts[sectionId] = replaceLine(text, old, sentence);
    return true;
  }

  /** Removes sentences that stand unchanged; gives back those that do not. */
  removeAll(sentences: Readonly<Record<string, string>>): Record<string, string> {
    const reworded: Record<string, string> = {};
    for (const [sectionId, sentence] of Object.entries(sentences)) {
      const text = this.#texts[sectionId] ?? "";
      if (sentence !== "" && text.includes(sentence)) {
        this.#texts[sectionId] = replaceLine(text, sentence, undefined);
        this.#touched.add(sectionId);
      } else reworded[sectionId] = sentence;
    }
    return reworded;
  }

  /** A section that the last finding has left, and that holds nothing else, is normal again. */
  finished(): Record<string, string> {
    for (const section of this.#template.sections) {
      const text = this.#texts[section.id] ?? "";
      const isLeft = text === "" || text === section.otherwise?.[this.#language];
      if (this.#touched.has(section.id) && isLeft) this.#texts[section.id] = section.normal[this.#language];
    }
    return this.#texts;
  }
}

/** Replaces a sentence where it is a whole line, else where it first stands; without a new one it goes, and its line if that is empty. */
function replaceLine(text: string, old: string, sentence: string | undefined): string {
  const lines = text.split("\n");
  const whole = lines.indexOf(old);
  const at = whole >= 0 ? whole : lines.findIndex((line) => line.includes(old));
  if (at < 0) return text;
  const line = (lines[at] ?? "").replace(old, () => sentence ?? "");
  const gone = sentence === undefined && line.trim() === "";
  return lines.toSpliced(at, 1, ...(gone ? [] : [line])).join("\n");
}
