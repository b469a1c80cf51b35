import { centrePatient, type Finding } from "../../src/findings/index.ts";
import { findingOrder } from "./finding-order.ts";
import { useFindingsStore } from "./findings-store.ts";
import { currentLesions } from "./lesions-store.ts";
import { showStackWith } from "./splits.ts";
import { openSeries } from "./viewport/content.ts";
import { setLayout } from "./viewport/layout.ts";
import { focusOn, focusOnBoth, focusOnFrame } from "./viewport/movement.ts";
import { type Cell, type FocusPlace, useViewportStore } from "./viewport/viewport-store.ts";

/** Chooses a finding and takes every viewport there; its series is opened in the active cell if none shows it. */
export function goToFinding(finding: Finding, openedCellIds: readonly string[] = []): void {
  useFindingsStore.getState().select(finding.id);
  const { cells } = useViewportStore.getState();
  const isShown = cells.some(
    ({ content }) => content.kind !== "empty" && content.seriesInstanceUid === finding.seriesInstanceUid,
  );
  if (!isShown) openSeries(finding.seriesInstanceUid);
  const earlier = currentLesions().find((lesion) => lesion.finding.id === finding.id)?.earlier[0].finding;
  const focus = () => {
    const point = centrePatient(finding.geometry);
    if (earlier !== undefined) focusOnBoth(placeOf(finding), placeOf(earlier), openedCellIds);
    else if (point !== undefined) focusOn(point, finding.frameOfReferenceUid);
    else focusOnFrame(finding.reference);
  };
  focus();
  void showStackWith(finding.seriesInstanceUid, finding.reference).then((isChanged) => isChanged && focus());
}

function placeOf(finding: Finding): FocusPlace {
  const { studyInstanceUid, frameOfReferenceUid, reference } = finding;
  return { studyInstanceUid, pointPatient: centrePatient(finding.geometry), frameOfReferenceUid, reference };
}

/** Shows a lesion now and at an earlier time side by side; viewports that show either already stay. */
export function compareBeside(finding: Finding, earlier: Finding): void {
  if (useViewportStore.getState().cells.length < 2) setLayout(1, 2);
  const shows = ({ content }: Cell, uid: string) => content.kind !== "empty" && content.seriesInstanceUid === uid;
  const wanted = [finding.seriesInstanceUid, earlier.seriesInstanceUid];
  const opened: string[] = [];
  for (const uid of wanted) {
    const { cells } = useViewportStore.getState();
    if (cells.some((cell) => shows(cell, uid))) continue;
    const free = cells.filter((cell) => !wanted.some((other) => shows(cell, other)));
    const cell = free.find(({ content }) => content.kind === "empty") ?? free[0];
    if (cell === undefined) continue;
    openSeries(uid, cell.id);
    opened.push(cell.id);
  }
  goToFinding(finding, opened);
}

/** Goes to the finding after or before the chosen one, in the order of the list. */
export function stepFinding(by: 1 | -1): void {
  const { findings, selectedFindingId } = useFindingsStore.getState();
  const order = findingOrder(findings);
  const at = order.findIndex(({ id }) => id === selectedFindingId);
  const next = order[at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by))];
  if (next !== undefined) goToFinding(next);
}

/** Goes to the next proposal that waits for a decision, or the one before; round and round. */
export function stepProposal(by: 1 | -1): void {
  const { findings, selectedFindingId } = useFindingsStore.getState();
  const order = findingOrder(findings);
  const at = order.findIndex(({ id }) => id === selectedFindingId);
  const from = at < 0 ? (by > 0 ? -1 : order.length) : at;
  for (let step = 1; step <= order.length; step++) {
    const next = order[(((from + by * step) % order.length) + order.length) % order.length];
    if (next?.status !== "proposed") continue;
    goToFinding(next);
    return;
  }
}

/** The proposal to read after one was decided on: the next in the list, else the first that is left. */
export function nextProposal(findings: readonly Finding[], decidedId: string): Finding | undefined {
  const order = findingOrder(findings);
  const at = order.findIndex(({ id }) => id === decidedId);
  const waits = (finding: Finding) => finding.status === "proposed" && finding.id !== decidedId;
  return order.slice(at + 1).find(waits) ?? order.find(waits);
}

/** Decides on a finding; after a proposal, goes to the next one that waits. */
export async function decideAndGoOn(finding: Finding, decision: "accepted" | "rejected"): Promise<void> {
  const { findings, decide } = useFindingsStore.getState();
  const next = finding.status === "proposed" ? nextProposal(findings, finding.id) : undefined;
  await decide(finding.id, decision);
  if (next !== undefined) goToFinding(next);
}

/** Accepts the chosen finding, if it waits for that or was rejected. */
export function acceptSelected(): void {
  const chosen = selectedFinding();
  if (chosen?.status === "proposed" || chosen?.status === "rejected") void decideAndGoOn(chosen, "accepted");
}

/** Rejects the chosen proposal; a person's own finding is removed. */
export function rejectSelected(): void {
  const chosen = selectedFinding();
  if (chosen === undefined) return;
  if (chosen.provenance.by === "person") void useFindingsStore.getState().remove(chosen.id);
  else if (chosen.status !== "rejected") void decideAndGoOn(chosen, "rejected");
}

export function selectedFinding(): Finding | undefined {
  const { findings, selectedFindingId } = useFindingsStore.getState();
  return findings.find(({ id }) => id === selectedFindingId);
}
