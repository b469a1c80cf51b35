import type { Point2 } from "../plane/affine.ts";

/**
 * Where pointer events lie on an element, CSS pixels from its upper left corner. The element's own place on the screen is kept: asked anew
 * in every event, the browser would have to lay out what the event before has changed. It is read again when the element or the window has
 * another size, when something is scrolled, and when a pointer comes in or presses.
 */
export function watchPlace(element: HTMLElement, signal: AbortSignal): (event: MouseEvent) => Point2 {
  let corner: { readonly left: number; readonly top: number } | undefined;
  const forget = () => {
    corner = undefined;
  };
  const observer = new ResizeObserver(forget);
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  for (const type of ["pointerenter", "pointerdown"]) element.addEventListener(type, forget, { signal, capture: true });
  for (const type of ["resize", "scroll"]) globalThis.addEventListener(type, forget, { signal, capture: true, passive: true });
  return ({ clientX, clientY }) => {
    corner ??= element.getBoundingClientRect();
    return [clientX - corner.left, clientY - corner.top];
  };
}
