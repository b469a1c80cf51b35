import type { SeriesRecord } from "../../archive/index.ts";
import { bodyRegionsIn, contrastOf, type ModelManifest } from "../../inference/index.ts";
import type { SeriesHead } from "./series-head.ts";

/** A series of a study that just arrived. */
export interface ArrivedSeries {
  readonly series: SeriesRecord;
  readonly head: SeriesHead;
  readonly studyDescription: string;
}

const LOCALIZER = /localizer|localiser|scout|topogram|surview|定位/i;
/** Pictures made of others: reformats, projections, screen shots. */
const MADE = new Set([
  "SECONDARY",
  "MPR",
  "MIP",
  "MINIP",
  "MIN IP",
  "AVERAGE",
  "SCREEN SAVE",
  "CSA MPR",
  "PROJECTION IMAGE",
  "3D",
]);

/**
 * Which series of a study a model runs on by itself: of those it takes the thinnest, of these the one of the softest kernel, of these
 * the one with most slices; images as the scanner made them before what was made of them, never a localizer. A model of single images
 * runs on every series it takes. Geometry is checked in the run: here are headers alone, and what they do not say counts as taken.
 */
export function chooseSeries(
  arrived: readonly ArrivedSeries[],
  { accepts }: Pick<ModelManifest, "accepts">,
): readonly SeriesRecord[] {
  const fitting = arrived.filter((one) => isTaken(one, accepts));
  if (accepts.of === "image") return fitting.map(({ series }) => series);
  const [best] = fitting.toSorted(
    (a, b) =>
      Number(isMade(a)) - Number(isMade(b)) ||
      thickness(a) - thickness(b) ||
      sharpness(a.head.kernel) - sharpness(b.head.kernel) ||
      b.series.frameCount - a.series.frameCount ||
      (a.series.seriesNumber ?? Infinity) - (b.series.seriesNumber ?? Infinity),
  );
  return best ? [best.series] : [];
}

function isTaken({ series, head, studyDescription }: ArrivedSeries, accepts: ModelManifest["accepts"]): boolean {
  const { kind, modality, frameCount, seriesDescription, protocolName, bodyPartExamined } = series;
  const { minSlices = 1, maxSliceThicknessMm = Infinity } = accepts;
  if (kind !== "image" || !accepts.modality.some((one) => one === modality) || frameCount < minSlices) return false;
  if (head.imageType.includes("LOCALIZER") || LOCALIZER.test(seriesDescription)) return false;
  if ((head.sliceThicknessMm ?? 0) > maxSliceThicknessMm) return false;
  const descriptions = [seriesDescription, protocolName, studyDescription];
  const contrast = contrastOf(head.contrastAgent, descriptions);
  if (accepts.contrast !== "any" && contrast !== undefined && contrast !== accepts.contrast) return false;
  // Of a series that says itself what it shows, the study's name says nothing more.
  const own = bodyRegionsIn([bodyPartExamined, seriesDescription]);
  const regions = own.length > 0 ? own : bodyRegionsIn(descriptions);
  const wanted = accepts.bodyRegion;
  return wanted === "any" || regions.length === 0 || regions.some((one) => one === "whole-body" || wanted.includes(one));
}

function isMade({ head }: ArrivedSeries): boolean {
  return head.imageType[0] === "DERIVED" || head.imageType.some((value) => MADE.has(value));
}

/** To half a tenth of a millimetre: 0.625 and 0.62 are one. What does not say comes last. */
function thickness({ head }: ArrivedSeries): number {
  return head.sliceThicknessMm === undefined ? Infinity : Math.round(head.sliceThicknessMm * 20);
}

const SHARP_NAMES = /lung|bone|edge|sharp|hrct|detail|\bfc(3\d|5\d|8\d)\b|^y[a-d]\b|^[de]$/i;
const SOFT_NAMES = /soft|std|stand|smooth|\bfc(0\d|1\d|2\d)\b|^[abc]$/i;

/** 0 soft, 1 not known, 2 sharp: as Siemens numbers its kernels (B30f, Br40d, I70f), and by name of GE, Philips and Canon. */
function sharpness(kernel: string): 0 | 1 | 2 {
  const text = kernel.trim();
  const number = /^[A-Za-z]{1,3}(\d{2})/.exec(text)?.[1];
  if (SHARP_NAMES.test(text)) return 2;
  if (SOFT_NAMES.test(text)) return 0;
  if (number === undefined || /^fc/i.test(text)) return 1;
  return Number(number) >= 50 ? 2 : 0;
}
