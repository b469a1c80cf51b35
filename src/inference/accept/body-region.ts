import type { BodyRegion } from "../contract/accepts.ts";

/** Words for a region: as in Body Part Examined (PS3.16 annex L) and in descriptions, English and Chinese. */
const WORDS: readonly (readonly [BodyRegion, RegExp])[] = [
  ["whole-body", /whole ?body|全身/],
  ["head", /head|brain|skull|cranio|sinus|orbit|头|颅|脑|鼻窦|眼眶/],
  ["neck", /neck|cervic|c ?spine|carotid|thyroid|颈|甲状腺/],
  ["chest", /chest|thora[xc]|lung|rib(s|cage)?\b|mediast|胸|肺|纵隔|肋骨/],
  ["breast", /breast|mamm|乳/],
  ["heart", /heart|cardiac|coronar|\bcor\b|心脏|冠状动脉|冠脉/],
  ["abdomen", /abd|liver|hepat|kidney|renal|pancrea|spleen|腹|肝|肾|胰|脾/],
  ["pelvis", /pelvi[sc]|pelv\b|abdpel|bladder|prostate|盆|膀胱|前列腺/],
  ["spine", /spine|vertebra|sacr|coccyx|脊柱|椎|骶/],
  ["shoulder", /shoulder|clavic|scapula|肩|锁骨/],
  ["upper-arm", /humerus|upper ?arm|\barm\b|肱骨|上臂/],
  ["elbow", /elbow|肘/],
  ["forearm", /forearm|radius|ulna|前臂|桡骨|尺骨/],
  ["wrist", /wrist|carpus|腕/],
  ["hand", /\bhand\b|finger|thumb|(^|[^腕])手(?!术)|指/],
  ["hip", /\bhip\b|髋/],
  ["thigh", /thigh|femur|大腿|股骨/],
  ["knee", /knee|patella|膝|髌/],
  ["lower-leg", /lower ?leg|\bleg\b|tib ?fib|tibia|fibula|小腿|胫|腓/],
  ["ankle", /ankle|踝/],
  ["foot", /\bfoot\b|\btoe|calcan|heel|足|趾|跟骨/],
];

/** The regions that these texts name, none twice; empty where they name none. */
export function bodyRegionsIn(texts: readonly string[]): readonly BodyRegion[] {
  const words = texts.map((text) => text.toLowerCase().replaceAll(/[_\-/^.,+]+/g, " ")).join(" | ");
  return WORDS.filter(([, pattern]) => pattern.test(words)).map(([region]) => region);
}
