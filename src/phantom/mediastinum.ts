import type { Vec3 } from "../geometry/index.ts";
import { type Chain, chain, mirrored } from "./chain.ts";

/*
 * Heart, great vessels and their neighbours of the standard thorax: points in the anatomy's frame, radii in millimetres.
 * Laid out after adult axial CT anatomy; nothing here is measured from a single person.
 */

/** What a part is made of; each group has one density and is one field. */
export type SoftGroup = "arterial" | "venous" | "myocardium" | "soft" | "hull" | "groove";

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

const part = (group: SoftGroup, table: string, cuffMm?: number): ChainPart =>
  cuffMm === undefined ? { group, chain: chain(table) } : { group, chain: chain(table), cuffMm };

const ovoid = (group: EllipsoidPart["group"], centre: Vec3, radii: Vec3, cuffMm?: number): EllipsoidPart =>
  cuffMm === undefined ? { group, centre, radii } : { group, centre, radii, cuffMm };

/** Aorta from its root to the upper abdomen. */
export const aorta: Chain = chain(
  "4 -30 -54 14; -8 -34 -34 15.5; -15 -33 -8 15.5; -13 -29 14 15; -1 -23 31 14.2; 14 -8 38 13.6; 23 10 37 13.2;" +
    "26 27 28 13; 26 39 10 12.6; 25 43 -20 12.2; 22 42 -70 11.8; 15 37 -125 11.2; 6 26 -200 10.4",
);

export const chains: readonly ChainPart[] = [
  { group: "arterial", chain: aorta, cuffMm: 2.5 },
  // Brachiocephalic trunk with the right subclavian artery; both common carotids; left subclavian artery.
  part("arterial", "-2 -22 40 6.6; -12 -18 58 6.2; -20 -13 76 5.8; -36 -6 88 4.8; -78 6 78 4; -124 14 78 3.5", 4),
  part("arterial", "-19 -14 72 4.2; -22 -12 92 3.8; -24 -10 120 3.6", 4),
  part("arterial", "9 -14 44 4.4; 12 -8 66 4; 20 -8 92 3.7; 25 -10 120 3.5", 4),
  part("arterial", "20 6 44 5.2; 21 14 66 4.8; 27 10 86 4.8; 44 6 91 4.5; 80 6 80 4; 126 14 78 3.5", 3),
  // Superior vena cava, brachiocephalic, jugular and subclavian veins.
  part("venous", "-27 -22 52 8; -28 -22 20 9; -28 -21 -12 9.5; -30 -20 -45 11", 1.5),
  part("venous", "40 -24 68 6; 22 -35 58 6.4; 0 -38 52 6.6; -18 -29 46 7", 3),
  part("venous", "-36 -18 80 6.6; -29 -22 56 7.4", 3),
  part("venous", "-34 -12 120 6; -36 -17 82 6.4; -60 -20 78 5.4; -102 -6 78 4.8"),
  part("venous", "33 -12 120 5; 38 -19 84 5.6; 40 -23 70 6; 62 -22 76 5.4; 104 -6 78 4.8"),
  // Azygos and hemiazygos veins.
  part("venous", "-9 28 -200 2.6; -9 33 -100 3.2; -8 34 -30 3.8; -10 34 4 4.2; -16 27 14 4.8; -24 8 17 5; -27 -13 14 5", 2),
  part("venous", "11 46 -150 2; 12 50 -60 2.4; 0 42 -48 2.4"),
  // Outflow tract, pulmonary trunk, right and left pulmonary artery.
  part("venous", "26 -62 -62 13; 24 -56 -38 13.8; 21 -42 -16 14; 18 -28 -6 13", 2.5),
  part("venous", "17 -24 -6 11; 2 -9 -13 10.5; -16 -2 -16 10; -31 1 -17 8.5", 2),
  part("venous", "17 -25 -4 12; 27 -8 2 11.2; 36 9 3 10.2; 43 22 -5 9", 2),
  // Inferior vena cava; the four pulmonary veins; left atrial appendage; left ventricle.
  part("venous", "-27 -8 -92 12; -25 0 -118 11.6; -22 6 -200 11", 1),
  part("arterial", "-18 2 -46 8; -30 -3 -38 7.4; -42 -6 -32 6.4", 1.5),
  part("arterial", "-18 11 -58 8; -31 17 -62 7.2; -43 22 -65 6.2", 1.5),
  part("arterial", "26 2 -42 7.6; 38 -2 -31 7; 47 -5 -23 6.2", 1.5),
  part("arterial", "26 12 -56 7.6; 38 20 -58 7; 47 27 -60 6", 1.5),
  part("arterial", "26 -4 -44 9; 40 -22 -36 8; 44 -34 -40 5.5", 2),
  part("arterial", "28 -20 -66 20; 44 -38 -80 17; 60 -54 -92 9"),
  part("myocardium", "29 -22 -68 30; 44 -38 -80 27; 61 -55 -93 18.5"),
  part("hull", "28 -20 -66 33; 44 -38 -80 31; 63 -57 -94 22.5", 2),
  part("hull", "24 -58 -56 17; 22 -46 -28 18", 2),
  part("hull", "2 -31 -50 18; -12 -33 -20 19", 2),
  // Oesophagus; crura of the diaphragm.
  part("soft", "2 14 120 6; 4 22 70 6; 7 29 22 5.6; 3 31 -28 6.2; 7 28 -76 6.4; 15 16 -108 7; 26 4 -124 8.5; 36 -4 -134 10", 2.5),
  part("soft", "-3 12 -112 3; -13 24 -140 4.2; -16 32 -175 5.2; -15 36 -200 5", 2),
  part("soft", "12 14 -112 3; 26 28 -140 4.2; 24 34 -175 5.2; 20 38 -200 5", 2),
  // Fat of the grooves between the chambers, where the coronary arteries run.
  part("groove", "-6 -48 -46 6; -18 -58 -66 6.5; -20 -54 -92 7; -8 -40 -106 7"),
  part("groove", "30 -42 -46 6; 44 -62 -70 5; 62 -74 -92 5; 74 -72 -106 5"),
  part("groove", "30 -14 -46 5; 46 -6 -60 5.5; 44 6 -76 6; 28 4 -92 6; 10 -8 -100 6.5; -6 -16 -100 6"),
];

