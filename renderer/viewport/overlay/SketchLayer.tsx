import { useSyncExternalStore } from "react";
import { transform } from "../plane/affine.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";

/** What the hand draws over the picture for the moment: a region to window by, a length to calibrate with. */
export function SketchLayer({ scene, facts }: { readonly scene: PlaneScene; readonly facts: PlaneFacts }) {
  const sketched = useSyncExternalStore(scene.sketch.subscribe, scene.sketch.sketched);
  if (sketched === undefined) return null;
  const points = sketched.points.map((point) => transform(facts.viewFromPixel, point).join(",")).join(" ");
  return (
    <g className="draft" data-sketch={sketched.kind}>
      {(["mark-rim", "mark-line"] as const).map((name) => (
        <g key={name} className={name}>
          {sketched.kind === "region" ? <polygon points={points} /> : <polyline points={points} />}
        </g>
      ))}
    </g>
  );
}
