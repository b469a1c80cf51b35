import type { BodyRegion } from "../contract/accepts.ts";

/** Words for a region: as in Body Part Examined (PS3.16 annex L) and in descriptions, English and Chinese. */
const WORDS: readonly (readonly [BodyRegion, RegExp])[] = [
  ["whole-body", /whole ?body|全身/],
  [
    "head",
    /(?<!(femor|humer|radi|tars|carp|fibul)al |ulnar )\bheads?\b|brain|skull|crani|sinus|orbit|facial|nasal|mandib|zygom|mastoid|waters|caldwell|towne|(?<!骨)头(?!状骨)|颅|脑|鼻|眼|面骨|颌|颧|乳突|瓦氏|华氏|柯氏|汤氏/,
  ],
  [
    "neck",
    /(?<!(femor|humer|radi|surgic|fibul)al |femur |humerus )neck|cervic|c ?spine|odontoid|carotid|thyroid|(?<!骨)颈|甲状腺|张口位|寰枢/,
  ],
  ["chest", /chest|thora[xc]|lung|rib(s|cage)?\b|sternum|mediast|胸|肺|纵隔|肋骨/],
  ["breast", /breast|mamm|乳/],
  ["heart", /heart|cardiac|coronar|\bcor\b|心脏|冠状动脉|冠脉/],
  ["abdomen", /abd(?!uct)|\bkub\b|liver|hepat|kidney|renal|pancrea|spleen|腹|肝|肾|胰|脾/],
  ["pelvis", /pelvi[sc]|pelv\b|abdpel|bladder|prostate|盆|膀胱|前列腺/],
  ["spine", /spine|vertebra|lumb[ao]|sacr|coccyx|swimmer|脊柱|椎|骶|尾骨/],
  ["shoulder", /shoulder|clavic|scapula|肩|锁骨/],
  ["upper-arm", /humer(us|al)|upper ?arms?\b|\barms?\b|肱骨|上臂/],
  ["elbow", /elbow|olecranon|肘|鹰嘴/],
  ["forearm", /forearm|radius|ulna|前臂|桡骨|尺骨/],
  ["wrist", /wrist|\bcarp(us|al)|scaphoid|腕|舟骨|头状骨/],
  ["hand", /\bhands?\b|finger|thumb|metacarp|(^|[^腕])手(?!术)|指/],
  ["hip", /\bhips?\b|femoral (head|neck)|acetabul|髋|股骨头|股骨颈/],
  ["thigh", /thigh|femur|femoral shaft|大腿|股骨/],
  ["knee", /knee|patella|膝|髌/],
  ["lower-leg", /lower ?legs?\b|\blegs?\b|tib ?fib|tibia|fibula|小腿|胫|腓/],
  ["ankle", /ankle|malleol|踝/],
  ["foot", /\bfoot\b|\bfeet\b|\btoes?\b|metatars|\btarsal|calcan|heel|足|趾|跟骨|跖/],
];

/** The regions that these texts name, none twice; empty where they name none. */
export function bodyRegionsIn(texts: readonly string[]): readonly BodyRegion[] {
  const words = texts.map((text) => text.toLowerCase().replaceAll(/[_\-/^.,+]+/g, " ")).join(" | ");
  return WORDS.filter(([, pattern]) => pattern.test(words)).map(([region]) => region);
}
