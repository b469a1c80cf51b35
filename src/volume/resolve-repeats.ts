import { dot, normalize, planeNormal } from "../geometry/index.ts";
import { compareFrames, positionAlong } from "./frame-order.ts";
import { risingDimensions, type SplitDimension, splitDimensions } from "./frame-traits.ts";
import { countedCodes, type FrameGroup, type SplitPart, type SplitPartCode, type TraitedFrame } from "./split-types.ts";

/** Two frames nearer than this along the normal lie at one place: files write positions with two decimals. */
const onePlaceMm = 0.02;
/** Of the places of a stack, the share that a set of frames must cover to be a stack of its own. */
const clearShare = 0.5;
/** How many more sets than a place has frames may come out: the last phase of a series is often cut short. */
const moreSets = 1.5;

/** A frame with the number of its place, counted along the normal. */
interface Slot {
  readonly frame: TraitedFrame;
  readonly place: number;
}

type Dimension = SplitDimension | "field";
const dimensions: readonly Dimension[] = ["field", ...splitDimensions];

/**
 * Splits frames of one orientation of which several lie at one place into stacks with one frame a place. The first dimension that does so
 * by itself is used; else the first that leaves whole stacks behind, and each of them is split further; else the instance numbers.
 * Frames that all lie at one place are a film and stay together; a few that lie where another already does are put apart.
 */
export function resolveRepeats(group: FrameGroup): readonly FrameGroup[] {
  return resolve(group, dimensions);
}

function resolve(group: FrameGroup, asked: readonly Dimension[]): readonly FrameGroup[] {
  const slots = placesOf(group.frames);
  const places = new Set(slots.map(({ place }) => place)).size;
  if (places === slots.length || places <= 1) return [group];
  const named = (sets: readonly Named[]) =>
    sets.map(({ part, slots: members }) => ({
      kind: part?.code ?? group.kind,
      label: part === undefined ? group.label : [...group.label, part],
      frames: members.map(({ frame }) => frame),
    }));
  for (const code of asked) {
    const sets = [setsOf(slots, code), risingDimensions.has(code as SplitDimension) ? ranksOf(slots, code) : []];
    const found = sets.find((candidate) => settles(candidate, slots.length, places));
    if (found !== undefined) return named(found);
  }
  for (const [at, code] of asked.entries()) {
    const sets = setsOf(slots, code);
    if (sets.length < 2 || !sets.every((set) => coverage(set) >= Math.max(2, clearShare * places))) continue;
    return named(sets).flatMap((part) => resolve(part, asked.toSpliced(at, 1)));
  }
  return byNumber(group, slots, places);
}

interface Named {
  readonly part: SplitPart | undefined;
  readonly slots: readonly Slot[];
}

/** Sorted along the normal of the first frame, places counted from 0. */
function placesOf(frames: readonly TraitedFrame[]): readonly Slot[] {
  const plane = frames[0]?.header.plane;
  if (plane === undefined) return [];
  const normal = normalize(planeNormal(plane));
  const sorted = frames
    .map((frame) => ({ frame, mm: positionAlong(frame.header, normal) }))
    .sort((a, b) => a.mm - b.mm || compareFrames(a.frame.header, b.frame.header));
  let [place, start] = [0, sorted[0]?.mm ?? 0];
  return sorted.map(({ frame, mm }) => {
    if (mm - start > onePlaceMm) [place, start] = [place + 1, mm];
    return { frame, place };
  });
}

function coverage({ slots }: Named): number {
  return new Set(slots.map(({ place }) => place)).size;
}

/** Whether each set has one frame a place, and most sets cover most places: evenly, or evenly but for what was cut short. */
function settles(sets: readonly Named[], frames: number, places: number): boolean {
  if (sets.length < 2 || sets.length > Math.ceil((frames / places) * moreSets) + 1) return false;
  if (!sets.every((set) => coverage(set) === set.slots.length)) return false;
  const sizes = sets.map(({ slots }) => slots.length).sort((a, b) => a - b);
  return (sizes[Math.floor(sizes.length / 2)] ?? 0) >= Math.max(2, clearShare * places);
}