/** Right coronary artery, left with its anterior branch, circumflex branch: in the grooves. */
export const coronaries: readonly Chain[] = [
  chain("-2 -42 -48 1.9; -8 -50 -50 1.8; -19 -59 -68 1.7; -20 -55 -92 1.6; -8 -42 -107 1.4"),
  chain("12 -34 -46 2.2; 24 -36 -44 2.1; 31 -44 -48 1.9; 44 -63 -71 1.6; 62 -75 -93 1.3; 74 -73 -106 1.1"),
  chain("24 -36 -44 1.9; 32 -18 -46 1.7; 46 -7 -60 1.6; 45 6 -77 1.4; 28 5 -93 1.2"),
];

/** Calcified plaque: short stretches along the left anterior coronary artery and in the wall of the aortic arch and the aorta. */
export const plaques: readonly Chain[] = [
  chain("29 -41 -47 1; 33 -47 -52 1.2"),
  chain("39 -56 -63 0.8; 42 -60 -68 1"),
  chain("36 7 34 0.9; 38 15 34 1.2; 38 22 31 0.8"),
  chain("3 -34 40 0.8; 9 -27 44 1"),
  chain("35 47 -44 0.8; 33 50 -52 1"),
  chain("14 29 -140 0.8; 10 26 -150 1.1"),
  chain("-16 -56 -62 0.7; -19 -58 -66 0.9"),
];

/** Hepatic veins and the branches of the portal vein. */
export const liverVessels: readonly Chain[] = [
  chain("-26 2 -118 5; -48 4 -124 4; -76 10 -136 3; -98 18 -150 1.8"),
  chain("-25 -4 -116 4.6; -40 -28 -126 3.6; -56 -52 -140 2.4; -64 -70 -152 1.5"),
  chain("-22 -6 -116 4.4; -4 -34 -122 3.4; 14 -56 -128 2.2"),
  chain("-12 -20 -198 6.5; -30 -14 -180 6; -52 -2 -168 5; -78 2 -158 3.4; -100 -6 -150 2"),
  chain("-52 -2 -168 4; -66 26 -172 3; -84 42 -170 1.8"),
  chain("-30 -14 -180 4.6; -14 -44 -160 3.8; 8 -66 -146 2.6; 30 -72 -138 1.6"),
  chain("-66 -1 -163 3; -78 -34 -158 2.4; -88 -56 -160 1.5"),
];

