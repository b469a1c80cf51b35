import {
  add,
  cross,
  dot,
  length,
  normalize,
  planeNormal,
  scale,
  subtract,
  type Vec3,
  type VolumeGrid,
} from "../geometry/index.ts";
import { framesOfReference, orderFrames, orientationOutliers, positionAlong, samePositionMm } from "./frame-order.ts";
import type { FrameHeader, GeometryIssueCode, GeometryVerdict } from "./types.ts";

/**
 * Tolerances. One idea behind all: where is a voxel drawn, against where the file says it is.
 *
 * - In the plane, no pixel may leave its place by half a pixel over the whole series (mixed orientation, mixed spacing, tilt):
 *   below that nothing is seen and no length changes by more than its own uncertainty.
 * - Along the normal, `exact` is 1 % of the spacing (at least 0.01 mm, the rounding of Image Position (Patient) in files that write two
 *   decimals; 3D Slicer's scalar volume plug-in has used 0.01 mm): a regular volume. Up to `marked` (10 % of the spacing) the volume is
 *   usable and says by how much; OHIF tolerates 20 % without a word, ITK warns from 0.01 %. Beyond, lengths through the plane are wrong.
 * - A shear (a tilted gantry) is part of the grid, whose third direction leans by as much; it is marked with its angle. What slices lie
 *   off that lean sideways is marked up to two pixels and refused beyond.
 * - A step within 15 % of a whole multiple (2, 3, ...) of the usual step is a gap: slices are missing, not uneven. The grid then has places
 *   for them that stay blank: nothing is interpolated over a gap. More missing than there are is no volume.
 */
const exactShare = 0.01;
const exactMm = 0.01;
const markedShare = 0.1;
const multipleShare = 0.15;
const driftPixels = 0.5;
const markedDriftPixels = 2;
/** More wide steps than this share of all are a change of spacing, not gaps. */
const gapShare = 0.25;

type Issue = GeometryVerdict["issues"][number];

/**
 * The one verdict on a series' geometry. `volume`: a regular grid; `marked`: usable, the reason is shown; `stack`: no MPR, no 3D.
 * Order does not matter: frames are put in display order (`orderFrames`) first, and the grid's k follows it. Colour and every
 * structural fault is a stack. (PS3.3 C.7.6.2.1.1: position and orientation define the plane; spacing follows from positions.)
 */
export function judgeGeometry(frames: readonly FrameHeader[]): GeometryVerdict {
  const ordered = orderFrames(frames);
  const structural = structuralIssues(ordered);
  if (structural.length > 0) return { kind: "stack", issues: structural };
  const first = ordered[0] as FrameHeader;
  const plane = first.plane as NonNullable<FrameHeader["plane"]>;
  const normal = normalize(planeNormal(plane));
  const positions = ordered.map((frame) => positionAlong(frame, normal)).sort((a, b) => a - b);
  const repeated = repeatedIssue(positions);
  if (repeated !== undefined) return { kind: "stack", issues: [repeated] };
  const { gaps, slices, missingSlices } = findGaps(positions);
  if (missingSlices.length > ordered.length) return { kind: "stack", issues: gaps };

  const count = ordered.length + missingSlices.length;
  const spacingMm = ((positions.at(-1) ?? 0) - (positions[0] ?? 0)) / (count - 1);
  const deviationMm = largest(positions.map((at, n) => Math.abs(at - ((positions[0] ?? 0) + (slices[n] ?? n) * spacingMm))));
  const uneven = deviationMm > Math.max(exactMm, exactShare * spacingMm);
  const lean = leanOf(ordered, normal, slices);
  const references = framesOfReference(ordered);
  const issues = [
    ...gaps,
    ...(uneven ? [issue("uneven-spacing", { deviationMm: round(deviationMm), spacingMm: round(spacingMm) })] : []),
    ...lean.issues,
    ...(references.kind === "one" ? [] : [issue("mixed-frame-of-reference", { count: references.count })]),
  ];
  const refused =
    deviationMm > Math.max(exactMm, markedShare * spacingMm) ||
    lean.isRefused ||
    (references.kind !== "one" && issues.length > 1);
  const maxSpacingDeviationMm = round(deviationMm);
  if (refused) return { kind: "stack", issues, maxSpacingDeviationMm };
  const grid = buildGrid(first, count, add(scale(normal, spacingMm), lean.asideStep));
  const blank = missingSlices.length === 0 ? {} : { missingSlices };
  return { kind: issues.length === 0 ? "volume" : "marked", issues, grid, ...blank, maxSpacingDeviationMm };
}

