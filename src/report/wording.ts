import type { Code, Finding } from "../findings/index.ts";
import type { Bilingual, ReportLanguage } from "./draft.ts";

const words: Readonly<Record<string, Bilingual>> = {
  // Findings
  "SCT 786838002": { en: "lung nodule", "zh-CN": "肺结节" },
  "SCT 427359005": { en: "solitary lung nodule", "zh-CN": "肺孤立性结节" },
  "SCT 27925004": { en: "nodule", "zh-CN": "结节" },
  "SCT 4147007": { en: "mass", "zh-CN": "肿块" },
  "SCT 52988006": { en: "lesion", "zh-CN": "病灶" },
  "SCT 125605004": { en: "fracture", "zh-CN": "骨折" },
  "SCT 33737001": { en: "rib fracture", "zh-CN": "肋骨骨折" },
  "SCT 60046008": { en: "pleural effusion", "zh-CN": "胸腔积液" },
  "SCT 36118008": { en: "pneumothorax", "zh-CN": "气胸" },
  "SCT 59441001": { en: "lymph node", "zh-CN": "淋巴结" },
  "DCM 112120": { en: "ground glass opacity", "zh-CN": "磨玻璃影" },
  // Bare measurements
  "SCT 410668003": { en: "length", "zh-CN": "长度" },
  "SCT 1483009": { en: "angle", "zh-CN": "角度" },
  "SCT 285285000": { en: "Cobb angle", "zh-CN": " Cobb 角" },
  "DCM 121211": { en: "path length", "zh-CN": "折线长度" },
  "99HNSFLD ctr": { en: "cardiothoracic ratio", "zh-CN": "心胸比" },
  "SCT 42798000": { en: "area", "zh-CN": "面积" },
  "SCT 81827009": { en: "diameter", "zh-CN": "直径" },
  "DCM 112031": { en: "attenuation", "zh-CN": " CT 值" },
  "DCM 111030": { en: "region of interest", "zh-CN": "感兴趣区" },
  // Sites
  "SCT 39607008": { en: "lung", "zh-CN": "肺" },
  "SCT 3341006": { en: "right lung", "zh-CN": "右肺" },
  "SCT 44029006": { en: "left lung", "zh-CN": "左肺" },
  "SCT 42400003": { en: "right upper lobe", "zh-CN": "右肺上叶" },
  "SCT 72481006": { en: "right middle lobe", "zh-CN": "右肺中叶" },
  "SCT 266005": { en: "right lower lobe", "zh-CN": "右肺下叶" },
  "SCT 44714003": { en: "left upper lobe", "zh-CN": "左肺上叶" },
  "SCT 41224006": { en: "left lower lobe", "zh-CN": "左肺下叶" },
  "SCT 3120008": { en: "pleura", "zh-CN": "胸膜" },
  "SCT 72410000": { en: "mediastinum", "zh-CN": "纵隔" },
  "SCT 46750007": { en: "hilum", "zh-CN": "肺门" },
  "SCT 80891009": { en: "heart", "zh-CN": "心脏" },
  "SCT 15825003": { en: "aorta", "zh-CN": "主动脉" },
  "SCT 78904004": { en: "chest wall", "zh-CN": "胸壁" },
  "SCT 113197003": { en: "rib", "zh-CN": "肋骨" },
  "SCT 51282000": { en: "vertebra", "zh-CN": "椎体" },
  "SCT 421060004": { en: "spine", "zh-CN": "脊柱" },
  "SCT 56873002": { en: "sternum", "zh-CN": "胸骨" },
  "SCT 51299004": { en: "clavicle", "zh-CN": "锁骨" },
  "SCT 79601000": { en: "scapula", "zh-CN": "肩胛骨" },
  "SCT 80581009": { en: "upper abdomen", "zh-CN": "上腹部" },
  "SCT 10200004": { en: "liver", "zh-CN": "肝脏" },
  "SCT 74670003": { en: "wrist", "zh-CN": "腕关节" },
  "SCT 85562004": { en: "hand", "zh-CN": "手" },
  "SCT 16982005": { en: "shoulder", "zh-CN": "肩部" },
  "SCT 40983000": { en: "upper arm", "zh-CN": "上臂" },
  "SCT 16953009": { en: "elbow", "zh-CN": "肘关节" },
  "SCT 14975008": { en: "forearm", "zh-CN": "前臂" },
  "SCT 24136001": { en: "hip", "zh-CN": "髋关节" },
  "SCT 68367000": { en: "thigh", "zh-CN": "大腿" },
  "SCT 72696002": { en: "knee", "zh-CN": "膝关节" },
  "SCT 30021000": { en: "lower leg", "zh-CN": "小腿" },
  "SCT 70258002": { en: "ankle", "zh-CN": "踝关节" },
  "SCT 56459004": { en: "foot", "zh-CN": "足" },
  "SCT 8205005": { en: "wrist", "zh-CN": "腕部" },
  "SCT 7569003": { en: "finger", "zh-CN": "手指" },
  "SCT 76505004": { en: "thumb", "zh-CN": "拇指" },
  "SCT 29707007": { en: "toe", "zh-CN": "足趾" },
  "SCT 49076000": { en: "knee", "zh-CN": "膝关节" },
  "SCT 85050009": { en: "humerus", "zh-CN": "肱骨" },
  "SCT 62413002": { en: "radius", "zh-CN": "桡骨" },
  "SCT 23416004": { en: "ulna", "zh-CN": "尺骨" },
  "SCT 71341001": { en: "femur", "zh-CN": "股骨" },
  "SCT 12611008": { en: "tibia", "zh-CN": "胫骨" },
  "SCT 87342007": { en: "fibula", "zh-CN": "腓骨" },
  "SCT 64234005": { en: "patella", "zh-CN": "髌骨" },
  "SCT 80144004": { en: "calcaneus", "zh-CN": "跟骨" },
  "SCT 75129005": { en: "distal radius", "zh-CN": "桡骨远端" },
  "SCT 91238003": { en: "distal ulna", "zh-CN": "尺骨远端" },
  "SCT 272673000": { en: "bone", "zh-CN": "骨" },
  "SCT 39352004": { en: "joint", "zh-CN": "关节" },
  "SCT 87784001": { en: "soft tissue", "zh-CN": "软组织" },
  // Laterality
  "SCT 24028007": { en: "right", "zh-CN": "右" },
  "SCT 7771000": { en: "left", "zh-CN": "左" },
  "SCT 51440002": { en: "bilateral", "zh-CN": "双侧" },
};

