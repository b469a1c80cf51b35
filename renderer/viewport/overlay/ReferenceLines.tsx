import { useSyncExternalStore } from "react";
import type { ImagePlane } from "../../../src/geometry/index.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { lineOfPlane } from "../linking/plane-lines.ts";
import { transform } from "../plane/affine.ts";
import type { Hub } from "../scene/hub.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";

interface ReferenceLinesProps {
  readonly hub: Hub;
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
}

/** Where the slice of the active viewport cuts this one, and the first and last of its stack. */
export function ReferenceLines({ hub, scene, facts }: ReferenceLinesProps) {
  const active = useSyncExternalStore(hub.subscribe, hub.active);
  const { linking, showsCrosshair } = useViewportStore();
  const { referenceLines, referenceRange } = linking;
  const plane = facts.slice?.plane;
  if (plane === undefined || active === undefined || active.from === scene.links.name || active.space !== scene.space)
    return null;
  // Two planes of one crosshair: its lines are there already.
  const showsCurrent = referenceLines && !(showsCrosshair && active.hasCrosshair && facts.crosshair !== undefined);
  const [first, last] = active.range ?? [];
  return (
    <g className="reference-lines">
      {referenceRange && <ReferenceLine kind="first" plane={plane} other={first} facts={facts} />}
      {referenceRange && <ReferenceLine kind="last" plane={plane} other={last} facts={facts} />}
      {showsCurrent && <ReferenceLine kind="current" plane={plane} other={active.plane} facts={facts} />}
    </g>
  );
}

interface ReferenceLineProps {
  readonly kind: "current" | "first" | "last";
  readonly plane: ImagePlane;
  readonly other: ImagePlane | undefined;
  readonly facts: PlaneFacts;
}

function ReferenceLine({ kind, plane, other, facts }: ReferenceLineProps) {
  const ends = other && lineOfPlane(plane, other);
  if (ends === undefined) return null;
  const [from, to] = ends.map((end) => transform(facts.viewFromPixel, end)) as [
    readonly [number, number],
    readonly [number, number],
  ];
  const place = { x1: from[0], y1: from[1], x2: to[0], y2: to[1] };
  return (
    <g data-reference={kind}>
      <line className="reference-rim" {...place} />
      <line className="reference-line" {...place} />
    </g>
  );
}
