import { useEffect, useState } from "react";
import type { Frame } from "../../../src/contract/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";
import { valueAt } from "../measurement/measured.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenValue } from "../measurement/units.ts";
import type { Point2 } from "../plane/affine.ts";
import { type PlaneFacts, pixelAt } from "../scene/plane-facts.ts";

/** The value under the pointer with its unit. Its own component, so that moving the pointer draws nothing else again. */
export function Readout({ facts, element }: { readonly facts: PlaneFacts; readonly element: HTMLElement | null }) {
  const [point, setPoint] = useState<Point2 | undefined>();
  useEffect(() => {
    if (element === null) return undefined;
    const move = (event: PointerEvent) => {
      const box = element.getBoundingClientRect();
      setPoint([event.clientX - box.left, event.clientY - box.top]);
    };
    const leave = () => setPoint(undefined);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerleave", leave);
    return () => {
      element.removeEventListener("pointermove", move);
      element.removeEventListener("pointerleave", leave);
    };
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