/** Faults that leave no common grid at all, each with what was found. */
function structuralIssues(frames: readonly FrameHeader[]): readonly Issue[] {
  const found: Issue[] = [];
  const placed = frames.filter((frame) => frame.plane !== undefined);
  if (frames.length === 0) return [issue("no-geometry", { frames: 0, without: 0 })];
  if (placed.length < frames.length)
    found.push(issue("no-geometry", { frames: frames.length, without: frames.length - placed.length }));
  if (frames.length === 1) found.push(issue("single-frame", {}));
  const colour = frames.filter((frame) => frame.samplesPerPixel !== 1).length;
  if (colour > 0) found.push(issue("colour", { frames: colour }));
  const sizes = new Set(frames.map((frame) => `${frame.columns} x ${frame.rows}`));
  if (sizes.size > 1) found.push(issue("mixed-size", { sizes: [...sizes].slice(0, 4).join(", "), count: sizes.size }));
  const references = framesOfReference(placed);
  if (references.kind === "mixed") found.push(issue("mixed-frame-of-reference", { count: references.count }));
  const turned = orientationOutliers(placed);
  if (turned > 0) found.push(issue("mixed-orientation", { frames: turned, ...(normalAngle(placed) ?? {}) }));
  const spacings = mixedSpacings(placed);
  if (spacings > 1) found.push(issue("mixed-spacing", { count: spacings }));
  return found;
}

/** Number of pixel spacings that put the far edge of a frame half a pixel or more elsewhere than the first frame's. */
function mixedSpacings(placed: readonly FrameHeader[]): number {
  const first = placed[0]?.plane;
  if (first === undefined) return 0;
  const differing = placed.filter(({ plane }) => {
    if (plane === undefined) return false;
    const rows = Math.abs(plane.pixelSpacing[0] / first.pixelSpacing[0] - 1) * first.rows;
    const columns = Math.abs(plane.pixelSpacing[1] / first.pixelSpacing[1] - 1) * first.columns;
    return Math.max(rows, columns) > driftPixels;
  });
  return 1 + new Set(differing.map(({ plane }) => plane?.pixelSpacing.join(" "))).size;
}

function normalAngle(placed: readonly FrameHeader[]): { readonly angleDegrees: number } | undefined {
  const first = placed[0]?.plane;
  if (first === undefined) return undefined;
  const normal = planeNormal(first);
  const sine = (other: Vec3) => Math.min(1, length(cross(normal, other)));
  const worst = largest(placed.map(({ plane }) => (plane === undefined ? 0 : sine(planeNormal(plane)))));
  return { angleDegrees: round((Math.asin(worst) * 180) / Math.PI) };
}

function stepsOf(positions: readonly number[]): readonly number[] {
  return positions.slice(1).map((at, k) => at - (positions[k] ?? at));
}

/** Duplicates among sorted positions (millimetres along the normal). */
function repeatedIssue(positions: readonly number[]): Issue | undefined {
  const repeated = stepsOf(positions).filter((step) => step < samePositionMm).length;
  if (repeated === 0) return undefined;
  const distinct = positions.length - repeated;
  const even = positions.length % distinct === 0 && isEvenlyRepeated(positions, positions.length / distinct);
  return issue("duplicate-positions", {
    frames: positions.length,
    positions: distinct,
    ...(even ? { perPosition: positions.length / distinct } : {}),
  });
}

interface Gaps {
  readonly gaps: readonly Issue[];
  /** Which slice of the grid each frame is. */
  readonly slices: readonly number[];
  /** Slices of the grid that no frame is. */
  readonly missingSlices: readonly number[];
}

