import type { ModelManifest } from "./manifest.ts";

/** The manifest as it runs for evaluation: every label is proposed from the score that its decoder keeps, whatever the operating point. */
export function belowOperatingPoints(manifest: ModelManifest): ModelManifest {
  const thresholds = Object.fromEntries(Object.keys(manifest.findings).map((label) => [label, 0]));
  return { ...manifest, operatingPoints: manifest.operatingPoints.map((point) => ({ ...point, thresholds })) };
}
