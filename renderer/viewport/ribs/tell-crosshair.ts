import { useRibsStore } from "../../stores/index.ts";
import type { Hub } from "../scene/hub.ts";

/** Lets the straightened ribs hear where the crosshair is put. Returns how to stop. */
export function tellCrosshair(hub: Hub): () => void {
  const watchCrosshair = (listen: (space: string, pointPatient: readonly [number, number, number]) => void) =>
    hub.subscribe((event) => event.kind === "crosshair" && listen(event.space, event.pointPatient));
  useRibsStore.setState({ watchCrosshair });
  return () => {
    if (useRibsStore.getState().watchCrosshair === watchCrosshair) useRibsStore.setState({ watchCrosshair: undefined });
  };
}
