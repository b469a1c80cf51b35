import type { Finding } from "../../src/findings/index.ts";
import { goToFinding, selectedFinding } from "./go-to-finding.ts";
import type { Reason } from "./reason.ts";
import { knownSeries, useSeriesStore } from "./series-store.ts";
import { command } from "./viewport/change.ts";
import { type Cell, useViewportStore } from "./viewport/viewport-store.ts";

/** Whether a finding has a boundary that can be moved: a ball, or a mask. */
export function hasBoundary(finding: Finding): boolean {
  return finding.status !== "rejected" && (finding.geometry.kind === "sphere" || finding.segment !== undefined);
}

/**
 * The viewport that a boundary is changed in: the active one where it shows slices of the finding's series or of its frame of reference,
 * else the first that does, of its own series before others.
 */
function cellOf(finding: Finding): string | undefined {
  const { cells, activeCellId } = useViewportStore.getState();
  const { details } = useSeriesStore.getState();
  const rank = ({ content, id }: Cell): number => {
    if (content.kind !== "stack" && content.kind !== "mpr") return 0;
    const isOwn = content.seriesInstanceUid === finding.seriesInstanceUid;
    const { frameOfReferenceUid } = knownSeries(details, content.seriesInstanceUid) ?? {};
    const isBeside = !!frameOfReferenceUid && frameOfReferenceUid === finding.frameOfReferenceUid;
    if (!isOwn && !isBeside) return 0;
    return (id === activeCellId ? 2 : 0) + (isOwn ? 2 : 1);
  };
  const [best] = cells.filter((cell) => rank(cell) > 0).sort((a, b) => rank(b) - rank(a));
  return best?.id;
}

/** Opens the series that the boundary of the chosen finding can be changed on. */
export function showBoundary(): void {
  const chosen = selectedFinding();
  if (chosen !== undefined) goToFinding(chosen);
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
