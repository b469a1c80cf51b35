import type { Vec3 } from "../geometry/index.ts";

/*
 * Heart, great vessels and their neighbours of the standard thorax: points in the anatomy's frame, radii in millimetres.
 * Laid out after adult axial CT anatomy; nothing here is measured from a single person.
 */

/** What a part is made of; each group has one density and is one field. */
export type SoftGroup = "arterial" | "venous" | "myocardium" | "soft" | "hull" | "groove";

/** A tube through points [x, y, z, radius]. */
export type Chain = readonly (readonly [number, number, number, number])[];

export interface ChainPart {
  readonly group: SoftGroup;
  readonly chain: Chain;
  /** Fat around it that the lung keeps away from, millimetres; absent: none of it. */
  readonly cuffMm?: number;
}

export interface EllipsoidPart {
  readonly group: SoftGroup | "fat";
  readonly centre: Vec3;
  readonly radii: Vec3;
  readonly cuffMm?: number;
}

/** Aorta from its root to the upper abdomen. */
export const aorta: Chain = [
  [4, -30, -54, 14],
  [-8, -33, -34, 15.5],
  [-15, -32, -8, 15.5],
  [-13, -24, 16, 15],
  [-4, -10, 31, 14.2],
  [10, 8, 36, 13.5],
  [21, 27, 30, 13],
  [25, 39, 12, 12.6],
  [25, 42, -20, 12.2],
  [22, 41, -70, 11.8],
  [15, 36, -125, 11.2],
  [6, 26, -200, 10.4],
];

export const rightPulmonaryArtery: Chain = [
  [17, -24, -6, 11],
  [2, -9, -13, 10.5],
  [-16, -2, -16, 10],
  [-31, 1, -17, 8.5],
];

export const leftPulmonaryArtery: Chain = [
  [17, -25, -4, 12],
  [27, -8, 2, 11.2],
  [36, 9, 3, 10.2],
  [43, 22, -5, 9],
];

