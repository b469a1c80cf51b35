import { type Code, dcm, type Finding, isSameCode, type Measurement, own, sct, ucum } from "../findings/index.ts";
import type { Bilingual, ReportLanguage } from "./draft.ts";
import { densityWord, sideOf, wordOf } from "./wording.ts";

/** How much a sentence says. */
export type SentenceStyle = "sentence" | "summary";

/**
 * A finding as a sentence of the report: what, where, how big; `summary` gives what and where with one size. An annotation is its own words.
 *
 * Lengths in millimetres to one decimal; a mean diameter to the whole millimetre, as nodules are followed by.
 */
export function composeFindingText(finding: Finding, language: ReportLanguage, style: SentenceStyle = "sentence"): string {
  if (isSameCode(finding.code, own.annotation)) return finding.comment.replace(/\s+/g, " ").trim();
  const parts = style === "summary" ? [shortSize(finding, language)] : fullSizes(finding, language);
  const sizes = parts.filter((part) => part !== "");
  const head = language === "en" ? englishHead(finding) : chineseHead(finding);
  const caveats = style === "summary" ? "" : caveatText(finding, language);
  const [comma, stop] = language === "en" ? [", ", "."] : ["，", "。"];
  const body = isBareMeasurement(finding) ? `${head} ${sizes.join(comma)}`.trimEnd() : [head, ...sizes].join(comma);
  const sentence = `${body}${caveats}${stop}`;
  const comment = style === "summary" ? "" : finding.comment.replace(/\s+/g, " ").trim();
  return comment === "" ? sentence : `${sentence}${language === "en" ? " " : ""}${comment}`;
}

/** Whether a finding is nothing but a measurement: its code is what was measured, not what was found. */
function isBareMeasurement(finding: Pick<Finding, "code">): boolean {
  return bareCodes.some((code) => isSameCode(code, finding.code));
}

const bareCodes: readonly Code[] = [
  sct.length,
  sct.angle,
  sct.cobbAngle,
  sct.area,
  sct.diameter,
  dcm.pathLength,
  dcm.attenuation,
  own.cardiothoracicRatio,
];

/** Whether a finding says what it is, and not only what was measured: only then does it belong in an impression. */
export function isNamed(finding: Pick<Finding, "code">): boolean {
  return ![dcm.imageRegion, own.annotation, ...bareCodes].some((code) => isSameCode(code, finding.code));
}

function englishHead(finding: Finding): string {
  const name = wordOf(finding.code, "en");
  const place = siteText(finding, "en");
  const saysPlace = place === "" || name.startsWith(`${place} `);
  const known = !saysPlace && place.endsWith(" rib") && name.startsWith("rib ") ? name.slice(4) : name;
  const noun = isBareMeasurement(finding) ? `measured ${name}` : `${densityWord(finding, "en")}${known}`;
  const head = saysPlace ? noun : `${noun}, ${place}`;
  return head.charAt(0).toUpperCase() + head.slice(1);
}

function chineseHead(finding: Finding): string {
  const place = siteText(finding, "zh-CN");
  const name = wordOf(finding.code, "zh-CN");
  if (isBareMeasurement(finding)) return `${place}测量${name}`;
  if (name.startsWith("肺")) {
    const known = place.includes("肺") ? place : `${place}肺`;
    return `${known}${densityWord(finding, "zh-CN")}${name.slice(1)}`;
  }
  const known = place.endsWith("肋骨") && name.startsWith("肋骨") ? name.slice(2) : name;
  return `${place}${densityWord(finding, "zh-CN")}${known}`;
}

/** The place in words, its side first: "right upper lobe", "left rib", "右肺上叶"; "" where nothing is known. */
export function siteText(finding: Pick<Finding, "site" | "laterality">, language: ReportLanguage): string {
  const site = finding.site === undefined ? "" : wordOf(finding.site, language);
  const siteHasSide = finding.site !== undefined && sideOf({ site: finding.site }) !== undefined;
  if (finding.laterality === undefined || siteHasSide) return site;
  const side = wordOf(finding.laterality, language);
  if (site === "") return language === "en" ? side : side.endsWith("侧") ? side : `${side}侧`;
  if (language === "en") return `${side} ${site}`;
  return `${side.endsWith("侧") || site.startsWith("肺") ? side : `${side}侧`}${site}`;
}

function numberOf(finding: Finding, concept: Code): Measurement | undefined {
  return finding.measurements.find((measurement) => isSameCode(measurement.concept, concept));
}

const unitWords: Readonly<Record<string, string>> = {
  [ucum.squareMillimetre]: "mm²",
  [ucum.cubicMillimetre]: "mm³",
  [ucum.degree]: "°",
  [ucum.hounsfield]: "HU",
  [ucum.pixels]: "px",
  [ucum.none]: "",
};

