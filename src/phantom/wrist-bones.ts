import type { Vec3 } from "../geometry/index.ts";

/*
 * Bones of a left wrist and hand in their own frame, millimetres: u to the thumb's side, v towards the elbow, w to the back of
 * the hand; the origin lies between the two rows of the carpus. Laid out after adult radiographs in two planes; no one
 * person's measures.
 */

/** A point of a bone's axis: u v w, half width, thickness of the cortex. */
export type BonePoint = readonly [u: number, v: number, w: number, radius: number, cortex: number];

export interface WristBone {
  readonly name: string;
  /** Rows of points; each row is a chain of cones, the bone their rounded union. */
  readonly rows: readonly (readonly BonePoint[])[];
  /** Thickness in w over width in u. */
  readonly flat: number;
  /** Where two bones would touch, the one of lower rank is hollowed by the joint's width; equal ranks share. */
  readonly rank: number;
}

/** Reads a row of a table and rounds it: points parted by semicolons, numbers by blanks. */
function axis(table: string): readonly BonePoint[] {
  const read = table.split(";").map((point) => {
    const [u = 0, v = 0, w = 0, radius = 0, cortex = 0] = point.trim().split(" ").map(Number);
    return [u, v, w, radius, cortex] as const;
  });
  return rounded(rounded(read));
}

/** Puts a point on a smooth curve between each two. */
function rounded(row: readonly BonePoint[]): readonly BonePoint[] {
  const at = (i: number) => row[Math.min(row.length - 1, Math.max(0, i))] as BonePoint;
  return row.flatMap((point, i) => {
    if (i + 1 === row.length) return [point];
    const mix = (n: 0 | 1 | 2 | 3 | 4) => (9 * (at(i)[n] + at(i + 1)[n]) - at(i - 1)[n] - at(i + 2)[n]) / 16;
    return [point, [mix(0), mix(1), mix(2), mix(3), mix(4)] as const];
  });
}

function bone(name: string, rank: number, flat: number, ...rows: readonly string[]): WristBone {
  return { name, rank, flat, rows: rows.map(axis) };
}

/** A long bone of the hand: broad base and head, narrow thick-walled shaft between. */
function tubular(name: string, rank: number, base: Vec3, head: Vec3, size: number): WristBone {
  const at = (t: number, radius: number, cortex: number, bow = 0) => {
    const place = ([0, 1, 2] as const).map((i) => base[i] + (head[i] - base[i]) * t + (i === 2 ? bow : 0));
    return `${place.join(" ")} ${radius * size} ${cortex * size}`;
  };
  const shaft = [
    at(0.04, 6.7, 0.5),
    at(0.14, 6, 0.7, 0.5),
    at(0.3, 4.3, 1.5, 1.6),
    at(0.5, 3.8, 1.8, 2.2),
    at(0.7, 4.2, 1.5, 1.6),
    at(0.84, 5.4, 0.8, 0.5),
    at(0.92, 6.5, 0.55),
    at(0.96, 6.3, 0.5),
  ];
  return bone(name, rank, 0.94, shaft.join(";"));
}

