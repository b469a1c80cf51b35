import type { PlaneFacts } from "../scene/plane-facts.ts";

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200] as const;

/** The longest round length that takes at most a quarter of the view's height, in millimetres; undefined where nothing fits. */
export function scaleBarMm(viewPixelsPerMm: number, viewHeight: number): number | undefined {
  return steps.findLast((mm) => mm * viewPixelsPerMm <= viewHeight / 4 && mm * viewPixelsPerMm >= 24);
}

/** A ruler at the right edge: only where pixels have a size. */
export function ScaleBar({ facts }: { readonly facts: PlaneFacts }) {
  const { slice, size } = facts;
  if (slice === undefined || !slice.isCalibrated) return null;
  const perMm = facts.magnification / slice.spacing[1];
  const mm = scaleBarMm(perMm, size.height);
  if (mm === undefined) return null;
  const [length, x, y] = [mm * perMm, size.width - 12, size.height / 2 + 28];
  const cuts = mm % 5 === 0 || mm < 1 ? 5 : mm % 2 === 0 ? 2 : 1;
  const ticks = Array.from({ length: cuts + 1 }, (_, at) => y + (length * at) / cuts);
  const ruler = `M${x},${y}v${length}${ticks.map((tick, at) => `M${x},${tick}h${at === 0 || at === cuts ? -7 : -4}`).join("")}`;
  return (
    <g className="scale-bar" data-scale-mm={mm}>
      <path className="scale-rim" d={ruler} />
      <path d={ruler} />
      <text x={x - 10} y={y + length + 3} textAnchor="end">
        {mm >= 10 ? `${mm / 10} cm` : `${mm} mm`}
      </text>
    </g>
  );
}
