import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { tell } from "../../stores/index.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Point2 } from "../plane/affine.ts";
import type { HandParts } from "../scene/hand.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { grown, redrawn } from "./boundary.ts";
import { carryBoundary } from "./carried-boundary.ts";
import { homeOf } from "./home.ts";
import type { Revised } from "./measured.ts";
import type { Measuring } from "./measuring.ts";

/** Moves the boundary of the chosen finding a pixel out or in, and says why where it cannot. */
export async function growFinding(by: 1 | -1, scene: PlaneScene, measuring: Measuring): Promise<void> {
  const chosen = chosenOf(measuring);
  if (chosen === undefined) return tell("action.reason.noFinding");
  const home = await homeOf(chosen, measuring.detail, scene.pixels);
  if (home === undefined) return tell("viewport.boundary.notHere");
  const revised = grown(chosen, by, home);
  if (revised === undefined) return tell(by < 0 ? "viewport.boundary.nothingLeft" : "viewport.boundary.notHere");
  measuring.editing.refile(chosen.id, revised, "reshape");
}

/** The line that was drawn is the boundary of the chosen finding on this slice. */
export async function redrawBoundary({ scene, measuring }: HandParts, outline: readonly Point2[]): Promise<void> {
  const { slice } = scene.facts();
  const chosen = chosenOf(measuring);
  if (chosen === undefined) return tell("action.reason.noFinding");
  const home = await homeOf(chosen, measuring.detail, scene.pixels);
  const revised = slice && home && redrawn(chosen, outline, slice, measuring.detail, home);
  if (revised === undefined) return tell("viewport.boundary.notHere");
  measuring.editing.refile(chosen.id, revised, "reshape");
}

/** A ball with the boundary that it has at its new place; undefined for what has none. */
export function withBoundary(
  finding: Finding,
  revised: Revised,
  pixels: SeriesPixels,
  detail: SeriesDetail,
): Promise<Revised> | undefined {
  if (finding.segment === undefined || revised.geometry.kind !== "sphere") return undefined;
  return carry(finding, revised, pixels, detail);
}

/** The reader is told where the boundary is no longer the one that was drawn. */
async function carry(finding: Finding, revised: Revised, pixels: SeriesPixels, detail: SeriesDetail): Promise<Revised> {
  const carried = carryBoundary(finding, revised, await homeOf(finding, detail, pixels));
  if (carried === undefined) return revised;
  if (carried.how !== "moved") tell(`viewport.boundary.${carried.how}`);
  return carried.revised;
}

function chosenOf(measuring: Measuring): Finding | undefined {
  return measuring.findings().find(({ id }) => id === measuring.selectedFindingId());
}
