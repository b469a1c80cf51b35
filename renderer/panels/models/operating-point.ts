import type { ModelCard, ModelOperatingPoint } from "../../../src/contract/index.ts";

/** The one that was chosen where the version in use has it, else its default. */
export function pointInForce(model: ModelCard, chosen: string | undefined): ModelOperatingPoint | undefined {
  const of = (wanted: string | undefined) => model.operatingPoints.find(({ id }) => id === wanted);
  return of(chosen) ?? of(model.defaultOperatingPoint) ?? model.operatingPoints[0];
}
