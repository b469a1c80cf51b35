import { useEffect } from "react";
import { setReading, useScreenStore } from "../stores/index.ts";

/** Takes the whole screen while the reading mode is on, where the browser allows it; leaving one leaves the other. */
export function useReading(): boolean {
  const isReading = useScreenStore((state) => state.isReading);
  useEffect(() => {
    if (!isReading) return;
    const leave = () => {
      if (document.fullscreenElement === null) setReading(false);
    };
    // refused without a gesture of the reader or by a policy: the images fill the window all the same
    const asked = document.documentElement.requestFullscreen?.().then(
      () => document.addEventListener("fullscreenchange", leave),
      () => undefined,
    );
    return () => {
      void asked?.then(() => {
        document.removeEventListener("fullscreenchange", leave);
        if (document.fullscreenElement !== null) return document.exitFullscreen().catch(() => undefined);
      });
    };
  }, [isReading]);
  useEffect(() => () => setReading(false), []);
  return isReading;
}
