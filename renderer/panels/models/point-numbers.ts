import type { ModelOperatingPoint } from "../../../src/contract/index.ts";
import { useText } from "../../stores/index.ts";

/** Sensitivity and false positives of an operating point in words, as far as they were measured. */
export function usePointNumbers(): (point: ModelOperatingPoint) => readonly string[] {
  const text = useText();
  const percent = (share: number) => (100 * share).toFixed(0);
  return ({ sensitivity, falsePositives }) => [
    ...(sensitivity === undefined
      ? []
      : [
          text("models.sensitivity", {
            value: percent(sensitivity.value),
            low: percent(sensitivity.low),
            high: percent(sensitivity.high),
          }),
        ]),
    ...(falsePositives === undefined
      ? []
      : [text(`models.falsePositives.${falsePositives.per}`, { value: falsePositives.value.toFixed(2) })]),
  ];
}
