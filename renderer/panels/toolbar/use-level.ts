import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/**
 * How far a bar has to fold so that everything fits into it: level 0 shows all. Learns what each level needs when it is drawn first, and
 * goes back to a lower one only where that is known to fit.
 *
 * @param wording what the widths depend on (a language, a set of buttons): when it changes they are learnt anew
 */
export function useLevel(bar: RefObject<HTMLElement | null>, lastLevel: number, wording: string): number {
  const [level, setLevel] = useState(0);
  const needed = useRef(new Map<number, number>());
  const learntFor = useRef(wording);
  useLayoutEffect(() => {
    const element = bar.current;
    if (element === null) return;
    if (learntFor.current !== wording) {
      learntFor.current = wording;
      needed.current.clear();
      setLevel(0);
    }
    const fitIn = () => {
      const room = element.clientWidth;
      const now = widthOf(element);
      needed.current.set(level, now);
      if (now > room) return setLevel(Math.min(lastLevel, level + 1));
      for (let lower = 0; lower < level; lower++) {
        const width = needed.current.get(lower);
        if (width === undefined || width <= room) return setLevel(lower);
      }
    };
    fitIn();
    const watcher = new ResizeObserver(fitIn);
    watcher.observe(element);
    for (const part of element.children) watcher.observe(part);
    return () => watcher.disconnect();
  }, [bar, level, lastLevel, wording]);
  return level;
}

/** Width of all parts beside each other, whatever room they were given. */
function widthOf(element: HTMLElement): number {
  return [...element.children].reduce((sum, part) => sum + part.getBoundingClientRect().width, 0);
}
