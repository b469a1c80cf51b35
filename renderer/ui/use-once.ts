import { useEffect, useRef, useState } from "react";

/** What takes longer is drawn as going on. */
const BUSY_AFTER_MS = 300;

/** Whether something has been under way for longer than a reader takes for at once. */
export function useLasting(isUnderWay: boolean): boolean {
  const [isLasting, setLasting] = useState(false);
  useEffect(() => {
    if (!isUnderWay) return undefined;
    const timer = setTimeout(() => setLasting(true), BUSY_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [isUnderWay]);
  return isUnderWay && isLasting;
}

/**
 * Carries something out, once at a time: where it answers a promise, whatever is pressed before that is settled is passed by, and `isBusy`
 * is true when it takes long. Anything else can be pressed again at once.
 */
export function useOnce<Of extends readonly unknown[]>(
  act: (...of: Of) => unknown,
): { readonly press: (...of: Of) => void; readonly isBusy: boolean } {
  // Two presses may come before the first one is drawn.
  const isPending = useRef(false);
  const [isUnderWay, setUnderWay] = useState(false);
  const isBusy = useLasting(isUnderWay);
  const press = (...of: Of) => {
    if (isPending.current) return;
    const answer = act(...of);
    if (!(answer instanceof Promise)) return;
    isPending.current = true;
    setUnderWay(true);
    void answer.finally(() => {
      isPending.current = false;
      setUnderWay(false);
    });
  };
  return { press, isBusy };
}
