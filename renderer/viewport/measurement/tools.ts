import type { PlanarShape } from "../../../src/findings/index.ts";

/** How a measurement is drawn: what it becomes, and how many points are set for it; `many` until the reader says so, `stroke` by one drag. */
interface ToolSpec {
  readonly shape: PlanarShape;
  readonly points: number | "many" | "stroke";
}

/** Everything that is measured or written on images, by tool. */
export const measuringTools = {
  length: { shape: "length", points: 2 },
  bidirectional: { shape: "bidirectional", points: 4 },
  angle: { shape: "angle", points: 3 },
  cobb: { shape: "cobb", points: 4 },
  polyline: { shape: "polyline", points: "many" },
  freehand: { shape: "polygon", points: "stroke" },
  boundary: { shape: "polygon", points: "stroke" },
  ellipse: { shape: "ellipse", points: 2 },
  rectangle: { shape: "polygon", points: 2 },
  circle: { shape: "circle", points: 2 },
  polygon: { shape: "polygon", points: "many" },
  probe: { shape: "point", points: 1 },
  arrow: { shape: "arrow", points: 2 },
  text: { shape: "text", points: 1 },
  cardiothoracic: { shape: "cardiothoracic", points: 6 },
  spine: { shape: "point", points: 1 },
} as const satisfies Record<string, ToolSpec>;

export type MeasuringTool = keyof typeof measuringTools;

/** Tools whose findings have words beside them, asked for once the place is set. */
export function asksForWords(tool: MeasuringTool): boolean {
  return tool === "arrow" || tool === "text";
}
