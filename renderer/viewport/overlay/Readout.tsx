import { useEffect, useState } from "react";
import { valueAt } from "../measurement/measured.ts";
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
    <span data-line="value" className="value">
      {value === undefined || slice === undefined ? "\u00a0" : writtenValue(value, slice.frame.unit)}
    </span>
  );
}