const LEFT_MUSCLES: readonly Chain[] = [
  // Sternocleidomastoid, scalene, longus, neck extensors.
  "18 -44 56 4; 29 -36 88 9; 44 -24 125 12",
  "64 14 70 8; 50 12 92 11; 42 10 125 14",
  "11 13 88 7; 12 4 125 8",
  "18 58 78 14; 19 52 125 19",
  "24 34 84 9; 26 30 100 13; 26 26 125 14",
  "6 -26 100 4; 7 -30 125 5",
  // Trapezius, supraspinatus, levator of the scapula.
  "22 84 92 9; 60 82 102 11; 100 76 108 11; 142 66 118 10",
  "72 70 88 11; 104 60 95 13; 138 40 106 10",
  "34 54 115 10; 66 74 84 8",
  // Pectoral muscles towards the arm.
  "72 -72 20 10; 104 -56 46 13; 132 -32 68 13; 156 4 86 12",
  "60 -64 34 8; 92 -40 64 8; 112 -4 82 7",
  // Latissimus and teres, subscapularis, infraspinatus.
  "130 74 -40 7; 134 74 0 9; 146 58 44 11; 158 38 76 9",
  "138 60 -38 7; 147 54 2 8; 152 42 44 9; 158 28 74 8",
  "118 84 -24 10; 132 72 16 14; 144 52 54 13; 156 38 80 9",
  "80 80 26 13; 108 62 56 17; 136 42 80 12",
  "96 104 6 10; 118 92 48 14; 142 68 78 13",
  // Deltoid.
  "162 -2 86 19; 184 20 96 21; 190 34 125 19",
  "160 66 94 19; 186 48 100 19; 192 44 125 17",
].map(chain);

/** Muscles of neck, shoulder and axilla of both sides. */
export const muscleChains: readonly Chain[] = LEFT_MUSCLES.flatMap((muscle) => [muscle, mirrored(muscle)]);

const LEFT_AXILLARY_VESSELS: readonly Chain[] = [
  "118 10 76 2.4; 126 26 46 1.9; 130 44 10 1.6; 134 62 -30 1.2",
  "110 6 76 1.8; 118 -2 44 1.5; 126 14 6 1.2; 138 20 -36 0.9",
  "126 14 78 2; 138 -8 70 1.4; 146 -30 52 1",
  "114 16 62 1.2; 108 34 52 1; 104 52 44 0.8",
  "122 6 58 1; 130 -12 40 0.9; 134 -28 16 0.8; 136 -34 -14 0.7",
  "132 40 30 1; 142 28 18 0.8; 150 20 0 0.7",
].map(chain);

/** Vessels in the fat of both armpits. */
export const axillaryVessels: readonly Chain[] = LEFT_AXILLARY_VESSELS.flatMap((vessel) => [vessel, mirrored(vessel)]);

export const ellipsoids: readonly EllipsoidPart[] = [
  // Left atrium, right atrium and its appendage, right ventricle; the pericardium around them.
  ovoid("arterial", [4, 6, -52], [28, 15, 19], 2),
  ovoid("venous", [-30, -26, -74], [20, 23, 27]),
  ovoid("venous", [-21, -44, -48], [10, 12, 12]),
  ovoid("venous", [14, -62, -82], [32, 15, 26]),
  ovoid("venous", [36, -70, -97], [27, 10, 14]),
  ovoid("hull", [-29, -27, -74], [25, 29, 33], 2),
  ovoid("hull", [16, -62, -83], [40, 22, 33], 2),
  ovoid("hull", [38, -68, -98], [35, 18, 20], 2),
  ovoid("hull", [4, 4, -52], [31, 19, 22], 2),
  ovoid("hull", [2, -26, -84], [26, 24, 22], 2),
  // Thyroid, lymph nodes, thymic remnant.
  ovoid("soft", [20, -14, 108], [9, 11, 19]),
  ovoid("soft", [-20, -14, 108], [9.5, 11, 20]),
  ovoid("soft", [2, 7, -24], [8, 4.5, 6], 2),
  ovoid("soft", [-13, -6, 16], [4.5, 3.4, 6], 2),
  ovoid("soft", [24, 0, 17], [4, 3, 4.5], 2),
  ovoid("soft", [-24, 12, -26], [4, 4, 6], 2),
  ovoid("soft", [8, -46, 20], [9, 3, 14], 3),
  ovoid("soft", [124, 20, 38], [5, 3.6, 7]),
  ovoid("soft", [119, 2, 20], [4, 3, 5]),
  ovoid("soft", [-128, 30, 34], [4.4, 3.4, 6]),
  ovoid("soft", [-118, 4, 46], [5, 3.6, 8]),
  // Fat that the lungs do not enter.
  ovoid("fat", [3, -38, 18], [24, 18, 36], 0),
  ovoid("fat", [0, 0, 92], [32, 30, 56], 0),
  ovoid("fat", [10, -76, -72], [30, 16, 38], 0),
  ovoid("fat", [-38, -64, -106], [24, 20, 17], 0),
  ovoid("fat", [66, -68, -112], [22, 17, 15], 0),
  ovoid("fat", [0, 8, -4], [20, 16, 26], 0),
  ovoid("fat", [2, 0, 26], [25, 24, 26], 0),
  ovoid("fat", [30, 8, 14], [9, 16, 20], 0),
];
