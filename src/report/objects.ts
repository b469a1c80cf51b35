import { type Dataset, sopClasses } from "../dicom/index.ts";
import type { Finding } from "../findings/index.ts";
import type { ReportContext, ReportToSign, SegmentReference } from "./context.ts";
import { buildSeg } from "./seg/build-seg.ts";
import { buildSr, includedFindings } from "./sr/build-sr.ts";

/** An object made of a signed report, ready to be written. */
export interface ReportObject {
  readonly kind: "SR" | "SEG";
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly dataset: Dataset;
}

/** Series numbers of what is made here start at this one, clear of those a scanner gives. */
const firstSeriesNumber = 9900;

/**
 * Everything that a signed report becomes: a SEG for each series on which findings have masks, then the SR that refers to them.
 *
 * @param newUid gives a fresh UID at each call.
 * @throws ReportError finding-not-accepted, other-study, source-missing, mask-outside, too-large
 */
export function buildReportObjects(
  report: ReportToSign,
  findings: readonly Finding[],
  context: ReportContext,
  newUid: () => string,
): readonly ReportObject[] {
  const included = includedFindings(report, findings);
  const masked = included.filter(({ segment }) => segment !== undefined);
  const segments = new Map<string, SegmentReference>();
  const objects: ReportObject[] = [];
  const identity = () => ({
    sopInstanceUid: newUid(),
    seriesInstanceUid: newUid(),
    seriesNumber: firstSeriesNumber + objects.length + 1,
  });
  for (const seriesInstanceUid of new Set(masked.map((finding) => finding.seriesInstanceUid))) {
    const ofSeries = masked.filter((finding) => finding.seriesInstanceUid === seriesInstanceUid);
    const own = identity();
    const dataset = buildSeg(ofSeries, context, own, report);
    ofSeries.forEach(({ id }, index) => {
      segments.set(id, { ...uids(own), segmentNumber: index + 1 });
    });
    objects.push({ kind: "SEG", sopClassUid: sopClasses.SegmentationStorage, ...uids(own), dataset });
  }
  const own = identity();
  const dataset = buildSr(report, included, context, own, segments);
  return [...objects, { kind: "SR", sopClassUid: sopClasses.Comprehensive3DSRStorage, ...uids(own), dataset }];
}

function uids(identity: { readonly sopInstanceUid: string; readonly seriesInstanceUid: string }) {
  return { sopInstanceUid: identity.sopInstanceUid, seriesInstanceUid: identity.seriesInstanceUid };
}
