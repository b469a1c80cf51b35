import { useSyncExternalStore } from "react";
import type { Hub } from "../scene/hub.ts";
import { project } from "../volume/orbit.ts";
import type { VolumeFacts } from "../volume/volume-facts.ts";

/** The 3D cursor seen through a volume of its patient space. */
export function VolumeCursor({ hub, space, facts }: { readonly hub: Hub; readonly space: string; readonly facts: VolumeFacts }) {
  const pointed = useSyncExternalStore(hub.subscribe, hub.pointed);
  if (pointed?.pointPatient === undefined || pointed.space !== space) return null;
  const [x, y] = project(facts.orbit, facts.size, pointed.pointPatient);
  const cross = `M${x - 16},${y}h11m10,0h11M${x},${y - 16}v11m0,10v11`;
  return (
    <g className="cursor-3d" data-x={x.toFixed(2)} data-y={y.toFixed(2)}>
      <path className="cursor-rim" d={cross} />
      <path className="cursor-line" d={cross} />
    </g>
  );
}