export const wristBones: readonly WristBone[] = [
  bone(
    "radius",
    0,
    0.8,
    "11 190 0 7.6 2.6; 12 110 1 7.2 2.7; 13 70 1 7.5 2.4; 14 50 0 8.6 1.7; 14.5 36 0 10.6 1; 15 26 0 11.4 0.6; 15 16 0 11 0.6",
    "9 36 0 8 0.9; 6.5 24 0 8.4 0.6; 6 16 0 8 0.6",
    "20 32 0 8.2 0.8; 22 20 0 8 0.6; 24.4 10 0 5.6 0.6; 26.6 2 -0.5 3 0.7",
  ),
  bone(
    "ulna",
    1,
    1,
    "-13 190 0 6.6 2.4; -12.5 110 -1 6 2.3; -11.8 60 -1 5.5 2; -11.4 38 0 5.6 1.5; -11 26 0 6.5 0.9; -11 18 0 7.8 0.6",
    "-14.6 20 1.5 4 0.6; -16.6 14 2.3 2.6 0.6; -17.4 8 2.6 1.5 0.6",
  ),
  bone("scaphoid", 2, 0.95, "12.4 4 2 6.8 0.55; 17.5 -3 0.5 6.6 0.55; 23 -11 -4.5 7.2 0.55"),
  bone("lunate", 2, 1.15, "0.5 2.6 0.5 7.4 0.55; 5 2 0.5 7.4 0.55"),
  bone("triquetrum", 2, 1, "-7 0.5 0 6.2 0.5; -11.5 -5 0 6 0.5"),
  bone("pisiform", 2, 1, "-11 -2.5 -14 4.6 0.5; -11 -5 -14 4.4 0.5"),
  bone("trapezium", 2, 1, "23.5 -20.5 -5 6.6 0.55; 29 -22.5 -7.5 7.2 0.55"),
  bone("trapezoid", 2, 1.1, "16.6 -19.5 0 7 0.5; 17 -24 0 7.2 0.5"),
  bone("capitate", 4, 1.1, "4.6 -8.6 0 6.2 0.5; 5.4 -14 0 5.8 0.6; 6.4 -20.5 0.5 6.4 0.55; 6.8 -25.5 0.5 6.6 0.5"),
  bone("hamate", 3, 1, "-3 -8.5 0 5 0.5; -5.4 -16 0 7.4 0.55; -7 -22.5 0 8 0.5", "-4.6 -17 -4 3.6 0.6; -3.6 -17.5 -12 2.6 0.8"),
  tubular("metacarpal 1", 3, [33.5, -31, -10], [55, -71, -16], 1.1),
  tubular("metacarpal 2", 2, [17.6, -30.5, 1], [25, -97, 0], 1.08),
  tubular("metacarpal 3", 2, [7.2, -32, 1.5], [8.4, -99, 0.5], 1.1),
  tubular("metacarpal 4", 2, [-2.8, -30.5, 1], [-8.6, -89, -0.5], 0.98),
  tubular("metacarpal 5", 2, [-11.4, -28.5, 0], [-24.6, -80, -3], 0.98),
  tubular("proximal phalanx 1", 1, [57, -74, -17], [70, -106, -19], 1),
  tubular("proximal phalanx 2", 1, [25.8, -101, -1], [31, -148, -4], 1.04),
  tubular("proximal phalanx 3", 1, [8.6, -103, 0], [9.5, -153, -3], 1.06),
  tubular("proximal phalanx 4", 1, [-9.2, -93, -2], [-14, -140, -5], 1),
  tubular("proximal phalanx 5", 1, [-25.8, -84, -4], [-34, -121, -7], 0.9),
  bone("sesamoid ulnar", 2, 1, "50.5 -70.5 -25 2.2 0.5; 50.5 -71.5 -25 2.1 0.5"),
  bone("sesamoid radial", 2, 1, "57.5 -68.5 -25 2 0.5; 57.5 -69.5 -25 1.9 0.5"),
];

/** Forearm, wrist and palm as flattened sections: v, then middle u and w, half width, half depth. */
export const trunkSections: readonly (readonly [v: number, u: number, w: number, halfWidth: number, halfDepth: number])[] = [
  [-95, 0, -1, 40, 0.5],
  [-91, 0, -1, 41, 8],
  [-84, 0, -1, 42, 12.5],
  [-62, 0, -1, 43, 15],
  [-35, 2, -2, 39, 17],
  [-10, 3, -2, 33, 19],
  [12, 2, 0, 30, 20],
  [45, 1, 0, 30, 22],
  [95, 0, 0, 33, 26],
  [200, -1, 0, 39, 31],
];

/** Thumb and fingers as chains of cones: [u, v, w, half width], nearly round. */
export const fingers: readonly (readonly (readonly [number, number, number, number])[])[] = [
  [
    [18, -8, -8, 15],
    [33, -36, -13, 17],
    [47, -58, -16, 14.5],
    [57, -76, -17, 12],
    [72, -112, -19, 10.5],
  ],
  [
    [24, -80, 0, 13.5],
    [27, -108, -1, 11.4],
    [33, -165, -4, 10],
  ],
  [
    [8, -82, 0, 13.5],
    [8.8, -110, -1, 11.6],
    [10, -170, -3, 10.2],
  ],
  [
    [-8, -74, -1, 12.5],
    [-10, -100, -2, 11],
    [-15, -160, -5, 9.6],
  ],
  [
    [-23, -66, -2, 12],
    [-28, -92, -4, 10],
    [-38, -145, -7, 8.8],
  ],
];
