import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Code, dcm, sct } from "../findings/index.ts";
import type { ReportTemplate } from "./draft.ts";
import { chooseTemplate, draftFromTemplate, parseTemplate, sectionsOf } from "./template.ts";

const folder = new URL("../../assets/report-templates/", import.meta.url);
const templates = readdirSync(folder).map((name) => parseTemplate(JSON.parse(readFileSync(new URL(name, folder), "utf8"))));
const named = (id: string) => templates.find((template) => template.id === id) as ReportTemplate;

describe("the templates that are shipped", () => {
  it.each(templates.map((template) => [template.id, template] as const))(
    "%s says everything in both languages",
    (_id, template) => {
      expect(Object.values(template.title).every((title) => title !== "")).toBe(true);
      for (const { heading, normal, otherwise } of template.sections) {
        expect(heading.en).toMatch(/^[A-Z]/);
        expect(heading["zh-CN"]).toMatch(/\p{Script=Han}/u);
        for (const text of [normal, otherwise]) {
          if (text !== undefined) expect(text.en === "").toBe(text["zh-CN"] === "");
        }
      }
    },
  );

  it("each take findings, have one impression, and require it", () => {
    for (const { sections } of templates) {
      expect(sections.some(({ takesFindings, takes }) => takesFindings && takes === undefined)).toBe(true);
      expect(sections.filter(({ findingStyle, required }) => findingStyle === "summary" && required)).toHaveLength(1);
    }
  });
});

describe("parseTemplate", () => {
  const chest = named("chest-ct");
  const invalid = expect.objectContaining({ area: "report", code: "template-invalid" });

  it("refuses what is not a template, and sections that cannot be told apart when read back", () => {
    expect(() => parseTemplate({})).toThrowError(invalid);
    expect(() => parseTemplate({ ...chest, sections: [] })).toThrowError(invalid);
    expect(() => parseTemplate({ ...chest, sections: [...chest.sections, chest.sections[0]] })).toThrowError(invalid);
    const sameCode = { ...chest.sections[0], id: "other" };
    expect(() => parseTemplate({ ...chest, sections: [...chest.sections, sameCode] })).toThrowError(invalid);
  });
});

describe("chooseTemplate", () => {
  const choose = (modalities: string[], bodyParts?: string[]) => chooseTemplate(templates, { modalities, bodyParts })?.id;

  it("goes by modality and body part", () => {
    expect(choose(["CT"], ["CHEST"])).toBe("chest-ct");
    expect(choose(["CT", "SR"], ["Thorax"])).toBe("chest-ct");
    expect(choose(["CT"], ["HEAD"])).toBe("general");
    expect(choose(["DX"], ["WRIST"])).toBe("extremity");
    expect(choose(["CR"], ["LOWER_LEG"])).toBe("extremity");
    expect(choose(["DX"])).toBe("extremity");
    expect(choose(["DX"], ["CHEST"])).toBe("general");
    expect(choose(["MR"], [])).toBe("general");
  });

  it("takes a chest CT where the study does not say which part it shows", () => {
    expect(choose(["CT"])).toBe("chest-ct");
    expect(choose(["CT"], [""])).toBe("chest-ct");
  });

  it("takes a limb's where a film that says nothing of itself has a fracture", () => {
    const film = (...found: Code[]) => chooseTemplate(templates, { modalities: ["OT"], bodyParts: [""], found })?.id;
    expect([film(), film(sct.lungNodule), film(sct.fracture)]).toEqual(["general", "general", "extremity"]);
    expect(chooseTemplate(templates, { modalities: ["OT"], bodyParts: ["CHEST"], found: [sct.fracture] })?.id).toBe("general");
  });

  it("always has one to begin with", () => {
    expect(choose(["ECG"])).toBeDefined();
  });
});

it("begins a draft with what is normal", () => {
  const draft = draftFromTemplate(named("chest-ct"), "zh-CN", { studyInstanceUid: "1.2", at: "2026-11-22T10:00:00.000Z" });
  expect(draft).toMatchObject({ templateId: "chest-ct", language: "zh-CN", revision: 0, findingIds: [] });
  expect(draft.sections.pleura).toBe("未见胸腔积液、胸膜增厚或气胸。");
  expect(draft.sections.impression).toBe("");
});

describe("sectionsOf", () => {
  const ids = (code: typeof sct.mass | typeof dcm.imageRegion, site?: typeof sct.mass) =>
    sectionsOf(named("chest-ct"), { code, site }).map(({ id }) => id);

  it("goes by what it is, then by where it is, then to the section that takes the rest", () => {
    expect(ids(sct.ribFracture)).toEqual(["chest-wall-bones", "impression"]);
    expect(ids(sct.pleuralEffusion, sct.rightLung)).toEqual(["pleura", "impression"]);
    expect(ids(sct.mass, sct.mediastinum)).toEqual(["mediastinum-hila", "impression"]);
    expect(ids(sct.lungNodule, sct.rightUpperLobe)).toEqual(["lungs-airways", "impression"]);
    expect(ids(sct.lesion)).toEqual(["lungs-airways", "impression"]);
  });

  it("keeps a bare measurement out of the impression", () => {
    expect(ids(sct.length)).toEqual(["lungs-airways"]);
    expect(ids(dcm.imageRegion)).toEqual(["lungs-airways"]);
  });
});
