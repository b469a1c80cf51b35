import type { ModelCard } from "../../../src/contract/index.ts";

/** What is to be said of a result whose version is not the one in use: gone, removed, taken back, or followed by a newer one. */
type VersionRemark = "not-installed" | "retired" | "rolled-back" | "superseded";

/** Undefined where the version that made a result is the one in use. */
export function versionRemark(model: ModelCard | undefined, version: string): VersionRemark | undefined {
  const own = model?.versions.find((one) => one.version === version);
  if (model === undefined || own === undefined) return "not-installed";
  if (own.active) return undefined;
  if (own.retired) return "retired";
  // Newest first: what stands before the one in use was in use and taken back, or waits.
  const at = (wanted: string) => model.versions.findIndex((one) => one.version === wanted);
  return at(version) < at(model.version) ? "rolled-back" : "superseded";
}
