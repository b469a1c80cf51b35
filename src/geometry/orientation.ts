import { scale, type Vec3 } from "./vec3.ts";

/** Anatomical letters of a patient direction, main axis first ("R", "RA", ...); letters under `threshold` of the unit are left out. */
export function directionLetters(direction: Vec3, threshold = 0.1): string {
  const letters: readonly [string, string][] = [
    ["L", "R"],
    ["P", "A"],
    ["H", "F"],
  ];
  return direction
    .map((part, axis) => ({ part, letter: (letters[axis] as [string, string])[part >= 0 ? 0 : 1] }))
    .filter(({ part }) => Math.abs(part) > threshold)
    .sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
    .map(({ letter }) => letter)
    .join("");
}

/** Letters at the four edges of a view whose right and down directions are given in patient space (L R A P H F, Head/Foot). */
export function edgeLetters(
  rightDirection: Vec3,
  downDirection: Vec3,
): Readonly<Record<"left" | "right" | "top" | "bottom", string>> {
  return {
    left: directionLetters(scale(rightDirection, -1)),
    right: directionLetters(rightDirection),
    top: directionLetters(scale(downDirection, -1)),
    bottom: directionLetters(downDirection),
  };
}

/** Which anatomical plane a normal is nearest to. */
export function anatomicalPlane(normal: Vec3): "AXIAL" | "SAGITTAL" | "CORONAL" {
  const [x, y, z] = normal.map(Math.abs) as [number, number, number];
  if (z >= x && z >= y) return "AXIAL";
  return x >= y ? "SAGITTAL" : "CORONAL";
}