function traitOf({ frame }: Slot, code: Dimension): string | number | undefined {
  if (code !== "field") return frame.traits.values[code];
  const plane = frame.header.plane;
  if (plane === undefined) return undefined;
  const along = [plane.rowDirection, plane.columnDirection].map((axis) => Math.round(dot(plane.imagePositionPatient, axis)));
  return along.join(" ");
}

function setsOf(slots: readonly Slot[], code: Dimension): readonly Named[] {
  const groups = Map.groupBy(slots, (slot) => traitOf(slot, code));
  const firstOf = (members: readonly Slot[]) =>
    members.map(({ frame }) => frame.header).reduce((a, b) => (compareFrames(a, b) <= 0 ? a : b));
  return [...groups]
    .sort(([a, one], [b, other]) => (countedCodes.has(code) ? compareFrames(firstOf(one), firstOf(other)) : compareValues(a, b)))
    .map(([value, members]) => ({ part: value === undefined ? undefined : { code, value }, slots: members }));
}

/** The first of every place by a value that rises with time, the second of every place, ...; none unless every place has as many. */
function ranksOf(slots: readonly Slot[], code: Dimension): readonly Named[] {
  if (slots.some((slot) => traitOf(slot, code) === undefined)) return [];
  return ranked(
    slots,
    (a, b) => compareValues(traitOf(a, code), traitOf(b, code)),
    code,
    (first) => traitOf(first, code) ?? 0,
  );
}

function ranked(
  slots: readonly Slot[],
  compare: (a: Slot, b: Slot) => number,
  code: SplitPartCode,
  nameOf: (first: Slot, rank: number) => string | number,
): readonly Named[] {
  const perPlace = [...Map.groupBy(slots, ({ place }) => place).values()].map((members) => members.toSorted(compare));
  const most = perPlace.reduce((count, members) => Math.max(count, members.length), 0);
  if (!perPlace.every((members) => members.length === most)) return [];
  return Array.from({ length: most }, (_, rank) => {
    const members = perPlace.flatMap((place) => place[rank] ?? []);
    return { part: { code, value: nameOf(members[0] as Slot, rank) }, slots: members };
  });
}

/** Where nothing tells frames of one place apart: runs of instance numbers, else their order at each place; a few are put apart. */
function byNumber(group: FrameGroup, slots: readonly Slot[], places: number): readonly FrameGroup[] {
  const numbered = slots.toSorted((a, b) => compareFrames(a.frame.header, b.frame.header));
  const made = (code: SplitPartCode, value: number, members: readonly Slot[]): FrameGroup => ({
    kind: code,
    label: [...group.label, { code, value }],
    frames: members.map(({ frame }) => frame),
  });
  const perPlace = [...Map.groupBy(numbered, ({ place }) => place).values()];
  if (perPlace.filter((members) => members.length > 1).length < places / 2) {
    const rest = perPlace.flatMap((members) => members.slice(1));
    const first = perPlace.flatMap((members) => members.slice(0, 1));
    const frames = first.map(({ frame }) => frame);
    return [{ ...group, frames, duplicates: rest.length }, made("duplicate", rest.length, rest)];
  }
  const runs = runsOf(numbered);
  if (settles(runs, slots.length, places)) return runs.map(({ slots: members }, at) => made("block", at + 1, members));
  const most = perPlace.reduce((count, members) => Math.max(count, members.length), 0);
  return Array.from({ length: most }, (_, rank) =>
    made(
      "repeat",
      rank + 1,
      perPlace.flatMap((members) => members[rank] ?? []),
    ),
  );
}

/** Runs of frames in which no place comes twice. */
function runsOf(numbered: readonly Slot[]): readonly Named[] {
  const runs: Slot[][] = [];
  let seen = new Set<number>();
  for (const slot of numbered) {
    if (runs.length === 0 || seen.has(slot.place)) {
      runs.push([]);
      seen = new Set();
    }
    seen.add(slot.place);
    runs.at(-1)?.push(slot);
  }
  return runs.map((slots) => ({ part: undefined, slots }));
}

function compareValues(a: string | number | undefined, b: string | number | undefined): number {
  if (a === b) return 0;
  if (a === undefined) return -1;
  if (b === undefined) return 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
