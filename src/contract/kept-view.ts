import type { z } from "zod";
import { type ViewState, viewStateSchema } from "./view-state.ts";

const emptyCell: ViewState["cells"][number] = {
  content: { kind: "empty" },
  showsOverlays: true,
  showsShutter: true,
  showsDrawn: true,
  inverted: false,
  rotationDegrees: 0,
  flippedHorizontally: false,
  flippedVertically: false,
};

/** What a broken member of the state becomes that cannot be left out. */
const resting: Readonly<Record<string, unknown>> = { shape: "grid", meantFor: "landscape", activeCell: 0, scrollSync: false };

type Members = Record<string, unknown>;

/** Mending one member may show that another is broken; more rounds than there are levels never help. */
const MOST_ROUNDS = 8;

/**
 * How a study was left, as another edition or a broken disk may have stored it: what is unknown or broken is left out member by member,
 * and the rest holds. A cell without a content that is understood is empty. Undefined where there are no cells or no layout.
 */
export function parseKeptView(stored: unknown): ViewState | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  const state = structuredClone(stored) as Members;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { data, error } = viewStateSchema.safeParse(state);
    if (data !== undefined) return data;
    if (!error.issues.every((issue) => mend(state, issue))) return undefined;
    if (Array.isArray(state.links)) state.links = state.links.filter((link) => link !== undefined);
  }
  return undefined;
}

/** Takes away what an issue speaks of; false where nothing of the state holds without it. */
function mend(state: Members, { code, path, ...issue }: z.core.$ZodIssue): boolean {
  const [top, at, member, part] = path as readonly (string | undefined)[];
  if (top === undefined) {
    if (code !== "unrecognized_keys" || !("keys" in issue)) return false;
    for (const key of issue.keys) delete state[key];
    return true;
  }
  if (top === "cells" && at !== undefined) {
    const cells = state.cells as unknown[];
    cells[Number(at)] = member === undefined ? emptyCell : mendedCell(cells[Number(at)] as Members, member, part);
    return true;
  }
  if (top === "links" && at !== undefined) {
    (state.links as unknown[])[Number(at)] = undefined;
    return true;
  }
  if (top === "rows" || top === "columns" || top === "cells") return false;
  if (top in resting) state[top] = resting[top];
  else delete state[top];
  return true;
}

/** Cine and rendering are made of members that may each be missing. */
function mendedCell(cell: Members, member: string, part: string | undefined): Members {
  const { [member]: broken, ...others } = cell;
  if (member in emptyCell) return { ...others, [member]: emptyCell[member as keyof typeof emptyCell] };
  if (part === undefined || (member !== "cine" && member !== "rendering")) return others;
  const { [part]: _left, ...parts } = broken as Members;
  return { ...others, [member]: parts };
}
