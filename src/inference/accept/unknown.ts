import type { ModelManifest } from "../contract/manifest.ts";
import { neededAnatomy } from "../pipeline/anatomy.ts";
import type { UnknownFact } from "./judge.ts";

/** Without what a run sees for itself: one that finds lungs before it proposes anything knows that it looks at a chest. */
export function withoutSeen(
  unknown: readonly UnknownFact[],
  { accepts, pipeline }: Pick<ModelManifest, "accepts" | "pipeline">,
): readonly UnknownFact[] {
  const seesLungs = pipeline.kind === "lung-nodules" || neededAnatomy(pipeline).has("lungs");
  const takesChest = accepts.bodyRegion !== "any" && accepts.bodyRegion.includes("chest");
  return seesLungs && takesChest ? unknown.filter((fact) => fact !== "body-region") : unknown;
}

/** As a parameter of each proposal, so that it goes into the SR with them (PS3.16 TID 4019, Algorithm Parameters). */
export function unknownParameter(unknown: readonly UnknownFact[]): { readonly unknown?: string } {
  return unknown.length > 0 ? { unknown: unknown.join(", ") } : {};
}
