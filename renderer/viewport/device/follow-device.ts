import {
  askToMeasure,
  assumeDevice,
  firstPicture,
  keepMeasurement,
  recogniseDevice,
  tellMeasuring,
  useDeviceStore,
  usePreferenceStore,
} from "../../stores/index.ts";
import { findSignature, measureDevice, plainSignature, signatureOf } from "./measure.ts";
import { readGlFacts } from "./probe-gl.ts";

/**
 * Finds out which computer this is and measures it where it was never measured, and whenever the reader asks. Everything happens in idle
 * moments, never before the first image; a computer that was measured is known again without a graphics context. Returns how to stop.
 */
export function followDevice(): () => void {
  const stop = new AbortController();
  void start(stop.signal);
  const unsubscribe = useDeviceStore.subscribe((now, before) => {
    if (now.measureWish !== before.measureWish) void measure(stop.signal);
  });
  return () => {
    stop.abort();
    unsubscribe();
  };
}

async function start(signal: AbortSignal): Promise<void> {
  await preferencesLoaded();
  if (assumeDevice(plainSignature())) return;
  await firstPicture();
  await idleMoment();
  if (signal.aborted) return;
  if (recogniseDevice(findSignature()) === undefined) await measure(signal);
}

/** A graphics context was opened for a picture: it says whether this is the computer that it was taken for. */
export function confirmDevice(gl: WebGL2RenderingContext): void {
  const signature = signatureOf(readGlFacts(gl));
  // Contexts are opened while the screen is drawn, when nothing may be told.
  queueMicrotask(() => {
    const { signature: assumed } = useDeviceStore.getState();
    if (assumed === undefined || assumed === signature) return;
    if (recogniseDevice(signature) === undefined) askToMeasure();
  });
}

async function measure(signal: AbortSignal): Promise<void> {
  if (useDeviceStore.getState().isMeasuring) return;
  tellMeasuring(true);
  try {
    const measured = await measureDevice(idleMoment);
    if (!signal.aborted) await keepMeasurement(measured);
  } finally {
    tellMeasuring(false);
  }
}

function preferencesLoaded(): Promise<void> {
  return new Promise((resolve) => {
    if (usePreferenceStore.getState().isLoaded) return resolve();
    const unsubscribe = usePreferenceStore.subscribe(({ isLoaded }) => {
      if (!isLoaded) return;
      unsubscribe();
      resolve();
    });
  });
}

function idleMoment(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has none.
    if (typeof requestIdleCallback === "undefined") setTimeout(resolve, 50);
    else requestIdleCallback(() => resolve());
  });
}