export const chains: readonly ChainPart[] = [
  { group: "arterial", chain: aorta, cuffMm: 2.5 },
  {
    group: "arterial",
    chain: [
      [-5, -12, 38, 6.6],
      [-13, -15, 58, 6.2],
      [-20, -12, 76, 5.8],
      [-36, -6, 88, 4.8],
      [-78, 6, 78, 4],
      [-120, 14, 74, 3.5],
    ],
    cuffMm: 4,
  },
  {
    group: "arterial",
    chain: [
      [-19, -13, 72, 4.2],
      [-22, -12, 92, 3.8],
      [-24, -10, 120, 3.6],
    ],
    cuffMm: 4,
  },
  {
    group: "arterial",
    chain: [
      [4, 0, 42, 4.4],
      [11, -4, 66, 4],
      [20, -8, 92, 3.7],
      [25, -10, 120, 3.5],
    ],
    cuffMm: 4,
  },
  {
    group: "arterial",
    chain: [
      [14, 14, 42, 5.2],
      [20, 16, 66, 4.8],
      [27, 10, 86, 4.8],
      [44, 6, 91, 4.5],
      [80, 6, 78, 4],
      [122, 14, 74, 3.5],
    ],
    cuffMm: 3,
  },
  {
    group: "venous",
    chain: [
      [-27, -21, 52, 8],
      [-28, -21, 20, 9],
      [-28, -20, -12, 9.5],
      [-30, -20, -45, 11],
    ],
    cuffMm: 1.5,
  },
  {
    group: "venous",
    chain: [
      [40, -24, 68, 6],
      [22, -33, 57, 6.4],
      [0, -34, 49, 6.6],
      [-18, -27, 45, 7],
    ],
    cuffMm: 3,
  },
  {
    group: "venous",
    chain: [
      [-36, -18, 80, 6.6],
      [-29, -21, 56, 7.4],
    ],
    cuffMm: 3,
  },
  {
    group: "venous",
    chain: [
      [-34, -12, 120, 6],
      [-36, -17, 82, 6.4],
      [-60, -20, 78, 5.4],
      [-100, -6, 74, 4.8],
    ],
  },
  {
    group: "venous",
    chain: [
      [33, -12, 120, 5],
      [38, -19, 84, 5.6],
      [40, -23, 70, 6],
      [62, -22, 74, 5.4],
      [102, -6, 74, 4.8],
    ],
  },
  {
    group: "venous",
    chain: [
      [-9, 28, -200, 2.6],
      [-9, 33, -100, 3.2],
      [-8, 34, -30, 3.8],
      [-9, 34, 4, 4.2],
      [-15, 27, 14, 4.8],
      [-23, 8, 17, 5],
      [-27, -12, 14, 5],
    ],
    cuffMm: 2,
  },
  {
    group: "venous",
    chain: [
      [11, 46, -150, 2],
      [12, 50, -60, 2.4],
      [0, 42, -48, 2.4],
    ],
  },
  {
    group: "venous",
    chain: [
      [26, -62, -62, 13],
      [24, -56, -38, 13.8],
      [21, -42, -16, 14],
      [18, -28, -6, 13],
    ],
    cuffMm: 2.5,
  },
  { group: "venous", chain: rightPulmonaryArtery, cuffMm: 2 },
  { group: "venous", chain: leftPulmonaryArtery, cuffMm: 2 },
  {
    group: "venous",
    chain: [
      [-27, -8, -92, 12],
      [-25, 0, -118, 11.6],
      [-22, 6, -200, 11],
    ],
    cuffMm: 1,
  },
  {
    group: "arterial",
    chain: [
      [-18, 2, -46, 8],
      [-30, -3, -38, 7.4],
      [-42, -6, -32, 6.4],
    ],
    cuffMm: 1.5,
  },
  {
    group: "arterial",
    chain: [
      [-18, 11, -58, 8],
      [-31, 17, -62, 7.2],
      [-43, 22, -65, 6.2],
    ],
    cuffMm: 1.5,
  },
  {
    group: "arterial",
    chain: [
      [26, 2, -42, 7.6],
      [38, -2, -31, 7],
      [47, -5, -23, 6.2],
    ],
    cuffMm: 1.5,
  },
  {
    group: "arterial",
    chain: [
      [26, 12, -56, 7.6],
      [38, 20, -58, 7],
      [47, 27, -60, 6],
    ],
    cuffMm: 1.5,
  },
  {
    group: "arterial",
    chain: [
      [26, -4, -44, 9],
      [40, -22, -36, 8],
      [44, -34, -40, 5.5],
    ],
    cuffMm: 2,
  },
  {
    group: "arterial",
    chain: [
      [28, -20, -66, 20],
      [44, -38, -80, 17],
      [60, -54, -92, 9],
    ],
  },
  {
    group: "myocardium",
    chain: [
      [29, -22, -68, 30],
      [44, -38, -80, 27],
      [61, -55, -93, 18.5],
    ],
  },
  {
    group: "hull",
    chain: [
      [28, -20, -66, 33],
      [44, -38, -80, 31],
      [63, -57, -94, 22.5],
    ],
    cuffMm: 2,
  },
  {
    group: "hull",
    chain: [
      [24, -58, -56, 17],
      [22, -46, -28, 18],
    ],
    cuffMm: 2,
  },
  {
    group: "hull",
    chain: [
      [2, -31, -50, 18],
      [-12, -33, -20, 19],
    ],
    cuffMm: 2,
  },
  {
    group: "soft",
    chain: [
      [2, 12, 120, 6],
      [5, 21, 70, 6],
      [8, 29, 22, 5.6],
      [3, 31, -28, 6.2],
      [7, 28, -76, 6.4],
      [15, 16, -108, 7],
      [26, 4, -124, 8.5],
      [36, -4, -134, 10],
    ],
    cuffMm: 2.5,
  },
  // Crura of the diaphragm.
  {
    group: "soft",
    chain: [
      [-3, 12, -112, 3],
      [-13, 24, -140, 4.2],
      [-16, 32, -175, 5.2],
      [-15, 36, -200, 5],
    ],
    cuffMm: 2,
  },
  {
    group: "soft",
    chain: [
      [12, 14, -112, 3],
      [26, 28, -140, 4.2],
      [24, 34, -175, 5.2],
      [20, 38, -200, 5],
    ],
    cuffMm: 2,
  },
  // Fat of the grooves between the chambers, where the coronary arteries run.
  {
    group: "groove",
    chain: [
      [-6, -48, -46, 6],
      [-18, -58, -66, 6.5],
      [-20, -54, -92, 7],
      [-8, -40, -106, 7],
    ],
  },
  {
    group: "groove",
    chain: [
      [30, -42, -46, 6],
      [44, -62, -70, 5],
      [62, -74, -92, 5],
      [74, -72, -106, 5],
    ],
  },
  {
    group: "groove",
    chain: [
      [30, -14, -46, 5],
      [46, -6, -60, 5.5],
      [44, 6, -76, 6],
      [28, 4, -92, 6],
      [10, -8, -100, 6.5],
      [-6, -16, -100, 6],
    ],
  },
];

/** Right and left coronary arteries and the circumflex branch, in the grooves. */
export const coronaries: readonly Chain[] = [
  [
    [-2, -42, -48, 1.9],
    [-8, -50, -50, 1.8],
    [-19, -59, -68, 1.7],
    [-20, -55, -92, 1.6],
    [-8, -42, -107, 1.4],
  ],
  [
    [12, -34, -46, 2.2],
    [24, -36, -44, 2.1],
    [31, -44, -48, 1.9],
    [44, -63, -71, 1.6],
    [62, -75, -93, 1.3],
    [74, -73, -106, 1.1],
  ],
  [
    [24, -36, -44, 1.9],
    [32, -18, -46, 1.7],
    [46, -7, -60, 1.6],
    [45, 6, -77, 1.4],
    [28, 5, -93, 1.2],
  ],
];

