import { type RefObject, useEffect } from "react";

/**
 * Draws on a canvas, and again when it comes back empty: where the browser's graphics process has died it takes along what was drawn.
 *
 * @param draw the same function as long as the same is drawn; answers what stops it, where it takes a while
 */
export function useDrawing(canvas: RefObject<HTMLCanvasElement | null>, draw: () => (() => void) | undefined): void {
  useEffect(() => {
    const element = canvas.current;
    let stop = draw();
    const again = () => {
      stop?.();
      stop = draw();
    };
    element?.addEventListener("contextrestored", again);
    return () => {
      element?.removeEventListener("contextrestored", again);
      stop?.();
    };
  }, [canvas, draw]);
}
