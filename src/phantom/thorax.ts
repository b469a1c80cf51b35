import { atan2, bell, clamp, cos, PI, plateau, profile, sin, smoothMax, smoothMin, smoothstep, square } from "./mathematics.ts";
import type { ThoraxShape } from "./recipe.ts";

/*
 * The walls of the standard thorax, in the anatomy's frame: signed distances in millimetres, negative inside.
 * Measures follow adult CT cross-sections at full inspiration; the profiles give each as a function of height.
 */

const CAGE_HALF_WIDTH = [
  [-195, 122],
  [-160, 129],
  [-120, 133],
  [-80, 133],
  [-40, 130],
  [0, 124],
  [20, 118],
  [40, 108],
  [60, 94],
  [76, 77],
  [90, 56],
  [112, 36],
] as const;
const CAGE_FRONT = [
  [-195, -84],
  [-160, -90],
  [-120, -93],
  [-80, -89],
  [-40, -79],
  [0, -65],
  [20, -56],
  [40, -43],
  [60, -26],
  [80, -10],
  [112, 4],
] as const;
const CAGE_BACK = [
  [-195, 74],
  [-160, 82],
  [-120, 90],
  [-80, 95],
  [-40, 96],
  [0, 93],
  [40, 86],
  [60, 80],
  [80, 71],
  [112, 56],
] as const;
const BODY_HALF_WIDTH = [
  [-195, 150],
  [-120, 156],
  [-80, 160],
  [-40, 164],
  [0, 169],
  [30, 173],
  [50, 178],
  [70, 186],
  [90, 198],
  [112, 212],
] as const;
const BODY_FRONT = [
  [-195, -113],
  [-120, -117],
  [-80, -114],
  [-40, -106],
  [0, -95],
  [30, -84],
  [50, -72],
  [70, -60],
  [90, -50],
  [112, -42],
] as const;
const BODY_BACK = [
  [-195, 104],
  [-120, 114],
  [-80, 120],
  [-40, 123],
  [0, 121],
  [40, 116],
  [80, 106],
  [112, 92],
] as const;
const SPINE_Y = [
  [-195, 35],
  [-150, 43],
  [-100, 51],
  [-50, 55],
  [0, 53],
  [40, 46],
  [80, 34],
  [112, 22],
] as const;

/** Centre of the vertebral column (middle of the vertebral bodies) at a height. */
export function spineY(z: number): number {
  return profile(SPINE_Y, z);
}

/** The horizontal section of the walls at one height. */
export interface Section {
  readonly z: number;
  readonly cage: Oval;
  readonly body: Oval;
  readonly spineY: number;
}

/** An oval with its own depth to the front and the back, between an ellipse (round 2) and a box (round 0). */
interface Oval {
  readonly centreY: number;
  readonly halfWidth: number;
  readonly front: number;
  readonly back: number;
  readonly roundFront: number;
  readonly roundBack: number;
}

export function sectionAt(shape: ThoraxShape, z: number): Section {
  const cageFront = profile(CAGE_FRONT, z);
  const cageBack = profile(CAGE_BACK, z);
  const fat = shape.fatMm - 14;
  const bodyFront = profile(BODY_FRONT, z) - fat * 0.8;
  const bodyBack = profile(BODY_BACK, z) + fat * 0.6;
  const widest = cageFront + 0.56 * (cageBack - cageFront);
  const bodyWidest = bodyFront + 0.54 * (bodyBack - bodyFront);
  return {
    z,
    spineY: spineY(z),
    cage: {
      centreY: widest,
      halfWidth: profile(CAGE_HALF_WIDTH, z),
      front: widest - cageFront,
      back: cageBack - widest,
      roundFront: 1.6,
      roundBack: 1.05,
    },
    body: {
      centreY: bodyWidest,
      halfWidth: profile(BODY_HALF_WIDTH, z) + fat,
      front: bodyWidest - bodyFront,
      back: bodyBack - bodyWidest,
      roundFront: 1.25,
      roundBack: 1.2,
    },
  };
}