function findGaps(positions: readonly number[]): Gaps {
  const none: Gaps = { gaps: [], slices: positions.map((_, n) => n), missingSlices: [] };
  const steps = stepsOf(positions);
  const usual = median(steps);
  const gaps = steps.flatMap((step, k) => {
    const multiple = Math.round(step / usual);
    return multiple >= 2 && Math.abs(step - multiple * usual) <= multipleShare * usual ? [{ k, missing: multiple - 1 }] : [];
  });
  if (gaps.length === 0 || gaps.length > gapShare * steps.length) return none;
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0);
  const found = issue("gaps", { gaps: gaps.length, missing, spacingMm: round(usual), afterSlice: (gaps[0]?.k ?? 0) + 1 });
  // A hole of a kilometre is no gap: its places are not even listed.
  if (missing > positions.length)
    return { ...none, gaps: [found], missingSlices: Array.from({ length: positions.length + 1 }, (_, n) => n) };
  const widths = new Map(gaps.map((gap) => [gap.k, gap.missing]));
  const slices = [0];
  for (let n = 0; n < steps.length; n++) slices.push((slices[n] ?? 0) + 1 + (widths.get(n) ?? 0));
  const held = new Set(slices);
  const count = positions.length + missing;
  return { gaps: [found], slices, missingSlices: Array.from({ length: count }, (_, k) => k).filter((k) => !held.has(k)) };
}

function isEvenlyRepeated(positions: readonly number[], times: number): boolean {
  return positions.every((at, index) => Math.abs(at - (positions[index - (index % times)] ?? at)) < samePositionMm * times);
}

interface Lean {
  readonly issues: readonly Issue[];
  readonly isRefused: boolean;
  /** How far each slice lies aside of the one before, millimetres in patient space, at right angles to the normal. */
  readonly asideStep: Vec3;
}

/** How slices move within their own plane from first to last: evenly (gantry tilt and its like), and what is left besides. */
function leanOf(frames: readonly FrameHeader[], normal: Vec3, slices: readonly number[]): Lean {
  const plane = frames[0]?.plane;
  const straight: Lean = { issues: [], isRefused: false, asideStep: [0, 0, 0] };
  if (plane === undefined) return straight;
  const pixelMm = Math.min(plane.pixelSpacing[0], plane.pixelSpacing[1]);
  const from = plane.imagePositionPatient;
  const aside = frames.map((frame) => {
    const offset = subtract(frame.plane?.imagePositionPatient ?? from, from);
    return subtract(offset, scale(normal, dot(offset, normal)));
  });
  const driftMm = largest(aside.map(length));
  const last = aside.at(-1) ?? [0, 0, 0];
  if (driftMm <= driftPixels * pixelMm) return straight;
  const travelMm = Math.abs(dot(subtract(frames.at(-1)?.plane?.imagePositionPatient ?? from, from), normal));
  const isTilted = length(last) > driftPixels * pixelMm;
  const asideStep = isTilted ? scale(last, 1 / (slices.at(-1) || 1)) : straight.asideStep;
  const leftMm = largest(aside.map((offset, n) => length(subtract(offset, scale(asideStep, slices[n] ?? n)))));
  const angleDegrees = Math.round((Math.atan2(length(last), travelMm) * 1800) / Math.PI) / 10;
  return {
    issues: [
      ...(isTilted ? [issue("tilt", { angleDegrees, driftMm: round(driftMm) })] : []),
      ...(leftMm > driftPixels * pixelMm ? [issue("sideways-shift", { shiftMm: round(leftMm) })] : []),
    ],
    isRefused: leftMm > markedDriftPixels * pixelMm,
    asideStep,
  };
}

/** `step` is the way from slice to slice in patient space, millimetres: it leans where the gantry was tilted. */
function buildGrid(first: FrameHeader, slices: number, step: Vec3): VolumeGrid {
  const plane = first.plane as NonNullable<FrameHeader["plane"]>;
  const normal = normalize(planeNormal(plane));
  const row = normalize(plane.rowDirection);
  return {
    dimensions: [plane.columns, plane.rows, slices],
    spacingMm: [plane.pixelSpacing[1], plane.pixelSpacing[0], length(step)],
    originPatient: plane.imagePositionPatient,
    directions: [row, normalize(cross(normal, row)), normalize(step)],
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function issue(code: GeometryIssueCode, details: Readonly<Record<string, string | number>>): Issue {
  return { code, details };
}
