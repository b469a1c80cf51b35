import { add, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { Rendering } from "../../stores/viewport/rendering.ts";
import type { TextureBox } from "../volume/box.ts";
import { axisOnView, isDraggable } from "../volume/clip-hand.ts";
import { forward, project } from "../volume/orbit.ts";
import type { VolumeFacts } from "../volume/volume-facts.ts";

/** Edges of the clip box and a handle on each of its faces; those behind are fainter. */
export function ClipLayer({ facts, box, clip }: { facts: VolumeFacts; box: TextureBox; clip: Rendering["clip"] }) {
  if (!clip.isOn) return null;
  const at = (share: Vec3) => {
    const along = [0, 1, 2].map((axis) => scale(box.edges[axis] as Vec3, share[axis] as number)) as [Vec3, Vec3, Vec3];
    return project(facts.orbit, facts.size, add(box.cornerPatient, add(along[0], add(along[1], along[2]))));
  };
  const corner = (bits: number): Vec3 =>
    [0, 1, 2].map((axis) => ((bits >> axis) & 1 ? clip.high : clip.low)[axis]) as unknown as Vec3;
  const middle = clip.low.map((from, axis) => (from + (clip.high[axis] as number)) / 2) as unknown as Vec3;
  const into = forward(facts.orbit);
  return (
    <svg className="viewport-marks clip-marks" aria-hidden="true">
      {edgesOfCube.map(([from, to]) => (
        <path key={`${from} ${to}`} className="clip-edge" d={`M${at(corner(from)).join(",")}L${at(corner(to)).join(",")}`} />
      ))}
      {([0, 1, 2] as const).flatMap((axis) =>
        (["low", "high"] as const).map((side) => {
          const share = [...middle] as [number, number, number];
          share[axis] = clip[side][axis] as number;
          const [x, y] = at(share);
          const outwards = side === "high" ? 1 : -1;
          const depth = box.edges[axis].reduce((sum, part, n) => sum + part * (into[n] as number), 0) * outwards;
          const along = axisOnView(box, facts.orbit, axis);
          return (
            <g key={`${axis} ${side}`} className="clip-handle" data-behind={depth > 0} data-off={!isDraggable(along)}>
              <circle className="clip-dot" cx={x} cy={y} r={5} />
              <circle className="clip-reach" data-clip-axis={axis} data-clip-side={side} cx={x} cy={y} r={13} />
            </g>
          );
        }),
      )}
    </svg>
  );
}

/** Corners are numbered by bits, one an axis; an edge joins two that differ in one. */
const edgesOfCube: readonly (readonly [number, number])[] = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((from) =>
  [1, 2, 4].flatMap((bit) => (from & bit ? [] : [[from, from | bit] as const])),
);
