import { useSyncExternalStore } from "react";
import { distanceToPlaneMm, patientMmToPixel, type Vec3 } from "../../../src/geometry/index.ts";
import { cursorReachMm, positionLetters } from "../linking/cursor.ts";
import { valueAt } from "../measurement/measured.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenValue } from "../measurement/units.ts";
import { transform } from "../plane/affine.ts";
import type { Slice } from "../plane/slice.ts";
import type { Hub } from "../scene/hub.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";

interface CursorLayerProps {
  readonly hub: Hub;
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
}

/** The 3D cursor while it is held: the same point in every viewport of the patient space, its place, and the value there. */
export function CursorLayer({ hub, scene, facts }: CursorLayerProps) {
  const pointed = useSyncExternalStore(hub.subscribe, hub.pointed);
  const { slice, size } = facts;
  const point = pointed?.space === scene.space ? pointed.pointPatient : undefined;
  if (slice?.plane === undefined || point === undefined) return null;
  const { plane } = slice;
  if (Math.abs(distanceToPlaneMm(plane, point)) > cursorReachMm(scene.pixels.detail, slice)) return null;
  const pixel = patientMmToPixel(plane, point);
  const [x, y] = transform(facts.viewFromPixel, pixel);
  const isOrigin = pointed?.from === scene.links.name;
  const lines = [isOrigin ? positionLetters(point) : "", writtenAt(slice, pixel)].filter((line) => line !== "");
  const isRight = x > size.width * 0.7;
  const cross = `M${x - 16},${y}h11m10,0h11M${x},${y - 16}v11m0,10v11`;
  return (
    <g
      className="cursor-3d"
      data-cursor-origin={isOrigin}
      data-x={x.toFixed(2)}
      data-y={y.toFixed(2)}
      data-point={written(point)}
    >
      <path className="cursor-rim" d={cross} />
      <path className="cursor-line" d={cross} />
      {lines.map((line, at) => (
        <text key={line} x={x + (isRight ? -12 : 12)} y={y + 18 + at * 14} textAnchor={isRight ? "end" : "start"}>
          {line}
        </text>
      ))}
    </g>
  );
}

function writtenAt(slice: Slice, pixel: readonly [number, number]): string {
  const value = valueAt(slice, pixel);
  if (value === undefined) return "";
  const shown = shownValues(slice.frame, slice.suvType);
  const meant = shown.of(value);
  return meant === undefined ? writtenValue(value, slice.frame.unit) : writtenValue(meant, shown.unit);
}

const written = (point: Vec3) => point.map((part) => part.toFixed(2)).join(" ");