function ovalDistance(oval: Oval, x: number, y: number): number {
  const dy = y - oval.centreY;
  const depth = dy < 0 ? oval.front : oval.back;
  const round = dy < 0 ? oval.roundFront : oval.roundBack;
  const u = x / oval.halfWidth;
  const v = dy / depth;
  const u2 = u * u;
  const v2 = v * v;
  const rho = Math.sqrt(Math.sqrt(u2 * u2 + v2 * v2 + round * u2 * v2));
  if (rho < 0.05) return -Math.min(oval.halfWidth, depth);
  const cube = 2 * rho * rho * rho;
  const gx = (u * (2 * u2 + round * v2)) / (cube * oval.halfWidth);
  const gy = (v * (2 * v2 + round * u2)) / (cube * depth);
  return (rho - 1) / Math.sqrt(gx * gx + gy * gy);
}

/** Distance from the inner surface of the rib cage. */
export function cageDistance(section: Section, x: number, y: number): number {
  return ovalDistance(section.cage, x, y);
}

/** Angle around the chest: 0 at the sternum, 180 at the spine, the same on both sides. */
export function azimuthDegrees(section: Section, x: number, y: number): number {
  return (atan2(Math.abs(x), -(y - section.cage.centreY)) * 180) / PI;
}

/** Point of the rib cage's inner surface at an azimuth; x is positive. */
export function cagePoint(section: Section, azimuth: number): readonly [number, number] {
  const { cage } = section;
  const c = sin((azimuth * PI) / 180);
  const s = -cos((azimuth * PI) / 180);
  const u2 = square(c / cage.halfWidth);
  const v2 = square(s / (s < 0 ? cage.front : cage.back));
  const round = s < 0 ? cage.roundFront : cage.roundBack;
  const radius = 1 / Math.sqrt(Math.sqrt(u2 * u2 + v2 * v2 + round * u2 * v2));
  return [c * radius, cage.centreY + s * radius];
}

/** Distance from the skin. */
export function bodyDistance(shape: ThoraxShape, section: Section, x: number, y: number): number {
  const { z, body } = section;
  const side = Math.abs(x);
  const front = y < body.centreY;
  // Pectoral fullness and, behind, the furrow over the spine.
  const pectoral = front ? plateau(-45, 45, 45, z) * (7 * bell(side - 72, 34) - 4 * bell(side, 16)) : 0;
  const furrow = front ? 0 : 5 * bell(side, 14) * plateau(-195, 60, 40, z);
  let distance = ovalDistance(body, x, y) - pectoral + furrow;
  if (shape.sex === "F") distance = smoothMin(distance, breastDistance(shape, section, side, y), 18);
  if (z > 50) distance = smoothMin(distance, neckDistance(section, x, y), 12);
  return distance;
}

/** Breast, as an ellipsoid on the chest wall. */
export function breastDistance(shape: ThoraxShape, section: Section, side: number, y: number): number {
  const size = 1 + (shape.fatMm - 14) * 0.015;
  const dx = (side - 82) / (52 * size);
  const dy = (y + 86) / (44 * size);
  const dz = (section.z + 38) / (50 * size);
  return (Math.sqrt(dx * dx + dy * dy + dz * dz) - 1) * 44 * size;
}

/** Glandular tissue in the breast: strands and islands. */
export function glandDistance(shape: ThoraxShape, section: Section, x: number, y: number): number {
  const { z } = section;
  const strands = 3.4 * sin(x * 0.31 + 2 * sin(z * 0.13)) + 2.6 * sin(y * 0.37 + z * 0.21) + 2.2 * sin(z * 0.33 - x * 0.17);
  return (breastDistance(shape, section, Math.abs(x), y) + 17) * 0.45 + strands;
}

function neckDistance(section: Section, x: number, y: number): number {
  const rise = smoothstep(50, 112, section.z);
  const dx = x / 62;
  const dy = (y - 14) / 66;
  return (Math.sqrt(dx * dx + dy * dy) - 1) * 62 + (1 - rise) * 20;
}

