import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decide, edit, type Finding, sct } from "../findings/index.ts";
import { idsOf, makeFinding, modelProvenance, reportOf, signedAt } from "../testing/report-fixtures.ts";
import { checkReport, isSignable } from "./check.ts";
import { composeDraft } from "./compose.ts";
import type { ReportDraft } from "./draft.ts";
import { parseTemplate } from "./template.ts";

const chest = parseTemplate(
  JSON.parse(readFileSync(new URL("../../assets/report-templates/chest-ct.json", import.meta.url), "utf8")),
);
const sphere = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 8 } as const;
const right = makeFinding(1, { geometry: sphere, site: sct.rightUpperLobe }, modelProvenance);
const base = reportOf(chest, [right]).draft;
const write = (draft: ReportDraft, sectionId: string, text: string): ReportDraft => ({
  ...draft,
  sections: { ...draft.sections, [sectionId]: text },
});
const known = { textGuessed: false };
const codes = (draft: ReportDraft, findings: readonly Finding[] = [right]) =>
  checkReport(chest, draft, findings, known).map(({ code, severity, sectionId }) =>
    [code, severity, sectionId].filter(Boolean).join(" "),
  );

describe("checkReport", () => {
  it("has nothing to say of a composed report", () => {
    expect(checkReport(chest, base, [right], known)).toEqual([]);
  });

  it("asks to compare a name that was guessed, and does not forbid signing", () => {
    const problems = checkReport(chest, base, [right], { textGuessed: true });
    expect(problems).toEqual([{ code: "patient-text-guessed", severity: "warning", details: {} }]);
    const converted = checkReport(chest, base, [right], { textGuessed: false, isConverted: true });
    expect(converted).toEqual([{ code: "patient-unconfirmed", severity: "warning", details: {} }]);
    expect(isSignable(problems)).toBe(true);
  });

  it("wants what is required", () => {
    const problems = checkReport(chest, write(base, "impression", " \n"), [right], known);
    expect(problems).toContainEqual({ code: "section-empty", severity: "error", sectionId: "impression", details: {} });
    expect(isSignable(problems)).toBe(false);
  });

  it("sees blanks, unknown sections and another template", () => {
    expect(codes(write(base, "technique", "Dose ____ mGy"))).toEqual(["placeholder-left warning technique"]);
    expect(codes(write(base, "liver", "text"))).toEqual(["section-unknown error liver"]);
    expect(codes({ ...base, templateId: "general" })).toEqual(["template-mismatch error"]);
  });

  it("counts undecided proposals, which do not forbid signing", () => {
    const proposed = decide(makeFinding(2, { geometry: sphere }, modelProvenance), "proposed", "Roe", signedAt);
    const problems = checkReport(chest, base, [right, proposed], known);
    expect(problems).toEqual([{ code: "proposals-undecided", severity: "warning", details: { count: 1 } }]);
    expect(isSignable(problems)).toBe(true);
  });

  it("refuses findings that are gone, rejected or named twice, and says which are left out", () => {
    expect(codes({ ...base, findingIds: [right.id, idsOf(9).id] })).toEqual(["finding-unknown error"]);
    expect(codes({ ...base, findingIds: [right.id, right.id] })).toEqual(["finding-repeated error"]);
    expect(codes(base, [decide(right, "rejected", "Roe", signedAt)])).toContain("finding-not-accepted error");
    const left = makeFinding(3, { geometry: sphere });
    expect(codes(base, [right, left])).toEqual(["finding-left-out warning"]);
  });

  it("says where numbers are limited", () => {
    const marked = makeFinding(1, { geometry: sphere, site: sct.rightUpperLobe, caveats: ["lossy"] }, modelProvenance);
    expect(codes(reportOf(chest, [marked]).draft, [marked])).toEqual(["measurement-caveat warning"]);
  });

  it("knows a reworded sentence from one that the finding has left behind", () => {
    const typed = write(base, "lungs-airways", "A small nodule in the right upper lobe.");
    expect(codes(typed)).toEqual(["finding-reworded warning lungs-airways"]);
    const changed = edit(right, { geometry: { ...sphere, diameterMm: 12 } }, "Roe", signedAt);
    expect(codes(composeDraft(typed, chest, [changed]), [changed])).toEqual(["finding-outdated warning lungs-airways"]);
  });

  it("sees that a reworded sentence may speak of what was rejected", () => {
    const typed = write(base, "lungs-airways", "A small nodule.");
    const rejected = decide(right, "rejected", "Roe", signedAt);
    expect(codes(write(composeDraft(typed, chest, [rejected]), "impression", "Normal."), [rejected])).toEqual([
      "text-of-removed-finding warning lungs-airways",
    ]);
  });
});

describe("a side in the text that no finding has", () => {
  const impression = (text: string) => codes(write(base, "impression", text)).filter((code) => code.startsWith("laterality"));

  it.each(["Nodule in the left upper lobe, 8 mm.", "左肺上叶结节。", "Stable. 8 mm pulmonary nodule on the left."])(
    "is seen: %s",
    (text) => {
      expect(impression(text)).toEqual(["laterality-contradiction warning impression"]);
    },
  );

  it.each([
    "Nodule in the right upper lobe.",
    "No nodule in the left lung.",
    "左肺未见结节。右肺上叶结节。",
    "Nodules in both the right and the left lung.",
    "Left pleural effusion. Nodule, 8 mm.",
    "Calcified granuloma on the left.",
  ])("is not seen where there is none: %s", (text) => {
    expect(impression(text)).toEqual([]);
  });

  it("is not seen where a finding of that side, or of no known side, is included", () => {
    const left = makeFinding(4, { geometry: sphere, site: sct.lung, laterality: sct.left }, modelProvenance);
    const unknown = makeFinding(5, { geometry: sphere }, modelProvenance);
    for (const other of [left, unknown]) {
      const draft = write(reportOf(chest, [right, other]).draft, "impression", "Nodule in the left lung.");
      expect(codes(draft, [right, other]).filter((code) => code.startsWith("laterality"))).toEqual([]);
    }
  });
});
