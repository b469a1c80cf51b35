import { type RefObject, useEffect } from "react";
import type { ViewSize } from "./plane/camera.ts";

/** Tells the size of an element and the pixel ratio of its screen, now and whenever one changes. */
export function useSize(
  ref: RefObject<HTMLElement | null>,
  onSize: ((size: ViewSize, pixelRatio: number) => void) | undefined,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null || onSize === undefined) return undefined;
    const tell = () => onSize({ width: element.clientWidth, height: element.clientHeight }, globalThis.devicePixelRatio || 1);
    const observer = new ResizeObserver(tell);
    observer.observe(element);
    globalThis.addEventListener("resize", tell);
    tell();
    return () => {
      observer.disconnect();
      globalThis.removeEventListener("resize", tell);
    };
  }, [ref, onSize]);
}
