import { ChartColumn } from "lucide-react";
import { useSyncExternalStore } from "react";
import type { Finding, RegionHistogram } from "../../../src/findings/index.ts";
import { regionHistogram } from "../../../src/findings/index.ts";
import { toggleHistogram, useMeasuringStore } from "../../stores/viewport/measuring.ts";
import type { Edited } from "../measurement/editing.ts";
import { boundsOf } from "../measurement/label-places.ts";
import { isCountedLive } from "../measurement/live.ts";
import type { Measuring } from "../measurement/measuring.ts";
import { type Seen, seenFindings } from "../measurement/seen.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenNumber, writtenUnit } from "../measurement/units.ts";
import type { Slice } from "../plane/slice.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useViewportText } from "../text.ts";

interface HistogramPopoverProps {
  readonly facts: PlaneFacts;
  readonly findings: readonly Finding[];
  readonly selectedFindingId: string | undefined;
  readonly measuring: Measuring;
  readonly sliceSpacingMm: number | undefined;
}

const WIDTH = 220;
const HEIGHT = 84;

/** How often values occur in the chosen region: a small button beside it, and what it opens. */
export function HistogramPopover({ facts, findings, selectedFindingId, measuring, sliceSpacingMm }: HistogramPopoverProps) {
  const text = useViewportText();
  const openOf = useMeasuringStore(({ histogramOf }) => histogramOf);
  const { editing, space } = measuring;
  const edited = useSyncExternalStore(editing.subscribe, editing.edited);
  const { slice, size } = facts;
  const chosen = findings.filter(({ id, status }) => id === selectedFindingId && status !== "rejected");
  const [seen] = seenFindings(facts, chosen, { space, sliceSpacingMm, selectedFindingId, edited });
  if (seen === undefined || seen.isCrossing || slice === undefined || slice.samplesPerPixel === 3) return null;
  if (seen.shape !== "ellipse" && seen.shape !== "circle" && seen.shape !== "polygon") return null;
  const { x, y, width, height } = boundsOf(seen);
  const isOpen = openOf === seen.finding.id;
  const histogram = isOpen ? histogramOf(seen, edited, slice) : undefined;
  const left = Math.min(Math.max(4, x + width / 2 - 12), size.width - (isOpen ? WIDTH + 24 : 32));
  const top = Math.min(Math.max(4, y + height + 8), size.height - (isOpen ? HEIGHT + 76 : 32));
  return (
    <div className="histogram" data-control style={{ left, top }}>
      <button
        type="button"
        className="histogram-button"
        aria-label={text("measure.histogram")}
        title={text("measure.histogram")}
        aria-expanded={isOpen}
        data-testid="histogram-button"
        onClick={() => toggleHistogram(seen.finding.id)}
      >
        <ChartColumn size={14} aria-hidden />
      </button>
      {histogram !== undefined && <Chart {...histogram} />}
    </div>
  );
}

interface Shown {
  readonly histogram: RegionHistogram;
  /** From values as they are kept to values as they are read. */
  readonly slope: number;
  readonly intercept: number;
  readonly unit: string;
}

/** Of a region under the hand as it lies now, where that is counted quickly. */
function histogramOf({ finding, shape, points }: Seen, edited: Edited | undefined, slice: Slice): Shown | undefined {
  const { paddingRange, unit } = slice.frame;
  let { geometry } = finding;
  if (edited?.findingId === finding.id && shape !== "sphere" && shape !== "box" && isCountedLive(shape, points, slice)) {
    geometry = { kind: "image", shape, pointsPixel: points.map(([x, y]) => [x, y] as const) };
  }
  const histogram = regionHistogram({ ...slice, paddingRange }, geometry);
  const shown = shownValues(slice.frame, slice.suvType);
  if (histogram === undefined) return undefined;
  return { histogram, ...(shown.line ?? { slope: 1, intercept: 0 }), unit: shown.line === undefined ? unit : shown.unit };
}

function Chart({ histogram, slope, intercept, unit }: Shown) {
  const text = useViewportText();
  const { counts, from, binWidth } = histogram;
  const most = Math.max(...counts);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const bar = WIDTH / counts.length;
  const valueAt = (bin: number) => writtenNumber((from + bin * binWidth) * slope + intercept, unit);
  const said = { count: total, width: trimmed(binWidth * Math.abs(slope)), unit: writtenUnit(unit), bins: counts.length };
  return (
    <figure
      className="histogram-chart"
      data-testid="histogram"
      data-bins={counts.length}
      data-bin-width={binWidth}
      data-count={total}
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} role="img" aria-label={text("measure.histogram")}>
        {counts.map((count, bin) => {
          const high = (count / most) * HEIGHT;
          // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place
          return <rect key={bin} x={bin * bar} y={HEIGHT - high} width={Math.max(0.5, bar - 0.5)} height={high} />;
        })}
      </svg>
      <figcaption>
        <span>{valueAt(0)}</span>
        <span>{valueAt(counts.length)}</span>
      </figcaption>
      <p>{text("measure.bins", said)}</p>
    </figure>
  );
}

/** As many digits as a step of 1, 2 or 5 has. */
function trimmed(value: number): string {
  return String(Number(value.toPrecision(3)));
}
