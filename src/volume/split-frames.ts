import { anatomicalPlane, angleDegrees, planeNormal } from "../geometry/index.ts";
import { compareFrames, framesOfReference } from "./frame-order.ts";
import { resolveRepeats } from "./resolve-repeats.ts";
import { labelGroups } from "./split-label.ts";
import type { FrameGroup, SplitPart, TraitedFrame } from "./split-types.ts";

/** Frames whose axes turn by more than this do not belong to one stack. */
const oneOrientationDegrees = 2;
/** More orientations than this are a radial acquisition, which is read as one. */
const mostOrientations = 24;
/** More stacks than this are no help to anyone. */
const mostGroups = 4096;

/** Tells the frames of a group apart; undefined leaves them together. */
type Divider = (frames: readonly TraitedFrame[]) => readonly Divided[] | undefined;
interface Divided {
  readonly part: SplitPart;
  readonly frames: readonly TraitedFrame[];
}

/**
 * The stacks that a series is made of. First what can never be one stack: other kinds of image, colour, images without a place and each
 * clip among them, sizes, pixel spacings, coordinate systems, orientations, segments. Then, where several frames lie at one place, what
 * tells them apart (`resolveRepeats`). The order of the frames does not matter.
 */
export function splitFrames(frames: readonly TraitedFrame[]): readonly FrameGroup[] {
  const sorted = [...frames].sort((a, b) => compareFrames(a.header, b.header));
  const whole: FrameGroup = { kind: "whole", label: [], frames: sorted };
  const divided = dividers.reduce<readonly FrameGroup[]>(
    (groups, divide) => groups.flatMap((group) => apply(group, divide)),
    [whole],
  );
  const resolved = divided.flatMap((group) => (isOneStack(group) ? resolveRepeats(group) : [group]));
  return labelGroups(resolved.length > mostGroups ? [whole] : resolved);
}

function apply(group: FrameGroup, divide: Divider): readonly FrameGroup[] {
  const parts = divide(group.frames);
  if (parts === undefined || parts.length < 2) return [group];
  return parts.map(({ part, frames }) => ({ kind: part.code, label: [...group.label, part], frames }));
}

/** Whether all frames have a place and face one way, so that places along the way can be compared. */
function isOneStack({ frames }: FrameGroup): boolean {
  const [first] = frames;
  return first !== undefined && frames.every((frame) => isAligned(frame, first));
}

const dividers: readonly Divider[] = [
  (frames) => by(frames, "image-kind", ({ traits }) => traits.kind)?.toSorted((a, b) => kindRank(a.part) - kindRank(b.part)),
  divideUnplaced,
  (frames) => ofPlaced(frames, () => by(frames, "samples", ({ header }) => header.samplesPerPixel)),
  (frames) =>
    ofPlaced(frames, () =>
      often(
        frames,
        by(frames, "size", ({ header }) => `${header.columns} × ${header.rows}`),
      ),
    ),
  (frames) => ofPlaced(frames, () => often(frames, by(frames, "spacing", spacingOf))),
  (frames) => ofPlaced(frames, () => often(frames, divideReferences(frames))),
  (frames) => ofPlaced(frames, () => often(frames, divideOrientations(frames))),
  (frames) => by(frames, "segment", ({ traits }) => traits.values.segment ?? 0),
];

/** What a reader opens comes first. */
function kindRank({ value }: SplitPart): number {
  return value === "original" ? 0 : value === "localizer" ? 2 : 1;
}

function by(
  frames: readonly TraitedFrame[],
  code: SplitPart["code"],
  traitOf: (frame: TraitedFrame) => string | number,
): Divided[] | undefined {
  const groups = Map.groupBy(frames, traitOf);
  return groups.size < 2 ? undefined : [...groups].map(([value, members]) => ({ part: { code, value }, frames: members }));
}

function ofPlaced(frames: readonly TraitedFrame[], divide: () => readonly Divided[] | undefined): readonly Divided[] | undefined {
  return frames.every(({ header }) => header.plane !== undefined) ? divide() : undefined;
}

/** Three scouts of three orientations are leafed through as one; groups are made where they are stacks. */
function often(frames: readonly TraitedFrame[], parts: readonly Divided[] | undefined): readonly Divided[] | undefined {
  return parts !== undefined && frames.length >= 2 * parts.length ? parts : undefined;
}

function spacingOf({ header: { plane } }: TraitedFrame): string {
  // Half a pixel over two thousand.
  return plane === undefined ? "" : plane.pixelSpacing.map((mm) => mm.toPrecision(4)).join(" × ");
}

/** Images without a place apart from those with one; among the former each clip (a multi-frame instance) by itself. */
function divideUnplaced(frames: readonly TraitedFrame[]): readonly Divided[] | undefined {
  const [unplaced, placed] = [
    frames.filter(({ header }) => header.plane === undefined),
    frames.filter(({ header }) => header.plane),
  ];
  if (unplaced.length === 0) return undefined;
  const instances = [...Map.groupBy(unplaced, ({ header }) => header.sopInstanceUid).values()];
  const stills = instances.filter((members) => members.length === 1).flat();
  const code = placed.length === 0 ? "stills" : "unplaced";
  const parts: Divided[] = instances
    .filter((members) => members.length > 1)
    .map((members, at) => ({ part: { code: "clip", value: members[0]?.header.instanceNumber ?? at + 1 }, frames: members }));
  if (stills.length > 0) parts.push({ part: { code, value: stills.length }, frames: stills });
  // As they were taken: a series of clips opens with its first one.
  parts.sort((one, other) => compareFirst(one.frames, other.frames));
  return placed.length === 0 ? parts : [{ part: { code: "unplaced", value: 0 }, frames: placed }, ...parts];
}

function compareFirst([one]: readonly TraitedFrame[], [other]: readonly TraitedFrame[]): number {
  return one === undefined || other === undefined ? 0 : compareFrames(one.header, other.header);
}

function divideReferences(frames: readonly TraitedFrame[]): readonly Divided[] | undefined {
  if (framesOfReference(frames.map(({ header }) => header)).kind !== "mixed") return undefined;
  return by(frames, "frame-of-reference", ({ header }) => header.frameOfReferenceUid ?? "");
}

function divideOrientations(frames: readonly TraitedFrame[]): readonly Divided[] | undefined {
  const groups: TraitedFrame[][] = [];
  for (const frame of frames) {
    const home = groups.find(([first]) => first !== undefined && isAligned(frame, first));
    if (home !== undefined) home.push(frame);
    else if (groups.length === mostOrientations) return undefined;
    else groups.push([frame]);
  }
  return groups.map((members) => {
    const plane = members[0]?.header.plane;
    return {
      part: { code: "orientation", value: plane === undefined ? "" : anatomicalPlane(planeNormal(plane)) },
      frames: members,
    };
  });
}

function isAligned(a: TraitedFrame, b: TraitedFrame): boolean {
  const [one, other] = [a.header.plane, b.header.plane];
  if (one === undefined || other === undefined) return false;
  return (
    angleDegrees(one.rowDirection, other.rowDirection) <= oneOrientationDegrees &&
    angleDegrees(one.columnDirection, other.columnDirection) <= oneOrientationDegrees
  );
}
