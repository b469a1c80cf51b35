import type { Vec3 } from "../geometry/index.ts";

/** Calls `visit` with the index of each of the six face neighbours of voxel `p` that lie inside the grid. */
export function createNeighbours(dimensions: Vec3): (p: number, visit: (q: number) => void) => void {
  const [ni, nj, nk] = dimensions;
  const plane = ni * nj;
  return (p, visit) => {
    const i = p % ni;
    const j = ((p / ni) | 0) % nj;
    const k = (p / plane) | 0;
    if (i > 0) visit(p - 1);
    if (i < ni - 1) visit(p + 1);
    if (j > 0) visit(p - ni);
    if (j < nj - 1) visit(p + ni);
    if (k > 0) visit(p - plane);
    if (k < nk - 1) visit(p + plane);
  };
}
