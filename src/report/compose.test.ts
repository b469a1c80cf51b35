import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decide, edit, type Finding, sct } from "../findings/index.ts";
import { makeFinding, modelProvenance, signedAt, testStudyUid } from "../testing/report-fixtures.ts";
import { composeDraft } from "./compose.ts";
import type { ReportDraft } from "./draft.ts";
import { composeFindingText } from "./sentence.ts";
import { draftFromTemplate, parseTemplate } from "./template.ts";

const chest = parseTemplate(
  JSON.parse(readFileSync(new URL("../../assets/report-templates/chest-ct.json", import.meta.url), "utf8")),
);
const empty = (language: "en" | "zh-CN" = "en") =>
  draftFromTemplate(chest, language, { studyInstanceUid: testStudyUid, at: signedAt });
const sphere = (diameterMm: number) => ({ kind: "sphere", centerPatient: [1, 2, 3] as const, diameterMm }) as const;
const nodule = (index: number, diameterMm: number) =>
  makeFinding(
    index,
    { geometry: { ...sphere(diameterMm), centerPatient: [1, 2, 3] }, site: sct.rightUpperLobe },
    modelProvenance,
  );
const lungs = (draft: ReportDraft) => draft.sections["lungs-airways"];
const rewrite = (draft: ReportDraft, sectionId: string, text: string): ReportDraft => ({
  ...draft,
  sections: { ...draft.sections, [sectionId]: text },
});
const patent = "The trachea and main bronchi are patent.";
const [first, second] = [nodule(1, 8), nodule(2, 5)];
const said = (finding: Finding) => composeFindingText(finding, "en");

describe("composeDraft", () => {
  it("puts findings in the place of the untouched normal text, above what stays of it", () => {
    const draft = composeDraft(empty(), chest, [first, second]);
    expect(draft.findingIds).toEqual([first.id, second.id]);
    expect(lungs(draft)).toBe([said(first), said(second), patent].join("\n"));
    expect(draft.sections.impression).toBe("Lung nodule, right upper lobe, 8 mm.\nLung nodule, right upper lobe, 5 mm.");
    expect(draft.sections.pleura).toBe(empty().sections.pleura);
  });

  it("does it twice as once", () => {
    const once = composeDraft(empty(), chest, [first, second]);
    expect(composeDraft(once, chest, [first, second])).toEqual(once);
    expect(composeDraft(empty(), chest, [])).toEqual(empty());
  });

  it("leaves proposals, rejected findings and those of other studies out", () => {
    const proposed = decide(first, "proposed", "Roe", signedAt);
    const rejected = decide(second, "rejected", "Roe", signedAt);
    const foreign = { ...nodule(3, 6), studyInstanceUid: "9.9" };
    expect(composeDraft(empty(), chest, [proposed, rejected, foreign])).toEqual(empty());
  });

  it("replaces a sentence that stands as written when the finding changes", () => {
    const draft = composeDraft(empty(), chest, [first, second]);
    const typed = rewrite(draft, "lungs-airways", `Emphysema.\n1. ${said(first)} Stable.\n${said(second)}\n${patent}`);
    const changed = edit(first, { geometry: { ...sphere(9), centerPatient: [1, 2, 3] } }, "Roe", signedAt);
    const after = composeDraft(typed, chest, [changed, second]);
    expect(lungs(after)).toBe(`Emphysema.\n1. ${said(changed)} Stable.\n${said(second)}\n${patent}`);
  });

  it("never touches a sentence that the reader reworded or deleted", () => {
    const draft = composeDraft(empty(), chest, [first, second]);
    const typed = rewrite(draft, "lungs-airways", `A nodule of some 8 mm.\n${patent}`);
    const changed = edit(first, { geometry: { ...sphere(9), centerPatient: [1, 2, 3] } }, "Roe", signedAt);
    expect(lungs(composeDraft(typed, chest, [changed, second]))).toBe(lungs(typed));
  });

  it("appends to what the reader wrote", () => {
    const typed = rewrite(empty(), "lungs-airways", "Emphysema of both upper lobes.");
    expect(lungs(composeDraft(typed, chest, [first]))).toBe(`Emphysema of both upper lobes.\n${said(first)}`);
  });

  it("keeps out what the reader took out, and takes it in again when it is put back", () => {
    const draft = composeDraft(empty(), chest, [first, second]);
    const without = composeDraft({ ...draft, findingIds: [second.id] }, chest, [first, second]);
    expect(without.findingIds).toEqual([second.id]);
    expect(lungs(without)).toBe(`${said(second)}\n${patent}`);
    expect(composeDraft(without, chest, [first, second])).toEqual(without);
    const again = composeDraft({ ...without, findingIds: [second.id, first.id] }, chest, [first, second]);
    expect(lungs(again)).toBe([said(second), said(first), patent].join("\n"));
  });

  it("removes the sentence of a rejected finding, and brings it back when it is accepted again", () => {
    const draft = composeDraft(empty(), chest, [first]);
    const rejected = decide(first, "rejected", "Roe", signedAt);
    const without = composeDraft(draft, chest, [rejected]);
    expect(without).toEqual(empty());
    expect(composeDraft(without, chest, [decide(rejected, "accepted", "Roe", signedAt)])).toEqual(draft);
  });

  it("does not make a section normal again that the reader emptied or wrote in", () => {
    const draft = composeDraft(rewrite(empty(), "lungs-airways", ""), chest, []);
    expect(lungs(draft)).toBe("");
    const typed = rewrite(composeDraft(empty(), chest, [first]), "lungs-airways", `${said(first)}\nEmphysema.`);
    expect(lungs(composeDraft(typed, chest, []))).toBe("Emphysema.");
  });

  it("follows the language of the draft in its own words alone", () => {
    const draft = rewrite(composeDraft(empty(), chest, [first]), "technique", "Low dose.");
    const after = composeDraft({ ...draft, language: "zh-CN" }, chest, [first]);
    expect(lungs(after)).toBe(`${composeFindingText(first, "zh-CN")}\n气管及主支气管通畅。`);
    expect(after.sections.technique).toBe("Low dose.");
    expect(after.sections.pleura).toBe(empty("zh-CN").sections.pleura);
    expect(composeDraft({ ...after, language: "en" }, chest, [first])).toEqual(draft);
  });

  it("tells two findings of one sentence apart", () => {
    const twins = [nodule(1, 8), nodule(2, 8)];
    const draft = composeDraft(empty(), chest, twins);
    expect(lungs(draft)?.split("\n")).toHaveLength(3);
    const one = composeDraft(draft, chest, twins.slice(1));
    expect(lungs(one)).toBe(`${said(nodule(2, 8))}\n${patent}`);
  });

  it("moves a sentence when the place of the finding changes", () => {
    const draft = composeDraft(empty(), chest, [first]);
    const moved: Finding = { ...first, site: sct.mediastinum };
    const after = composeDraft(draft, chest, [moved]);
    expect(lungs(after)).toBe(empty().sections["lungs-airways"]);
    expect(after.sections["mediastinum-hila"]).toBe(said(moved));
  });

  it("fills in sections that an older draft does not have", () => {
    const { pleura: _gone, ...sections } = empty().sections;
    expect(composeDraft({ ...empty(), sections }, chest, []).sections.pleura).toBe(empty().sections.pleura);
  });
});
