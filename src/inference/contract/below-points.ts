import type { ModelManifest } from "./manifest.ts";

/** Scheme of the codes that proposals of an evaluation bear. They are scored and thrown away, never kept. */
const LABEL_SCHEME = "99LABEL";

/**
 * The manifest as it runs for evaluation: every label is proposed from the score that its decoder keeps, whatever the operating point, and
 * is coded by its own name, as two labels may be of one concept.
 */
export function belowOperatingPoints(manifest: ModelManifest): ModelManifest {
  const thresholds = Object.fromEntries(Object.keys(manifest.findings).map((label) => [label, 0]));
  const findings = Object.fromEntries(
    Object.entries(manifest.findings).map(([label, declared]) => [
      label,
      { ...declared, code: { value: label, scheme: LABEL_SCHEME, meaning: label } },
    ]),
  );
  return { ...manifest, findings, operatingPoints: manifest.operatingPoints.map((point) => ({ ...point, thresholds })) };
}
