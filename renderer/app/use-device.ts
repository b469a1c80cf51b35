import { useEffect } from "react";

/** Fetches the engine of the images before a study is opened, and has it find out what this computer can do; both when nothing else waits. */
export function useDeviceKnown(): void {
  useEffect(() => {
    let stop: (() => void) | undefined;
    let isGone = false;
    const begin = () =>
      void import("../viewport/index.ts").then(({ followDevice }) => {
        if (!isGone) stop = followDevice();
      });
    const later = setTimeout(begin, 0);
    return () => {
      isGone = true;
      clearTimeout(later);
      stop?.();
    };
  }, []);
}