/** Muscles of neck, shoulder and axilla, one side (x positive = left); the other is its mirror image. */
const muscles: readonly Chain[] = [
  [
    [18, -44, 58, 4],
    [30, -34, 90, 8.5],
    [44, -22, 125, 11],
  ],
  [
    [60, 18, 72, 7],
    [44, 18, 98, 9],
    [36, 16, 125, 10],
  ],
  [
    [11, 14, 90, 5],
    [11, 6, 125, 6],
  ],
  [
    [17, 60, 80, 13],
    [18, 54, 125, 16],
  ],
  [
    [22, 84, 92, 8],
    [60, 80, 102, 10],
    [100, 74, 106, 9],
    [140, 64, 116, 8],
  ],
  [
    [74, 70, 90, 10],
    [104, 62, 96, 11],
    [136, 40, 104, 8],
  ],
  [
    [34, 60, 112, 8],
    [66, 76, 84, 7],
  ],
  [
    [74, -70, 22, 10],
    [104, -56, 46, 12],
    [132, -30, 66, 11],
    [154, 6, 82, 9],
  ],
  [
    [62, -62, 34, 8],
    [92, -40, 62, 7],
    [110, -4, 80, 6],
  ],
  [
    [118, 84, -30, 10],
    [132, 70, 12, 13],
    [146, 48, 52, 11],
    [156, 34, 70, 8],
  ],
  [
    [84, 78, 30, 12],
    [110, 62, 60, 14],
    [134, 44, 78, 10],
  ],
  [
    [96, 102, 10, 9],
    [118, 90, 50, 12],
    [140, 66, 76, 11],
  ],
  [
    [160, 0, 84, 16],
    [182, 22, 92, 18],
    [186, 34, 125, 16],
  ],
  [
    [158, 66, 92, 17],
    [184, 48, 96, 16],
    [190, 44, 125, 14],
  ],
];

const mirrored = (chain: Chain): Chain => chain.map(([x, y, z, r]) => [-x, y, z, r] as const);
const sides = (chain: Chain): readonly Chain[] => [chain, mirrored(chain)];

/** `muscles` of both sides. */
export const muscleChains: readonly Chain[] = muscles.flatMap(sides);

export const ellipsoids: readonly EllipsoidPart[] = [
  { group: "arterial", centre: [4, 6, -52], radii: [28, 15, 19], cuffMm: 2 },
  { group: "venous", centre: [-30, -26, -74], radii: [20, 23, 27] },
  { group: "venous", centre: [-21, -44, -48], radii: [10, 12, 12] },
  { group: "venous", centre: [14, -62, -82], radii: [32, 15, 26] },
  { group: "venous", centre: [36, -70, -97], radii: [27, 10, 14] },
  { group: "hull", centre: [-29, -27, -74], radii: [25, 29, 33], cuffMm: 2 },
  { group: "hull", centre: [16, -62, -83], radii: [40, 22, 33], cuffMm: 2 },
  { group: "hull", centre: [38, -68, -98], radii: [35, 18, 20], cuffMm: 2 },
  { group: "hull", centre: [4, 4, -52], radii: [31, 19, 22], cuffMm: 2 },
  // Thyroid, thymic remnant and lymph nodes.
  { group: "soft", centre: [20, -14, 108], radii: [9, 11, 19] },
  { group: "soft", centre: [-20, -14, 108], radii: [9.5, 11, 20] },
  { group: "soft", centre: [2, 7, -24], radii: [8, 4.5, 6], cuffMm: 2 },
  { group: "soft", centre: [-11, -5, 14], radii: [4.5, 3.4, 6], cuffMm: 2 },
  { group: "soft", centre: [23, -2, 17], radii: [4.5, 3, 4.5], cuffMm: 2 },
  { group: "soft", centre: [-24, 12, -26], radii: [4, 4, 6], cuffMm: 2 },
  { group: "soft", centre: [8, -46, 24], radii: [9, 3, 14], cuffMm: 3 },
  // Fat that the lungs do not enter.
  { group: "fat", centre: [3, -36, 16], radii: [24, 18, 34], cuffMm: 0 },
  { group: "fat", centre: [0, 0, 92], radii: [32, 30, 56], cuffMm: 0 },
  { group: "fat", centre: [10, -76, -72], radii: [30, 16, 38], cuffMm: 0 },
  { group: "fat", centre: [-38, -64, -106], radii: [24, 20, 17], cuffMm: 0 },
  { group: "fat", centre: [66, -68, -112], radii: [22, 17, 15], cuffMm: 0 },
  { group: "fat", centre: [0, 8, -4], radii: [20, 16, 26], cuffMm: 0 },
];
