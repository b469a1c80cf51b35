import type { Vec3, VolumeGrid } from "../geometry/index.ts";
import type { Frame } from "./frame.ts";
import { exp, log } from "./mathematics.ts";
import type { PlacedNodule } from "./nodules.ts";
import type { NoduleKind, NoduleSize, StudyName } from "./recipe.ts";
import { capsule, type Solid } from "./solid.ts";

/** Paints the nodules of a study into one slice of HU after another. */
export interface NodulePainter {
  paint(slice: Float32Array, z: number): void;
}

/** Density of a nodule's body in HU; what enhances does so with the blood. */
export function noduleHu(kind: NoduleKind, bloodHu: number): number {
  const uptake = Math.max(0, bloodHu - 45) * 0.22;
  switch (kind) {
    case "solid":
      return 34 + Math.min(uptake, 45);
    case "calcified":
      return 620;
    case "ground-glass":
      return -610;
    case "part-solid":
      return -580;
  }
}

export function createNodulePainter(
  nodules: readonly PlacedNodule[],
  study: StudyName,
  grid: VolumeGrid,
  frame: Frame,
  thicknessMm: number,
  bloodHu: number,
  texture: (column: number, row: number, slice: number) => number,
): NodulePainter {
  const bodies = nodules.flatMap((nodule) => {
    const size = nodule.recipe[study];
    return size === null ? [] : [noduleBodies(nodule, size, frame, bloodHu)].flat();
  });
  const [columns, rows] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const [originX, originY, originZ] = grid.originPatient;
  const cuts = [-0.375, -0.125, 0.125, 0.375].map((share) => share * thicknessMm);
  const paintBody = (slice: Float32Array, body: NoduleBody, z: number) => {
    const { low, high } = body.solid;
    const c0 = Math.max(0, Math.floor((low[0] - originX) / pixelMm) - 1);
    const c1 = Math.min(columns - 1, Math.ceil((high[0] - originX) / pixelMm) + 1);
    const r0 = Math.max(0, Math.floor((low[1] - originY) / pixelMm) - 1);
    const r1 = Math.min(rows - 1, Math.ceil((high[1] - originY) / pixelMm) + 1);
    const k = Math.round((z - originZ) / grid.spacingMm[2]);
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        let share = 0;
        for (const cut of cuts) {
          const d = body.solid.distance(originX + column * pixelMm, originY + row * pixelMm, z + cut);
          share += Math.min(1, Math.max(0, 0.5 - d / (pixelMm * body.softness)));
        }
        if (share === 0) continue;
        const at = row * columns + column;
        const before = slice[at] as number;
        const hu = body.hu + body.textureHu * texture(column, row, k);
        // A nodule never thins what is already denser (a vessel, the chest wall).
        if (hu > before) slice[at] = before + (hu - before) * (share / cuts.length);
      }
    }
  };
  return {
    paint: (slice, z) => {
      for (const body of bodies) {
        if (z + thicknessMm < body.solid.low[2] || z - thicknessMm > body.solid.high[2]) continue;
        paintBody(slice, body, z);
      }
    },
  };
}

interface NoduleBody {
  readonly solid: Solid;
  readonly hu: number;
  readonly textureHu: number;
  /** Width of the edge in pixels. */
  readonly softness: number;
}

function noduleBodies(nodule: PlacedNodule, size: NoduleSize, frame: Frame, bloodHu: number): readonly NoduleBody[] {
  const centre = frame.toPatient(nodule.pointAnatomy);
  const { kind } = nodule.recipe;
  const hu = noduleHu(kind, bloodHu);
  const glass = kind === "ground-glass" || kind === "part-solid";
  const bodies: NoduleBody[] = [
    { solid: lobulated(centre, size.diameterMm / 2, nodule), hu, textureHu: glass ? 34 : 5, softness: glass ? 1.7 : 1 },
  ];
  if (kind === "part-solid" && size.solidDiameterMm !== undefined) {
    const shift = size.diameterMm * 0.08;
    const core: Vec3 = [centre[0] + shift, centre[1] - shift * 0.6, centre[2] + shift * 0.4];
    bodies.push({
      solid: lobulated(core, size.solidDiameterMm / 2, nodule),
      hu: noduleHu("solid", bloodHu),
      textureHu: 5,
      softness: 1,
    });
  }
  for (const spicule of nodule.spicules) {
    const reach = (size.diameterMm / 2) * (1 + spicule.length);
    const tip = centre.map((c, axis) => c + (spicule.direction[axis] as number) * reach) as unknown as Vec3;
    bodies.push({
      solid: capsule(centre, tip, spicule.radiusMm * Math.min(1.4, size.diameterMm / 10), 0.22),
      hu: hu - 30,
      textureHu: 0,
      softness: 1,
    });
  }
  return bodies;
}

/** A ball with bumps, of the volume of a sphere of this radius. */
function lobulated(centre: Vec3, radius: number, nodule: PlacedNodule): Solid {
  const { bumps } = nodule;
  if (bumps.length === 0) return capsule(centre, centre, radius, radius);
  const relief = (x: number, y: number, z: number) => {
    let sum = 1;
    for (const { direction, height } of bumps) {
      const along = x * direction[0] + y * direction[1] + z * direction[2];
      if (along > 0) sum += height * along * along * along * along;
    }
    return sum;
  };
  const even = radius * exp(-log(meanCube(relief)) / 3);
  const reach = radius * 1.5;
  return {
    low: [centre[0] - reach, centre[1] - reach, centre[2] - reach],
    high: [centre[0] + reach, centre[1] + reach, centre[2] + reach],
    distance: (x, y, z) => {
      const [px, py, pz] = [x - centre[0], y - centre[1], z - centre[2]];
      const far = Math.sqrt(px * px + py * py + pz * pz);
      return far < 1e-6 ? -even : far - even * relief(px / far, py / far, pz / far);
    },
  };
}

/** Mean over the sphere of the third power of a relief: how much larger its volume is. */
function meanCube(relief: (x: number, y: number, z: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < 24; i++) {
    const z = (i + 0.5) / 12 - 1;
    const ring = Math.sqrt(1 - z * z);
    // Directions around the axis by repeated turning through the golden angle's cosine and sine.
    let [x, y] = [1, 0];
    for (let j = 0; j < 40; j++) {
      const value = relief(x * ring, y * ring, z);
      sum += value * value * value;
      count++;
      [x, y] = [x * -0.7373688780783197 - y * 0.6754902942615238, x * 0.6754902942615238 + y * -0.7373688780783197];
    }
  }
  return sum / count;
}
