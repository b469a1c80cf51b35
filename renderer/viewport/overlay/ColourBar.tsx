import { shownValues } from "../measurement/shown-values.ts";
import { writtenNumber, writtenUnit } from "../measurement/units.ts";
import { colourMapOf } from "../plane/colour-maps.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";

const STOPS = 16;

/** Which colour stands for which value, where greys are coloured. */
export function ColourBar({ facts }: { readonly facts: PlaneFacts }) {
  const words = colourMapOf(facts.colourMap)?.words;
  const { slice, window, inverted } = facts;
  if (words === undefined || slice === undefined) return null;
  const stops = Array.from({ length: STOPS + 1 }, (_, at) => {
    const shade = Math.round((at / STOPS) * 255);
    const word = words[inverted ? 255 - shade : shade] as number;
    return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
  });
  const shown = shownValues(slice.frame, facts.suvType);
  const write = (value: number) => {
    const { slope, intercept } = shown.line ?? { slope: 1, intercept: 0 };
    return `${writtenNumber(value * slope + intercept, shown.unit)} ${writtenUnit(shown.unit)}`.trim();
  };
  return (
    <div className="colour-bar" data-colour-map={facts.colourMap} aria-hidden="true">
      <span>{write(window.center + window.width / 2)}</span>
      <i style={{ background: `linear-gradient(to top, ${stops.join(", ")})` }} />
      <span>{write(window.center - window.width / 2)}</span>
    </div>
  );
}
