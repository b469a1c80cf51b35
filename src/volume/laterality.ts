import type { Dataset } from "../dicom/index.ts";
import { functionalGroup, textOf } from "./functional-group.ts";
import type { FrameHeader, GeometryVerdict } from "./types.ts";

type Side = "L" | "R";

/** A side as one place of a file states it. */
export interface StatedSide {
  readonly side: Side;
  /** Keyword of the attribute, or `position`: where the images lie in the patient. */
  readonly source: "Laterality" | "ImageLaterality" | "FrameLaterality" | "SeriesDescription" | "ProtocolName" | "position";
}

/** Parts of the body that come in pairs and lie well off the midline, as Body Part Examined and descriptions name them. */
const paired =
  /\b(KNEE|HIP|SHOULDER|ANKLE|FOOT|FEET|TOE|HAND|WRIST|ELBOW|ARM|FOREARM|HUMERUS|FEMUR|TIBIA|LEG|THIGH|CALF|FINGER|THUMB|CLAVICLE|SCAPULA|BREAST|EAR|EYE|ORBIT|KIDNEY)\b|膝|髋|肩|踝|足|手|腕|肘|臂|肱|股骨|胫|腿|锁骨|乳|耳|眼|肾/;
const leftWords = /\b(LEFT|LINKS|LINKE[RSN]?|GAUCHE|IZQUIERD[AO]|SINISTR[AO])\b|左/;
const rightWords = /\b(RIGHT|RECHTS|RECHTE[RSN]?|DROITE?|DERECH[AO]|DESTR[AO])\b|右/;
/** Only beside a paired part: "LT" and "RT" alone may be anything ("RT": radiotherapy). */
const leftShort = /\bLT\b/;
const rightShort = /\bRT\b/;

/** All of a stack must lie this far beyond the midline to tell a side: a patient lies in the middle of the table, give or take. */
const besideMm = 30;
const centreBesideMm = 60;

/** The sides that an instance states of itself, each once: attributes first, then the words of its descriptions. */
export function statedSides(dataset: Dataset): readonly StatedSide[] {
  const anatomy = functionalGroup(dataset, 1, "FrameAnatomySequence");
  const bodyPart = textOf(dataset, "BodyPartExamined").toUpperCase();
  const attributes = [
    stated(textOf(dataset, "Laterality"), "Laterality"),
    stated(textOf(dataset, "ImageLaterality"), "ImageLaterality"),
    stated(textOf(anatomy, "FrameLaterality"), "FrameLaterality"),
  ];
  const words = (["SeriesDescription", "ProtocolName"] as const).map((source) => {
    const side = sideOfWords(textOf(dataset, source), bodyPart);
    return side === undefined ? undefined : { side, source };
  });
  return [...attributes, ...words].filter((one) => one !== undefined);
}

function stated(value: string, source: StatedSide["source"]): StatedSide | undefined {
  const side = value.trim().toUpperCase();
  return side === "L" || side === "R" ? { side, source } : undefined;
}

/** The one side that words name; none where they name both, or neither. */
export function sideOfWords(words: string, bodyPart: string): Side | undefined {
  const said = words.toUpperCase().replaceAll("_", " ").slice(0, 256);
  const isPaired = paired.test(said) || paired.test(bodyPart);
  const left = leftWords.test(said) || (isPaired && leftShort.test(said));
  const right = rightWords.test(said) || (isPaired && rightShort.test(said));
  return left === right ? undefined : left ? "L" : "R";
}

/** Whether descriptions name a part that comes in pairs. */
export function isPairedPart(dataset: Dataset): boolean {
  return paired.test(
    `${textOf(dataset, "BodyPartExamined")} ${textOf(dataset, "SeriesDescription")}`.toUpperCase().replaceAll("_", " "),
  );
}

/** The side of the patient that all frames lie on (LPS+: x rises to the left); undefined near the midline or without a place. */
export function sideOfPosition(frames: readonly FrameHeader[]): StatedSide | undefined {
  const planes = frames.flatMap(({ plane }) => (plane === undefined ? [] : [plane]));
  if (planes.length === 0 || planes.length < frames.length) return undefined;
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const plane of planes) {
    const across = plane.rowDirection[0] * plane.pixelSpacing[1] * (plane.columns - 1);
    const down = plane.columnDirection[0] * plane.pixelSpacing[0] * (plane.rows - 1);
    for (const x of [0, across, down, across + down].map((part) => plane.imagePositionPatient[0] + part)) {
      least = Math.min(least, x);
      most = Math.max(most, x);
    }
  }
  const centre = (least + most) / 2;
  if (least > besideMm && centre > centreBesideMm) return { side: "L", source: "position" };
  return most < -besideMm && centre < -centreBesideMm ? { side: "R", source: "position" } : undefined;
}

/** The contradiction among sides, if there is one: the first statement against the first that differs from it. */
export function lateralityConflict(sides: readonly StatedSide[]): GeometryVerdict["issues"][number] | undefined {
  const [first] = sides;
  const other = sides.find(({ side }) => side !== first?.side);
  if (first === undefined || other === undefined) return undefined;
  return {
    code: "laterality-conflict",
    details: { side: first.side, source: first.source, otherSide: other.side, otherSource: other.source },
  };
}
