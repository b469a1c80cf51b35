/** How soon a series must be looked at, as whoever asked for it said. */
export const urgencies = ["stat", "high", "routine", "low"] as const;
export type Urgency = (typeof urgencies)[number];

/** What of a study and series says how urgent it is; "" where the files do not speak of it. */
export interface UrgencyFacts {
  readonly modality: string;
  /** Requested Procedure Priority (0040,1003) and the retired Study Priority ID (0032,000C). */
  readonly priorities: readonly string[];
  /** Study and Series Description, Protocol Name. */
  readonly descriptions: readonly string[];
}

export interface Urgent {
  readonly urgency: Urgency;
  /** A CT of somebody in an emergency: goes before what is as urgent. */
  readonly isEmergencyCt: boolean;
}

const CODES: Readonly<Record<string, Urgency>> = {
  STAT: "stat",
  HIGH: "high",
  URGENT: "high",
  ASAP: "high",
  MEDIUM: "routine",
  MED: "routine",
  ROUTINE: "routine",
  LOW: "low",
};
const STAT = /\bstat\b|\bcode (stroke|trauma|blue|red)\b|\bpolytrauma\b|\bshock ?room\b|危急|抢救|绿色通道|卒中中心/i;
const HIGH = /\burgent\b|\bemerg(ency)?\b|\basap\b|加急|紧急/i;
const EMERGENCY =
  /\bemerg(ency)?\b|\btrauma\b|\bpolytrauma\b|\bstroke\b|\b(er|ed)\b|\bshock ?room\b|急诊|急症|外伤|创伤|卒中|抢救/i;

/** The most urgent of what is said, by code or by word; routine where nothing is. */
export function urgencyOf({ modality, priorities, descriptions }: UrgencyFacts): Urgent {
  const words = descriptions.join(" | ").replaceAll(/[_/]+/g, " ");
  const isEmergency = EMERGENCY.test(words);
  const coded = priorities.flatMap((code) => CODES[code.trim().toUpperCase()] ?? []);
  const said: Urgency[] = [...coded];
  if (STAT.test(words)) said.push("stat");
  if (HIGH.test(words) || isEmergency) said.push("high");
  return {
    urgency: urgencies.find((urgency) => said.includes(urgency)) ?? "routine",
    isEmergencyCt: modality === "CT" && (isEmergency || coded.includes("stat") || STAT.test(words)),
  };
}

/** What decides who is next. */
export interface Waiting extends Urgent {
  readonly studyInstanceUid: string;
  /** A reader asked for it and waits; otherwise it came by itself. */
  readonly isAskedFor: boolean;
  /** In the order of arrival. */
  readonly number: number;
}

/**
 * Who goes first: what a reader has on the screen, the study looked at last before others; then the more urgent; of these CTs of
 * emergencies; then what was asked for; then whoever came first. `looked`: studies that are looked at, the last first.
 */
export function compareWaiting(looked: readonly string[]): (a: Waiting, b: Waiting) => number {
  const place = ({ studyInstanceUid }: Waiting) => {
    const at = looked.indexOf(studyInstanceUid);
    return at < 0 ? looked.length : at;
  };
  return (a, b) =>
    place(a) - place(b) ||
    urgencies.indexOf(a.urgency) - urgencies.indexOf(b.urgency) ||
    Number(b.isEmergencyCt) - Number(a.isEmergencyCt) ||
    Number(b.isAskedFor) - Number(a.isAskedFor) ||
    a.number - b.number;
}
