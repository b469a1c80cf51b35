import { type Code, type Finding, sct } from "../../findings/index.ts";
import type { BodyRegion } from "../contract/accepts.ts";
import { bodyRegionsIn } from "./body-region.ts";
import { statedRegions } from "./judge.ts";
import type { SeriesAbout } from "./series-facts.ts";

/** Regions that a radiograph shows alone, as PS3.16 CID 4031 (Common Anatomic Regions) has them. */
const SITES: Partial<Readonly<Record<BodyRegion, Code>>> = {
  shoulder: sct.shoulder,
  "upper-arm": sct.upperArm,
  elbow: sct.elbow,
  forearm: sct.forearm,
  wrist: sct.wrist,
  hand: sct.hand,
  hip: sct.hip,
  thigh: sct.thigh,
  knee: sct.knee,
  "lower-leg": sct.lowerLeg,
  ankle: sct.ankle,
  foot: sct.foot,
};

/**
 * Where in the body a finding on a single image is, as far as its header says: the coded region where there is one (a bone is named only
 * there), else the one region that it names; the side where it is one. Nothing where the header names several regions.
 */
export function siteOf(about: SeriesAbout): Pick<Finding, "site" | "laterality"> {
  const side = { L: sct.left, R: sct.right, B: sct.bilateral }[about.laterality?.trim().toUpperCase() ?? ""];
  const coded = (about.anatomicRegions ?? []).filter(
    ({ scheme, meaning }) => scheme === "SCT" && isLimb(bodyRegionsIn([meaning])),
  );
  const regions = statedRegions(about);
  const [only] = regions;
  const site = coded.length === 1 ? coded[0] : regions.length === 1 && only ? SITES[only] : undefined;
  return { ...(site && { site }), ...(side && { laterality: side }) };
}

function isLimb(regions: readonly BodyRegion[]): boolean {
  return regions.some((region) => SITES[region] !== undefined);
}
