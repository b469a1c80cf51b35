import { LINE_HEIGHT, type PlacedLabel } from "../measurement/label-places.ts";
import type { Stroke } from "../measurement/strokes.ts";
import type { Point2 } from "../plane/affine.ts";

/** Strokes in the view: a dark rim under the line keeps it visible on any grey. */
export function Strokes({ strokes }: { readonly strokes: readonly Stroke[] }) {
  const path = pathOf(strokes.filter(({ isAid }) => isAid !== true));
  const aid = pathOf(strokes.filter(({ isAid }) => isAid === true));
  return (
    <>
      {path !== "" && <path className="mark-rim" d={path} />}
      {aid !== "" && <path className="mark-aid" d={aid} />}
      {path !== "" && <path className="mark-line" d={path} />}
    </>
  );
}

function pathOf(strokes: readonly Stroke[]): string {
  const at = ([x, y]: Point2) => `${x.toFixed(1)},${y.toFixed(1)}`;
  return strokes
    .filter(({ points }) => points.length > 1)
    .map(({ points, isClosed }) => `M${points.map(at).join("L")}${isClosed === true ? "Z" : ""}`)
    .join("");
}

/** What can be taken of the chosen finding: small to see, large to take (`measurement/hit.ts`). */
export function Handles({ handles }: { readonly handles: readonly Point2[] }) {
  return handles.map(([x, y], index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a handle is its place in the shape
    <circle key={index} className="mark-handle" cx={x} cy={y} r={4} data-handle={index} />
  ));
}

export function Label({ label }: { readonly label: PlacedLabel }) {
  const { box, lines, leader } = label;
  return (
    <g className="mark-words">
      {leader !== undefined && (
        <line className="mark-leader" x1={leader[0][0]} y1={leader[0][1]} x2={leader[1][0]} y2={leader[1][1]} />
      )}
      <rect className="mark-plate" x={box.x} y={box.y} width={box.width} height={box.height} rx={3} />
      <text className="mark-label" x={box.x + 3} y={box.y + 12} data-label={lines.join("\n")}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a label's lines have no identity but their order
          <tspan key={index} x={box.x + 3} dy={index === 0 ? 0 : LINE_HEIGHT}>
            {line}
          </tspan>
        ))}
      </text>
    </g>
  );
}