/** What a concept is called in a report's sentence; a concept that is not known here keeps its own meaning. */
export function wordOf(code: Code, language: ReportLanguage): string {
  return words[`${code.scheme} ${code.value}`]?.[language] ?? code.meaning;
}

const densities: Readonly<Record<string, Bilingual>> = {
  solid: { en: "solid ", "zh-CN": "实性" },
  "part-solid": { en: "part-solid ", "zh-CN": "部分实性" },
  "ground-glass": { en: "ground-glass ", "zh-CN": "磨玻璃" },
};

/** How dense a nodule is, by the class that its model gave it (parameter "density"), as a word before its name; "" where none did. */
export function densityWord({ code, provenance }: Pick<Finding, "code" | "provenance">, language: ReportLanguage): string {
  const isNodule = ["786838002", "27925004"].includes(code.value);
  if (!isNodule || provenance.by !== "model") return "";
  return densities[String(provenance.parameters.density)]?.[language] ?? "";
}

const rightSites = ["3341006", "42400003", "72481006", "266005", "24028007"];
const leftSites = ["44029006", "44714003", "41224006", "7771000"];

export type Side = "right" | "left";

/** Which side a finding is on, by its laterality or by a site that has one; undefined where neither says. */
export function sideOf(finding: { readonly site?: Code | undefined; readonly laterality?: Code | undefined }): Side | undefined {
  const codes = [finding.laterality, finding.site].filter((code) => code?.scheme === "SCT").map((code) => code?.value ?? "");
  if (codes.some((value) => rightSites.includes(value))) return "right";
  return codes.some((value) => leftSites.includes(value)) ? "left" : undefined;
}

/** Words by which a text speaks of a kind of finding, in either language. */
export const findingNouns: readonly { readonly codes: readonly string[]; readonly noun: RegExp }[] = [
  { codes: ["786838002", "427359005", "27925004"], noun: /nodul|结节/i },
  { codes: ["4147007"], noun: /\bmass(?:es)?\b|肿块/i },
  { codes: ["125605004", "33737001"], noun: /fractur|骨折/i },
  { codes: ["60046008"], noun: /effusion|积液/i },
  { codes: ["36118008"], noun: /pneumothora|气胸/i },
  { codes: ["112120"], noun: /ground.glass|磨玻璃/i },
];
