import { add, dot, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { ViewSide } from "../../stores/viewport/rendering.ts";
import { viewFrom } from "../../stores/viewport/volume-look.ts";
import { useViewportText } from "../text.ts";
import { forward, type Orbit, sideDirection } from "../volume/orbit.ts";

const sides: readonly ViewSide[] = ["A", "P", "L", "R", "H", "F"];
/** Corners of a side, along the two directions across it. */
const around = [
  [1, 1],
  [1, -1],
  [-1, -1],
  [-1, 1],
] as const;
const HALF = 15;
const SIZE = 60;

/** A small cube that turns with the volume; a press on a side looks from there. */
export function OrientationCube({ orbit, cellId }: { readonly orbit: Orbit; readonly cellId: string }) {
  const text = useViewportText();
  const into = forward(orbit);
  const onView = (vector: Vec3): readonly [number, number] => [
    SIZE / 2 + dot(vector, orbit.right) * HALF,
    SIZE / 2 + dot(vector, orbit.down) * HALF,
  ];
  const seen = sides.filter((side) => dot(sideDirection(side), into) < -0.02);
  return (
    <div className="orientation-cube" data-control>
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} aria-hidden="true">
        {seen.map((side) => {
          const normal = sideDirection(side);
          const [u, v] = acrossOf(normal);
          const corners = around.map(([a, b]) => onView(add(normal, add(scale(u, a), scale(v, b)))));
          const [x, y] = onView(scale(normal, 1));
          const facing = -dot(normal, into);
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the buttons beside it do the same by key
            <g key={side} className="cube-side" data-cube-side={side} onClick={() => viewFrom(side, cellId)}>
              <polygon points={corners.map((point) => point.join(",")).join(" ")} />
              {facing > 0.25 && (
                <text x={x} y={y} opacity={Math.min(1, facing * 1.3)}>
                  {side}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <div className="cube-letters">
        {sides.map((side) => (
          <button
            key={side}
            type="button"
            aria-label={text(`viewFrom.${side}`)}
            title={text(`viewFrom.${side}`)}
            data-testid={`view-from-${side}`}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => viewFrom(side, cellId)}
          >
            {side}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Two directions at right angles to a patient axis and to each other. */
function acrossOf([x, y]: Vec3): readonly [Vec3, Vec3] {
  if (Math.abs(x) > 0.5)
    return [
      [0, 1, 0],
      [0, 0, 1],
    ];
  if (Math.abs(y) > 0.5)
    return [
      [1, 0, 0],
      [0, 0, 1],
    ];
  return [
    [1, 0, 0],
    [0, 1, 0],
  ];
}
