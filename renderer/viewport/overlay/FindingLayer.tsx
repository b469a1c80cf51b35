import { useLayoutEffect, useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { useMeasuringStore } from "../../stores/viewport/measuring.ts";
import type { Edited } from "../measurement/editing.ts";
import type { SeenWithLabel } from "../measurement/hit.ts";
import { labelLines } from "../measurement/label.ts";
import { boundsOf, letterBoxes, placeLabels } from "../measurement/label-places.ts";
import { liveNumbers } from "../measurement/live.ts";
import type { Measuring } from "../measurement/measuring.ts";
import { revise } from "../measurement/revise.ts";
import { type Seen, seenFindings } from "../measurement/seen.ts";
import { planeSpacingMm } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText, type ViewportText } from "../text.ts";
import { Handles, Label, Strokes } from "./MeasureMark.tsx";
import { maskPath } from "./mask-paths.ts";
import { useHomes } from "./use-homes.ts";

interface FindingLayerProps {
  readonly facts: PlaneFacts;
  readonly detail: SeriesDetail;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly measuring: Measuring;
}

/** Findings on the slice: proposals dashed, accepted solid, rejected faint; the chosen one bright and with handles. */
export function FindingLayer({ facts, detail, findings, selectedFindingId, measuring }: FindingLayerProps) {
  const text = useViewportText();
  const { editing, space } = measuring;
  const homeOf = useHomes(findings, detail);
  const edited = useSyncExternalStore(editing.subscribe, editing.edited);
  const places = useMeasuringStore(({ labelPlaces }) => labelPlaces);
  const sliceSpacingMm = planeSpacingMm(detail, facts.slice);
  const seen = seenFindings(facts, findings, { space, sliceSpacingMm, selectedFindingId, edited });
  const labelled = withLabels(seen, facts, places, (one) =>
    isLabelled(one, selectedFindingId) ? linesOf(one, edited, facts, detail, text, selectedFindingId) : [],
  );
  useLayoutEffect(() => {
    editing.seen = labelled;
  });
  return labelled.map(({ seen: { finding, shape, strokes, handles, isCrossing }, label }) => (
    <g
      key={finding.id}
      className="finding"
      data-finding-id={finding.id}
      data-status={finding.status}
      data-provenance={finding.provenance.by}
      data-shape={shape}
      data-selected={finding.id === selectedFindingId}
      data-edited={edited?.findingId === finding.id}
      data-crossing={isCrossing}
      data-bounded={facts.slice !== undefined && maskPath(finding, homeOf(finding), facts.slice) !== ""}
    >
      <Strokes strokes={strokes} />
      {label !== undefined && <Label label={label} />}
      {finding.id === selectedFindingId && finding.status !== "rejected" && <Handles handles={handles} />}
    </g>
  ));
}

/** The chosen one's label has the first choice of place. */
function withLabels(
  seen: readonly Seen[],
  facts: PlaneFacts,
  places: Readonly<Record<string, readonly [number, number]>>,
  lines: (seen: Seen) => readonly string[],
): readonly SeenWithLabel[] {
  const wishes = seen
    .map((one) => ({ one, lines: lines(one) }))
    .filter((wish) => wish.lines.length > 0)
    .reverse()
    .map((wish) => {
      const isText = wish.one.shape === "text";
      const put = isText ? ([-3, -12] as const) : places[wish.one.finding.id];
      return { ...wish, around: boundsOf(wish.one), put };
    });
  const placed = placeLabels(wishes, facts.size, letterBoxes(facts.size));
  const labels = new Map(wishes.map(({ one }, index) => [one.finding.id, placed[index]]));
  return seen.map((one) => ({ seen: one, label: labels.get(one.finding.id) }));
}

/** Its own lines; under the hand, what its shape measures now. */
function linesOf(
  seen: Seen,
  edited: Edited | undefined,
  { slice }: PlaneFacts,
  detail: SeriesDetail,
  text: ViewportText,
  selectedFindingId: string | undefined,
): string[] {
  const { finding, shape, points } = seen;
  const caveatWord = (caveat: Finding["caveats"][number]) => text(`measure.caveat.${caveat}`);
  const score = shownScore(finding);
  if (score !== undefined && edited?.findingId !== finding.id) {
    const scored = text("measure.score", { score: score.toFixed(2) });
    return finding.id === selectedFindingId ? [scored, ...labelLines(finding, caveatWord)] : [scored];
  }
  if (edited?.findingId !== finding.id || slice === undefined) return labelLines(finding, caveatWord);
  const { code, site, comment } = finding;
  if (shape === "sphere" || shape === "box" || shape === "point")
    return labelLines({ ...finding, ...revise(finding, { shape, points }, slice, detail) }, caveatWord);
  return labelLines({ ...liveNumbers({ shape, code, site }, points, slice, detail), code, site, comment }, caveatWord);
}

/** What only goes through the slice is named once it is chosen. */
function isLabelled({ finding, isCrossing }: Seen, selectedFindingId: string | undefined): boolean {
  if (isCrossing === true && finding.id !== selectedFindingId) return false;
  if (finding.status === "rejected") return false;
  return finding.provenance.by === "person" || finding.id === selectedFindingId || shownScore(finding) !== undefined;
}

/** A radiograph shows few proposals at once, and nobody scrolls to the next: each has its score beside it until it is decided on. */
function shownScore({ geometry, provenance, status }: Finding): number | undefined {
  return geometry.kind === "image" && provenance.by === "model" && status === "proposed" ? provenance.score : undefined;
}