function amount(value: number, unit: string, decimals: number): string {
  const rounded = value.toFixed(decimals).replace(/^-(0(?:\.0+)?)$/, "$1");
  const word = unitWords[unit] ?? unit;
  return word === "" || word === "°" ? `${rounded}${word}` : `${rounded} ${word}`;
}

/** [long, short] or [diameter], with the unit they share. */
function axes(finding: Finding): { readonly values: readonly number[]; readonly unit: string } | undefined {
  const long = numberOf(finding, sct.longAxis);
  const short = numberOf(finding, sct.shortAxis);
  if (long !== undefined && short !== undefined && long.unit === short.unit) {
    return { values: [long.value, short.value], unit: long.unit };
  }
  const only = long ?? numberOf(finding, sct.diameter);
  return only === undefined ? undefined : { values: [only.value], unit: only.unit };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function shortSize(finding: Finding, language: ReportLanguage): string {
  const size = axes(finding) ?? firstOf(finding, [sct.length, sct.angle]);
  if (size === undefined) return "";
  const text = amount(meanOf(size.values), size.unit, size.unit === ucum.degree ? 1 : 0);
  return language === "en" ? text : `约 ${text}`;
}

function firstOf(
  finding: Finding,
  concepts: readonly Code[],
): { readonly values: readonly number[]; readonly unit: string } | undefined {
  for (const concept of concepts) {
    const found = numberOf(finding, concept);
    if (found !== undefined) return { values: [found.value], unit: found.unit };
  }
  return undefined;
}

function sizeText(finding: Finding, language: ReportLanguage): string {
  const size = axes(finding);
  if (size === undefined) return "";
  const english = language === "en";
  const [first = 0, second] = size.values;
  if (second === undefined) {
    const text = amount(first, size.unit, 1);
    return english ? `${text} in diameter` : `直径约 ${text}`;
  }
  const mean = amount(meanOf(size.values), size.unit, 0);
  const both = `${first.toFixed(1)} × ${amount(second, size.unit, 1)}`;
  return english ? `${both} (mean ${mean})` : `大小约 ${both}（平均径约 ${mean}）`;
}

type Phrase = readonly [concept: Code, decimals: number, words: Bilingual];

/** Further numbers and how they are said, in the order they are said. */
const phrases: readonly Phrase[] = [
  [sct.length, 1, { en: "", "zh-CN": "" }],
  [sct.angle, 1, { en: "", "zh-CN": "" }],
  [sct.cobbAngle, 1, { en: "", "zh-CN": "" }],
  [dcm.pathLength, 1, { en: "", "zh-CN": "" }],
  [own.cardiothoracicRatio, 2, { en: "", "zh-CN": "" }],
  [own.heartWidth, 1, { en: "heart ", "zh-CN": "心影横径 " }],
  [own.thoraxWidth, 1, { en: "thorax ", "zh-CN": "胸廓内径 " }],
  [sct.volume, 0, { en: "volume ", "zh-CN": "体积约 " }],
  [sct.area, 0, { en: "area ", "zh-CN": "面积约 " }],
  [dcm.attenuation, 0, { en: "attenuation ", "zh-CN": "CT 值 " }],
  [dcm.meanAttenuation, 0, { en: "mean attenuation ", "zh-CN": "平均 CT 值 " }],
  [sct.mean, 1, { en: "mean ", "zh-CN": "平均值 " }],
];

function fullSizes(finding: Finding, language: ReportLanguage): string[] {
  const rest = phrases.map(([concept, decimals, words]) => {
    const found = numberOf(finding, concept);
    if (found === undefined) return "";
    const bareName = isBareMeasurement(finding) && isSameCode(concept, finding.code);
    return `${bareName ? "" : words[language]}${amount(found.value, found.unit, decimals)}`;
  });
  return [sizeText(finding, language), ...rest];
}

const caveatWords: Readonly<Record<Finding["caveats"][number], Bilingual>> = {
  reduced: { en: "measured on reduced images", "zh-CN": "在降采样图像上测量" },
  interpolated: { en: "measured on interpolated images", "zh-CN": "在插值图像上测量" },
  uncalibrated: { en: "not calibrated", "zh-CN": "未经校准" },
  lossy: { en: "measured on lossy images", "zh-CN": "在有损压缩图像上测量" },
  slab: { en: "values of several slices thrown together", "zh-CN": "数值取自多层叠加图像" },
  "calibrated-by-reader": { en: "calibrated by the reader", "zh-CN": "由阅片者校准" },
  "irregular-spacing": { en: "irregular slice spacing", "zh-CN": "层间距不规则" },
  incomplete: { en: "measured on incomplete images", "zh-CN": "在不完整图像上测量" },
};

function caveatText(finding: Finding, language: ReportLanguage): string {
  const all = finding.caveats.map((caveat) => caveatWords[caveat][language]);
  if (all.length === 0) return "";
  return language === "en" ? ` (${all.join("; ")})` : `（${all.join("；")}）`;
}
