import { useEffect, useState } from "react";
import type { Frame } from "../../../src/contract/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";
import { valueAt } from "../measurement/measured.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenValue } from "../measurement/units.ts";
import type { Point2 } from "../plane/affine.ts";
import { type PlaneFacts, pixelAt } from "../scene/plane-facts.ts";
import { watchPlace } from "../scene/pointer-place.ts";

/** The value under the pointer with its unit. Its own component, so that moving the pointer draws nothing else again. */
export function Readout({ facts, element }: { readonly facts: PlaneFacts; readonly element: HTMLElement | null }) {
  const [point, setPoint] = useState<Point2 | undefined>();
  useEffect(() => {
    if (element === null) return undefined;
    const stop = new AbortController();
    const { signal } = stop;
    const pointOf = watchPlace(element, signal);
    element.addEventListener("pointermove", (event) => setPoint(pointOf(event)), { signal });
    element.addEventListener("pointerleave", () => setPoint(undefined), { signal });
    return () => stop.abort();
  }, [element]);
  const { slice } = facts;
  const pixel = point === undefined || slice === undefined ? undefined : pixelAt(facts, point);
  const value = slice === undefined || pixel === undefined ? undefined : valueAt(slice, pixel);
  return (
    <span data-line="value" className={value === undefined ? "value value-none" : "value"}>
      {value === undefined || slice === undefined ? "\u00a0" : written(value, slice.frame, facts.suvType)}
    </span>
  );
}

/** The value as it is read, and the stored one behind it where that is another. */
function written(value: number, frame: Frame, suvType: SuvType): string {
  const shown = shownValues(frame, suvType);
  const meant = shown.of(value);
  if (meant === undefined || (meant === value && shown.unit === frame.unit)) return writtenValue(value, frame.unit);
  const label = shown.label === "" ? "" : `${shown.label} `;
  return `${label}${writtenValue(meant, shown.unit)} (${writtenValue(value, frame.unit)})`;
}
