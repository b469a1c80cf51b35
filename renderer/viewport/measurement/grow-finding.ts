import { tell } from "../../stores/index.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { grown } from "./boundary.ts";
import type { Measuring } from "./measuring.ts";

/** Moves the boundary of the chosen finding a pixel out or in, and says why where it cannot. */
export function growFinding(by: 1 | -1, scene: PlaneScene, measuring: Measuring): void {
  const chosen = measuring.findings().find(({ id }) => id === measuring.selectedFindingId());
  const revised = chosen && grown(chosen, by, measuring.detail, scene.pixels);
  if (chosen === undefined) tell("action.reason.noFinding");
  else if (revised === undefined) tell(by < 0 ? "viewport.boundary.nothingLeft" : "viewport.boundary.notHere");
  else measuring.editing.refile(chosen.id, revised, "reshape");
}
