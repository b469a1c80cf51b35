import { expect, it } from "vitest";
import type { ModelManifest } from "../contract/manifest.ts";
import { unknownParameter, withoutSeen } from "./unknown.ts";

const about = (bodyRegion: unknown, pipeline: unknown) =>
  ({ accepts: { bodyRegion }, pipeline }) as unknown as Pick<ModelManifest, "accepts" | "pipeline">;
const lungs = { kind: "lung-nodules" };
const stages = (within?: string) => ({ kind: "stages", stages: [], ...(within && { within }) });

it.each([
  [about(["chest"], lungs), ["contrast"]],
  [about(["chest"], stages("lungs")), ["contrast"]],
  [about(["chest"], stages("body")), ["body-region", "contrast"]],
  [about(["abdomen"], stages("lungs")), ["body-region", "contrast"]],
])("a run that sees lungs knows the region, case %#", (manifest, left) => {
  expect(withoutSeen(["body-region", "contrast"], manifest)).toEqual(left);
});

it("what nobody knows goes along with each proposal", () => {
  expect(unknownParameter([])).toEqual({});
  expect(unknownParameter(["contrast", "view"])).toEqual({ unknown: "contrast, view" });
});
