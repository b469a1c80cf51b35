import { composeDraft, draftFromTemplate, type ReportDraft, type ReportTemplate } from "../../../src/report/index.ts";

/**
 * The draft under another template. Sentences of findings are taken out first (they flow in anew); what the reader wrote stays in the
 * section of the same id, or goes to the end of the last section where the new template has none.
 */
export function switchTemplate(draft: ReportDraft, from: ReportTemplate | undefined, to: ReportTemplate): ReportDraft {
  const bare = from === undefined ? draft : composeDraft(draft, from, []);
  const fresh = draftFromTemplate(to, draft.language, { studyInstanceUid: draft.studyInstanceUid, at: draft.savedAt });
  const sections = { ...fresh.sections };
  const homeless: string[] = [];
  for (const [id, written] of Object.entries(bare.sections)) {
    const normal = from?.sections.find((section) => section.id === id)?.normal;
    const isOwn = written.trim() !== "" && written !== normal?.en && written !== normal?.["zh-CN"];
    if (!isOwn) continue;
    if (to.sections.some((section) => section.id === id)) sections[id] = written;
    else homeless.push(written);
  }
  const last = to.sections.at(-1);
  if (last !== undefined && homeless.length > 0) {
    sections[last.id] = [sections[last.id] ?? "", ...homeless].filter((text) => text !== "").join("\n");
  }
  return { ...bare, templateId: to.id, sections, findingIds: [], flow: {} };
}
