import type { ReactNode } from "react";
import { type Affine, type Point2, transform } from "../plane/affine.ts";
import type { Mark } from "./finding-marks.ts";

const points = (list: readonly Point2[]) => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

interface MarkShapeProps {
  readonly mark: Mark;
  readonly viewFromPixel: Affine;
  /** CSS pixels of a millimetre. */
  readonly viewScale: number;
  readonly lines: readonly string[];
}

/** A mark in view pixels: a dark rim under the line keeps it visible on any grey. */
export function MarkShape({ mark, viewFromPixel, viewScale, lines }: MarkShapeProps) {
  const toView = (point: Point2) => transform(viewFromPixel, point);
  const { shape, anchor } = drawn(mark, toView, viewScale);
  return (
    <>
      <g className="mark-rim">{shape}</g>
      <g className="mark-line">{shape}</g>
      <g className="mark-reach">{shape}</g>
      {lines.length > 0 && <MarkLabel at={anchor} lines={lines} />}
    </>
  );
}

function drawn(mark: Mark, toView: (point: Point2) => Point2, viewScale: number): { shape: ReactNode; anchor: Point2 } {
  switch (mark.kind) {
    case "circle": {
      const [x, y] = toView(mark.centre);
      const radius = Math.max(mark.radiusMm * viewScale, 5);
      return { shape: <circle cx={x} cy={y} r={radius} />, anchor: [x + radius * 0.75, y - radius * 0.75] };
    }
    case "cross": {
      const [x, y] = toView(mark.centre);
      return { shape: <path d={`M${x - 7},${y}h5m4,0h5M${x},${y - 7}v5m0,4v5`} />, anchor: [x + 7, y - 4] };
    }
    case "angle": {
      const view = mark.points.map(toView);
      return { shape: <polyline points={points(view)} />, anchor: view[1] ?? [0, 0] };
    }
    case "line": {
      const view = mark.points.map(toView);
      const anchor = view.reduce((best, point) => (point[0] - point[1] * 0.3 > best[0] - best[1] * 0.3 ? point : best));
      const shape = mark.isClosed ? <polygon points={points(view)} /> : <LineWithEnds view={view} />;
      return { shape, anchor };
    }
  }
}

function LineWithEnds({ view }: { readonly view: readonly Point2[] }) {
  const [a, b] = view;
  if (a === undefined || b === undefined) return null;
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const across: Point2 = [(-(b[1] - a[1]) / length) * 5, ((b[0] - a[0]) / length) * 5];
  const tick = (at: Point2) => `M${at[0] - across[0]},${at[1] - across[1]}L${at[0] + across[0]},${at[1] + across[1]}`;
  return <path d={`M${a[0]},${a[1]}L${b[0]},${b[1]}${tick(a)}${tick(b)}`} />;
}

function MarkLabel({ at: [x, y], lines }: { readonly at: Point2; readonly lines: readonly string[] }) {
  return (
    <text className="mark-label" x={x + 6} y={y - 4 - (lines.length - 1) * 7}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a label's lines have no identity but their order
        <tspan key={index} x={x + 6} dy={index === 0 ? 0 : 14}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
