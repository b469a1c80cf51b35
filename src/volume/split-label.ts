import type { SplitDimension } from "./frame-traits.ts";
import { countedCodes, type FrameGroup, type SplitPart, type TraitedFrame } from "./split-types.ts";

/** What a reader calls a stack by, beside what it was split by, in the order of being said. */
const telling: readonly SplitDimension[] = [
  "time",
  "cardiac-phase",
  "respiratory-phase",
  "b-value",
  "echo-time",
  "inversion-time",
  "flip-angle",
  "energy",
  "kernel",
];

/** What tells stacks apart but says nothing of them: left out where something better does. */
const bare: ReadonlySet<string> = new Set<SplitPart["code"]>([
  "acquisition",
  "acquisition-time",
  "content-time",
  "reference-time",
  "image-type",
  "echo",
  "block",
  "repeat",
]);

const mostParts = 3;

/** Labels that name each group and no other: telling values that differ between groups first, a number last. */
export function labelGroups(groups: readonly FrameGroup[]): readonly FrameGroup[] {
  if (groups.length < 2) return groups.map((group) => ({ ...group, label: [] }));
  const constants = groups.map(({ frames }) => constantsOf(frames));
  const varying = telling.filter((code) => new Set(constants.map((values) => values[code])).size > 1);
  const labelled = groups.map((group, at) => {
    const own = new Set(group.label.map(({ code }) => code));
    const more = varying.flatMap((code): SplitPart[] => {
      const value = constants[at]?.[code];
      return value === undefined || own.has(code) ? [] : [{ code, value }];
    });
    return { ...group, label: [...group.label, ...more] };
  });
  const short = labelled.map((group) => ({ ...group, label: group.label.filter(({ code }) => !bare.has(code)) }));
  const chosen = areDistinct(short) ? short : labelled;
  return numbered(countValues(chosen.map((group) => ({ ...group, label: group.label.slice(0, mostParts) }))));
}

/** Values that every frame of a group has in common. */
function constantsOf(frames: readonly TraitedFrame[]): Partial<Record<SplitDimension, string | number>> {
  const entries = telling.flatMap((code) => {
    const value = frames[0]?.traits.values[code];
    const isCommon = value !== undefined && frames.every(({ traits }) => traits.values[code] === value);
    return isCommon ? [[code, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

function nameOf({ label }: FrameGroup): string {
  return label.map(({ code, value }) => `${code}=${value}`).join("|");
}

function areDistinct(groups: readonly FrameGroup[]): boolean {
  return new Set(groups.map(nameOf)).size === groups.length && groups.every(({ label }) => label.length > 0);
}

function countValues(groups: readonly FrameGroup[]): readonly FrameGroup[] {
  const seen = new Map<string, Map<string | number, number>>();
  const numberOf = ({ code, value }: SplitPart) => {
    const values = seen.get(code) ?? new Map<string | number, number>();
    seen.set(code, values);
    const number = values.get(value) ?? values.size + 1;
    values.set(value, number);
    return number;
  };
  return groups.map((group) => ({
    ...group,
    label: group.label.map((part) => (countedCodes.has(part.code) ? { code: part.code, value: numberOf(part) } : readable(part))),
  }));
}

/** Groups that nothing tells apart are numbered; one without a name beside named ones is the series itself. */
function numbered(groups: readonly FrameGroup[]): readonly FrameGroup[] {
  const times = new Map<string, number>();
  for (const group of groups) times.set(nameOf(group), (times.get(nameOf(group)) ?? 0) + 1);
  return groups.map((group, at) =>
    (times.get(nameOf(group)) ?? 0) > 1
      ? { ...group, label: [...group.label.slice(0, mostParts - 1), { code: "number", value: at + 1 }] }
      : group,
  );
}

/** A time of day as it is read on a clock; numbers without a tail of rounding. */
function readable({ code, value }: SplitPart): SplitPart {
  if (typeof value === "number") return { code, value: Math.round(value * 1000) / 1000 };
  if (code !== "acquisition-time" && code !== "content-time") return { code, value: value.slice(0, 64) };
  const digits = value.length >= 14 && !value.slice(0, 14).includes(".") ? value.slice(8) : value;
  const [, hours, minutes, seconds] = /^(\d{2})(\d{2})(\d{2}(?:\.\d{1,3})?)/.exec(digits) ?? [];
  return { code, value: hours === undefined ? value.slice(0, 64) : `${hours}:${minutes}:${seconds}` };
}
