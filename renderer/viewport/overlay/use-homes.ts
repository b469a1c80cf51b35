import { useEffect, useMemo } from "react";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { knownSeries, needSeries, useSeriesStore } from "../../stores/index.ts";
import { isInSpace } from "../measurement/seen.ts";

/** The series of each finding that has its boundary voxel by voxel: the one on screen, or another one of its frame of reference, once it is known. */
export function useHomes(findings: readonly Finding[], detail: SeriesDetail): (finding: Finding) => SeriesDetail | undefined {
  const { seriesInstanceUid, frameOfReferenceUid } = detail;
  const wanted = useMemo(() => {
    const bounded = findings.filter(
      (finding) => finding.segment !== undefined && isInSpace(finding, { seriesInstanceUid, frameOfReferenceUid }),
    );
    const others = bounded.map((finding) => finding.seriesInstanceUid).filter((uid) => uid !== seriesInstanceUid);
    return [...new Set(others)].sort().join(" ");
  }, [findings, seriesInstanceUid, frameOfReferenceUid]);
  useEffect(() => {
    for (const uid of wanted.split(" ")) if (uid !== "") void needSeries(uid);
  }, [wanted]);
  const details = useSeriesStore((state) => state.details);
  return (finding) =>
    finding.seriesInstanceUid === seriesInstanceUid ? detail : knownSeries(details, finding.seriesInstanceUid);
}
