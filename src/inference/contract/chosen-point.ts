import type { ModelManifest } from "./manifest.ts";
import { operatingPointOf } from "./manifest.ts";

/** The manifest as it runs at an operating point; as it is where it has none of that id. */
export function atOperatingPoint(manifest: ModelManifest, id: string | undefined): ModelManifest {
  if (id === undefined || operatingPointOf(manifest, id) === undefined) return manifest;
  return { ...manifest, defaultOperatingPoint: id };
}

/** The manifest as it runs for evaluation: every label is proposed from the score that its decoder keeps, whatever the operating point. */
export function belowOperatingPoints(manifest: ModelManifest): ModelManifest {
  const thresholds = Object.fromEntries(Object.keys(manifest.findings).map((label) => [label, 0]));
  return { ...manifest, operatingPoints: manifest.operatingPoints.map((point) => ({ ...point, thresholds })) };
}
