import type { Vec3 } from "../geometry/index.ts";

/** A tube through points [x, y, z, radius], millimetres. */
export type Chain = readonly (readonly [number, number, number, number])[];

/** Reads a chain from a table line: "x y z radius" for every point, points parted by semicolons. */
export function chain(table: string): Chain {
  return table.split(";").map((point) => {
    const [x = 0, y = 0, z = 0, radius = 0] = point.trim().split(" ").map(Number);
    return [x, y, z, radius] as const;
  });
}

/** The same chain on the other side of the body. */
export function mirrored(source: Chain): Chain {
  return source.map(([x, y, z, radius]) => [-x, y, z, radius] as const);
}

/** One straight stretch of a tube. */
export interface Tube {
  readonly from: Vec3;
  readonly to: Vec3;
  readonly fromRadius: number;
  readonly toRadius: number;
}

/** The stretches between the points of a chain. */
export function chainTubes(source: Chain): readonly Tube[] {
  return source.slice(1).map((b, i) => {
    const a = source[i] as Chain[number];
    return { from: [a[0], a[1], a[2]], to: [b[0], b[1], b[2]], fromRadius: a[3], toRadius: b[3] };
  });
}
