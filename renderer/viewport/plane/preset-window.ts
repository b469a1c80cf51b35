import type { Frame, WindowPreset } from "../../../src/contract/index.ts";
import type { SuvType } from "../../stores/viewport/display.ts";
import { type Voi, type Window, windowOver } from "./voi.ts";

/**
 * The window that a preset means for a frame, in the units of its values; undefined where it means none: Hounsfield windows on other
 * values, uptake where the file does not say how much was injected into whom.
 *
 * @param opening what the frame opens with
 */
export function presetWindow(
  preset: WindowPreset,
  frame: Frame,
  modality: string,
  opening: Voi,
  suvType: SuvType,
): Window | undefined {
  if (frame.samplesPerPixel === 3) return undefined;
  switch (preset.kind) {
    case "values":
      if (modality === "CT" && frame.unit !== "[hnsf'U]") return undefined;
      return { center: preset.center, width: preset.width };
    case "uptake": {
      const factor = suvFactor(frame, suvType);
      if (factor === undefined) return undefined;
      const [low, high] = [preset.low / factor, preset.high / factor];
      return { center: (low + high) / 2, width: Math.max(high - low, 1e-6), function: "LINEAR_EXACT" };
    }
    case "relative": {
      const start = opening.kind === "table" ? windowOver(opening.table) : opening.window;
      const width = start.width * preset.width;
      const center = start.center + start.width * preset.shift;
      const whole = frame.valueType !== "float32" && start.function !== "LINEAR_EXACT";
      return whole
        ? { ...start, center: Math.round(center), width: Math.max(1, Math.round(width)) }
        : { ...start, center, width };
    }
  }
}

/** SUV of one unit of the values; undefined where the file does not allow that type. */
export function suvFactor({ suv, unit }: Frame, suvType: SuvType): number | undefined {
  if (unit.startsWith("{SUV")) return 1;
  return suv?.[suvType];
}