/** Height of the diaphragm's upper surface under a point. */
export function diaphragmZ(shape: ThoraxShape, wall: Section, x: number, y: number): number {
  const inside = -cageDistance(wall, x, y);
  // Highest in front of the middle, falling towards the back.
  const slope = 0.3 * Math.max(0, y + 25) + 0.0016 * square(Math.max(0, y + 25));
  const dome = -101 - 13 * smoothstep(-25, 45, x) - slope + shape.diaphragmMm;
  const front = smoothstep(-20, -88, y);
  const atWall = -158 - 26 * smoothstep(-30, 75, y) + front * (22 + 16 * bell(x, 60));
  const t = clamp(1 - inside / 58, 0, 1);
  // A shallow saddle between the domes, where the heart lies.
  const saddle = 8 * bell(x - 8, 26);
  const top = dome - saddle;
  return top + (atWall - top) * (1 - Math.sqrt(1 - t * t));
}

/** Thickness of the two layers of muscle on the rib cage, millimetres: deep (serratus, subscapularis ...) and outer (pectoralis, latissimus ...). */
export function muscleLayers(shape: ThoraxShape, section: Section, x: number, y: number): readonly [deep: number, outer: number] {
  const { z } = section;
  const az = azimuthDegrees(section, x, y);
  const deep =
    7 * plateau(26, 54, 10, az) * plateau(8, 60, 14, z) +
    5.5 * plateau(70, 114, 12, az) * plateau(-95, 45, 22, z) +
    14 * plateau(120, 143, 11, az) * plateau(-22, 70, 20, z) +
    5 * plateau(150, 168, 9, az) * plateau(-40, 75, 16, z) +
    6.5 * plateau(24, 116, 12, az) * smoothstep(-88, -122, z);
  const outer =
    13 * plateau(20, 56, 14, az) * plateau(-38, 58, 26, z) * (shape.sex === "F" ? 0.7 : 1) +
    8.5 * plateau(92, 146, 13, az) * plateau(-150, 5, 28, z) +
    12 * plateau(120, 142, 10, az) * plateau(-18, 62, 18, z) +
    7 * plateau(150, 177, 6, az) * plateau(-85, 100, 26, z) +
    9 * plateau(5, 32, 4, az) * smoothstep(-100, -122, z);
  return [deep * shape.muscleScale, outer * shape.muscleScale];
}

/** Distance from the long muscles beside the spine. */
export function erectorDistance(shape: ThoraxShape, section: Section, x: number, y: number, skin: number): number {
  const grow = shape.muscleScale * (1 + 0.2 * smoothstep(-60, -190, section.z));
  const ex = (Math.abs(x) - 26) / (22 * grow);
  const ey = (y - section.spineY - 46) / (15 * grow);
  const long = (Math.sqrt(ex * ex + ey * ey) - 1) * 16;
  // The deep ones fill the space between spinous and transverse processes.
  const dx = x / 20;
  const dy = (y - section.spineY - 33) / 21;
  const deep = (Math.sqrt(dx * dx + dy * dy) - 1) * 19;
  return smoothMax(Math.min(long, deep), skin + 5, 3);
}

/** Distance from the dome over the apex of each lung. */
export function apexDistance(shape: ThoraxShape, x: number, y: number, z: number): number {
  const dx = Math.abs(x) - 40;
  const dy = y - 40;
  // Under the neck of the first rib where that is as in a body.
  const [top, round] = shape.ribPairs === undefined ? [92, 120] : [78, 70];
  return (z - top + (dx * dx + dy * dy) / round) * 0.8;
}

/** Over 0: upper lobe side of the oblique fissure (of the side of x); millimetres. */
export function obliqueFissure(x: number, y: number, z: number): number {
  const right = x < 0;
  const side = Math.abs(x) - 75;
  const bow = 5 * sin(y / 38) + 0.0022 * side * side;
  const plane = right ? -124 + (y + 64) * 1.13 : -130 + (y + 66) * 1.2;
  return (z - plane - bow) * (right ? 0.663 : 0.64);
}

/** Over 0: above the horizontal fissure of the right lung; millimetres. */
export function horizontalFissure(x: number, y: number, z: number): number {
  const dx = (x + 74) / 60;
  const dy = (y + 30) / 60;
  return z + 32 + 7 * (dx * dx + dy * dy) + 0.08 * (y + 30);
}
