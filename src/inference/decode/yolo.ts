import type { YoloDecoder } from "../contract/decoder.ts";
import { sigmoid } from "./activation.ts";
import { type ScoredBox, suppressOverlaps } from "./suppress.ts";
import { itemValues, type Outputs, otherShape } from "./tensor-view.ts";

/** Boxes that are compared with each other at most: a floor of 0 keeps every one a network has. */
const MOST_COMPARED = 5000;

/** Adds one box, centre and size or corners as `coordinates` says, in pixels of the input. */
type Keep = (label: string | null | undefined, score: number, box: readonly [number, number, number, number]) => void;

/**
 * Boxes of one item of a batch from a head of the YOLO family: over the floor, overlaps of a label suppressed, best first. In pixels of
 * the input from edge to edge, axes in the tensor's order ([y, x]); `inputSize` likewise.
 *
 * Scores are those of the exported networks, 0 to 1; undecoded levels (v5, v7) get their sigmoid here. Each class over the floor is a
 * box of its own. Head v10 names its class by its index.
 *
 * Throws `inference/run-failed` where the outputs are not of the head's shape.
 */
export function decodeYolo(
  decoder: YoloDecoder,
  outputs: Outputs,
  item: number,
  inputSize: readonly number[],
): readonly ScoredBox[] {
  const { coordinates, normalised, levels, threshold, iou, maxCandidates } = decoder;
  const [height = 1, width = 1] = inputSize;
  // Levels that are decoded here are centres and sizes in pixels, whatever the head would say.
  const corners = coordinates === "xyxy" && levels === undefined;
  const [sx, sy] = normalised && levels === undefined ? [width, height] : [1, 1];
  let kept: ScoredBox[] = [];
  const keep: Keep = (label, score, [a, b, c, d]) => {
    if (typeof label !== "string" || !(score >= threshold)) return;
    const [x0, y0, x1, y1] = corners ? [a, b, c, d] : [a - c / 2, b - d / 2, a + c / 2, b + d / 2];
    const [min, max] = [
      [y0 * sy, x0 * sx],
      [y1 * sy, x1 * sx],
    ] as const;
    if (![...min, ...max].every(Number.isFinite) || !(max[0] > min[0] && max[1] > min[1])) return;
    kept.push({ label, score: Math.min(1, score), min, max });
    if (kept.length > 4 * MOST_COMPARED) kept = best(kept);
  };
  if (levels) for (const level of levels) readLevel(decoder, level, outputs, item, keep);
  else if (decoder.head === "v10") readSorted(decoder, outputs, item, keep);
  else readDecoded(decoder, outputs, item, keep);
  return suppressOverlaps(best(kept), iou).slice(0, maxCandidates);
}

const best = (boxes: readonly ScoredBox[]) => boxes.toSorted((a, b) => b.score - a.score).slice(0, MOST_COMPARED);

/** One output as a table: value v of box n. */
function tableOf(
  { tensor = "", layout }: YoloDecoder,
  outputs: Outputs,
  item: number,
  width: number,
): { readonly count: number; readonly at: (n: number, v: number) => number } {
  const { data, shape } = itemValues(outputs, tensor, item);
  const [first = 0, second = 0] = shape;
  const count = layout === "values-first" ? second : first;
  if (shape.length !== 2 || (layout === "values-first" ? first : second) !== width) throw otherShape(tensor, shape);
  return {
    count,
    at: layout === "values-first" ? (n, v) => data[v * count + n] as number : (n, v) => data[n * width + v] as number,
  };
}

function readDecoded(decoder: YoloDecoder, outputs: Outputs, item: number, keep: Keep): void {
  const { head, labels } = decoder;
  const first = head === "v5" ? 5 : 4;
  const { count, at } = tableOf(decoder, outputs, item, first + labels.length);
  for (let n = 0; n < count; n++) {
    // No class is surer than that there is anything.
    const objectness = head === "v5" ? at(n, 4) : 1;
    if (!(objectness >= decoder.threshold)) continue;
    for (const [c, label] of labels.entries()) {
      const score = objectness * at(n, first + c);
      if (score >= decoder.threshold) keep(label, score, [at(n, 0), at(n, 1), at(n, 2), at(n, 3)]);
    }
  }
}

function readSorted(decoder: YoloDecoder, outputs: Outputs, item: number, keep: Keep): void {
  const { count, at } = tableOf(decoder, outputs, item, 6);
  for (let n = 0; n < count; n++) {
    keep(decoder.labels[Math.round(at(n, 5))], at(n, 4), [at(n, 0), at(n, 1), at(n, 2), at(n, 3)]);
  }
}

/** A level of head v5 before its sigmoid: centre (2 s - 0.5 + cell) x stride, size (2 s)² x anchor. */
function readLevel(
  { labels, threshold }: YoloDecoder,
  level: NonNullable<YoloDecoder["levels"]>[number],
  outputs: Outputs,
  item: number,
  keep: Keep,
): void {
  const { tensor, stride, anchors } = level;
  const { data, shape } = itemValues(outputs, tensor, item);
  const values = 5 + labels.length;
  const apart = shape.length === 4;
  const [rows = 0, columns = 0] = shape.slice(1);
  const fits = apart
    ? shape[0] === anchors.length && shape[3] === values
    : shape.length === 3 && shape[0] === anchors.length * values;
  if (!fits) throw otherShape(tensor, shape);
  const cells = rows * columns;
  for (const [a, [width, height]] of anchors.entries()) {
    for (let cell = 0; cell < cells; cell++) {
      const value = (v: number) =>
        sigmoid(data[apart ? (a * cells + cell) * values + v : (a * values + v) * cells + cell] as number);
      const objectness = value(4);
      if (!(objectness >= threshold)) continue;
      const centre = (v: number, at: number) => (2 * value(v) - 0.5 + at) * stride;
      const size = (v: number, anchor: number) => (2 * value(v)) ** 2 * anchor;
      for (const [c, label] of labels.entries()) {
        const score = objectness * value(5 + c);
        const [row, column] = [Math.floor(cell / columns), cell % columns];
        keep(label, score, [centre(0, column), centre(1, row), size(2, width), size(3, height)]);
      }
    }
  }
}
