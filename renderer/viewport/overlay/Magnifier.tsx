import { useEffect, useRef, useState } from "react";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { valueAt } from "../measurement/measured.ts";
import { shownValues } from "../measurement/shown-values.ts";
import { writtenValue } from "../measurement/units.ts";
import { type Affine, compose, type Point2 } from "../plane/affine.ts";
import { SlicePainter } from "../plane/slice-painter.ts";
import { type PlaneFacts, pixelAt } from "../scene/plane-facts.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { watchPlace } from "../scene/pointer-place.ts";
import { useViewportText } from "../text.ts";

/** CSS pixels across the glass. */
const GLASS = 220;
const POWER = { least: 2, most: 6 } as const;

interface MagnifierProps {
  readonly scene: PlaneScene;
  readonly facts: PlaneFacts;
  readonly element: HTMLElement;
}

/**
 * A glass that follows the pointer while its tool is chosen or Alt is held: the image's own pixels, two to six times as large as they lie
 * there (Shift and the wheel), blended or not as in the viewport.
 */
export function Magnifier(props: MagnifierProps) {
  const isChosen = useViewportStore(({ tool }) => tool === "magnifier");
  const isHeld = useAltOver(props.element);
  return isChosen || isHeld ? <Glass {...props} /> : null;
}

/** Whether Alt is held while the pointer moves over an element. */
function useAltOver(element: HTMLElement): boolean {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    element.addEventListener("pointermove", (event) => setHeld(event.altKey), { signal });
    element.addEventListener("pointerleave", () => setHeld(false), { signal });
    window.addEventListener("keyup", (event) => event.key === "Alt" && setHeld(false), { signal });
    return () => stop.abort();
  }, [element]);
  return isHeld;
}

function Glass({ scene, facts, element }: MagnifierProps) {
  const text = useViewportText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useRef<SlicePainter>(undefined);
  const [point, setPoint] = useState<Point2 | undefined>();
  const [power, setPower] = useState(3);
  const isSharp = facts.interpolation === "nearest";
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const pointOf = watchPlace(element, signal);
    const move = (event: PointerEvent) => setPoint(pointOf(event));
    element.addEventListener("pointermove", move, { signal });
    element.addEventListener("pointerdown", move, { signal });
    element.addEventListener("pointerleave", () => setPoint(undefined), { signal });
    element.addEventListener(
      "wheel",
      (event) => {
        if (!event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        const by = Math.sign(event.deltaY || event.deltaX) * -0.5;
        setPower((now) => Math.min(POWER.most, Math.max(POWER.least, now + by)));
      },
      { signal, passive: false, capture: true },
    );
    return () => {
      stop.abort();
      painter.current?.dispose();
      painter.current = undefined;
    };
  }, [element]);

  const ratio = facts.pixelRatio;
  useEffect(() => {
    const picture = scene.picture();
    if (canvas.current === null || point === undefined || picture === undefined) return;
    painter.current ??= new SlicePainter(canvas.current);
    const enlarge: Affine = [power, 0, 0, power, GLASS / 2 - power * point[0], GLASS / 2 - power * point[1]];
    const affine = compose(enlarge, facts.viewFromPixel);
    painter.current.draw(picture.slice, picture.greys, affine, ratio, picture.overlays, isSharp ? "nearest" : "smooth");
  }, [scene, facts, point, power, isSharp, ratio]);

  if (facts.slice === undefined) return null;
  const value = point === undefined ? undefined : valueAt(facts.slice, pixelAt(facts, point));
  const shown = shownValues(facts.slice.frame, facts.suvType);
  const meant = value === undefined ? undefined : shown.of(value);
  return (
    <div
      className="magnifier"
      data-testid="magnifier"
      data-power={power}
      data-interpolation={isSharp ? "nearest" : "smooth"}
      hidden={point === undefined}
      style={
        point === undefined ? undefined : { left: point[0] - GLASS / 2, top: point[1] - GLASS / 2, width: GLASS, height: GLASS }
      }
    >
      <canvas ref={canvas} width={Math.round(GLASS * ratio)} height={Math.round(GLASS * ratio)} />
      <span className="magnifier-cross" aria-hidden="true" />
      <span className="magnifier-line">
        {text("magnifier", { power })}
        {meant === undefined ? "" : ` · ${writtenValue(meant, shown.unit)}`}
      </span>
    </div>
  );
}
