import type { Finding } from "../../src/findings/index.ts";
import { selectedFinding } from "./go-to-finding.ts";
import type { Reason } from "./reason.ts";
import { command } from "./viewport/change.ts";
import { useViewportStore } from "./viewport/viewport-store.ts";

/** Whether a finding has a boundary that can be moved: a ball, or a mask. */
export function hasBoundary(finding: Finding): boolean {
  return finding.status !== "rejected" && (finding.geometry.kind === "sphere" || finding.segment !== undefined);
}

/** The viewport that a boundary is changed in: the active one, else the first that shows slices of the finding's series. */
function cellOf(finding: Finding): string | undefined {
  const { cells, activeCellId } = useViewportStore.getState();
  const shows = cells.filter(
    ({ content }) =>
      (content.kind === "stack" || content.kind === "mpr") && content.seriesInstanceUid === finding.seriesInstanceUid,
  );
  return (shows.find(({ id }) => id === activeCellId) ?? shows[0])?.id;
}

/** Why the boundary of the chosen finding cannot be changed now; undefined where it can. */
export function noBoundary(): Reason | undefined {
  const chosen = selectedFinding();
  if (chosen === undefined) return { key: "action.reason.noFinding" };
  if (!hasBoundary(chosen)) return { key: "action.reason.noBoundary" };
  return cellOf(chosen) === undefined ? { key: "action.reason.boundaryNotShown" } : undefined;
}

/** Moves the boundary of the chosen finding a pixel out or in. */
export function growBoundary(by: 1 | -1): void {
  const chosen = selectedFinding();
  const cellId = chosen && cellOf(chosen);
  if (cellId !== undefined) command(cellId, { kind: "grow-boundary", by });
}
