import type { AnchorsDecoder } from "../contract/decoder.ts";
import type { Tensor } from "../engine/network.ts";
import { activated } from "./activation.ts";
import { type ScoredBox, suppressOverlaps } from "./suppress.ts";
import { itemValues, type Outputs, otherShape } from "./tensor-view.ts";

/** One level's boxes in a row: scores and shifts of box n, and where its anchor lies. */
interface Level {
  readonly count: number;
  /** Score of a class of box n before the activation. */
  readonly classAt: (n: number, c: number) => number;
  readonly boxAt: (n: number, value: number) => number;
  /** Cells along the tensor's axes, in their order. */
  readonly cells: readonly number[];
  readonly anchors: readonly (readonly number[])[];
  readonly stride: readonly number[];
}

/**
 * Boxes of one item of a batch from shifts and scales of anchors (Girshick et al., R-CNN; Lin et al., RetinaNet): over the floor, the
 * best `topK` of each level, overlaps suppressed, best first. In voxels of the input from edge to edge, axes in the tensor's order
 * ([z, y, x] or [y, x]); `inputSize` likewise.
 *
 * Throws `inference/run-failed` where the outputs do not fit the levels.
 */
export function decodeAnchors(
  decoder: AnchorsDecoder,
  outputs: Outputs,
  item: number,
  inputSize: readonly number[],
): readonly ScoredBox[] {
  const levels = decoder.layout === "flat" ? flatLevels(decoder, outputs, item, inputSize) : mapLevels(decoder, outputs, item);
  const boxes = levels.flatMap((level) => boxesOfLevel(level, decoder));
  return suppressOverlaps(boxes, decoder.iou).slice(0, decoder.maxCandidates);
}

function boxesOfLevel(level: Level, decoder: AnchorsDecoder): readonly ScoredBox[] {
  const { labels, threshold, topK } = decoder;
  const scoresAt = scoreReader(level, decoder);
  const kept: { n: number; label: string; score: number }[] = [];
  for (let n = 0; n < level.count; n++) {
    const scores = scoresAt(n);
    if (!scores) continue;
    for (const [c, label] of labels.entries()) {
      const score = scores[c] as number;
      if (label !== null && score >= threshold) kept.push({ n, label, score: Math.min(1, score) });
    }
    if (kept.length > 4 * topK + 1000) kept.sort((a, b) => b.score - a.score).splice(topK);
  }
  return kept
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
    .map(({ n, label, score }) => ({ label, score, ...boxOf(n, level, decoder) }));
}

/** Scores of a box's classes, or null where none can reach the floor: a volume has a million boxes, few of which do. */
function scoreReader(level: Level, { labels, activation, threshold }: AnchorsDecoder): (n: number) => Float32Array | null {
  const raw = new Float32Array(labels.length);
  // Rounding of the logarithm must not lose a score that lies on the floor.
  const floor = activation === "sigmoid" ? Math.log(threshold / (1 - threshold)) - 1e-3 : threshold;
  return (n) => {
    let reaches = activation === "softmax";
    for (let c = 0; c < labels.length; c++) {
      const value = level.classAt(n, c);
      raw[c] = value;
      if (value >= floor) reaches = true;
    }
    return reaches ? activated(raw, activation, { classes: labels.length, step: 1, places: 1 }) : null;
  };
}

function boxOf(n: number, level: Level, { coding, centre }: AnchorsDecoder): Pick<ScoredBox, "min" | "max"> {
  const { cells, anchors, stride } = level;
  const axes = cells.length;
  const anchor = anchors[n % anchors.length] as readonly number[];
  let cell = Math.floor(n / anchors.length);
  const min: number[] = new Array(axes).fill(0);
  const max: number[] = new Array(axes).fill(0);
  for (let axis = axes - 1; axis >= 0; axis--) {
    const count = cells[axis] as number;
    const at = cell % count;
    cell = Math.floor(cell / count);
    const place = coding.order === "xyz" ? axes - 1 - axis : axis;
    const extent = anchor[axis] as number;
    const shift = level.boxAt(n, place) / (coding.weights[place] as number);
    const growth = Math.min(coding.clip, level.boxAt(n, axes + place) / (coding.weights[axes + place] as number));
    const middle = (at + (centre === "middle" ? 0.5 : 0)) * (stride[axis] as number) + shift * extent;
    const half = (extent * Math.exp(growth)) / 2;
    min[axis] = middle - half;
    max[axis] = middle + half;
  }
  return { min, max };
}

/** Cells of a level over an input: as many strides as it takes, or as many as fit, whichever the network counted. */
function flatLevels(
  { levels, classes, boxes, labels }: AnchorsDecoder,
  outputs: Outputs,
  item: number,
  inputSize: readonly number[],
): readonly Level[] {
  const [className = ""] = classes;
  const [boxName = ""] = boxes;
  const scores = itemValues(outputs, className, item);
  const shifts = itemValues(outputs, boxName, item);
  const axes = inputSize.length;
  const [total = 0, values = 0] = scores.shape;
  if (scores.shape.length !== 2 || values !== labels.length) throw otherShape(className, scores.shape);
  if (shifts.shape[0] !== total || shifts.shape[1] !== 2 * axes) throw otherShape(boxName, shifts.shape);
  for (const round of [Math.ceil, Math.floor]) {
    const sizes = levels.map(({ stride }) => inputSize.map((voxels, axis) => round(voxels / (stride[axis] as number))));
    const counts = sizes.map((cells, n) => product(cells) * (levels[n]?.anchors.length ?? 0));
    if (counts.reduce((sum, count) => sum + count, 0) !== total) continue;
    return levels.map(({ anchors, stride }, n) => {
      const from = counts.slice(0, n).reduce((sum, count) => sum + count, 0);
      return {
        ...{ count: counts[n] as number, cells: sizes[n] as number[], anchors, stride },
        classAt: (box, c) => scores.data[(from + box) * values + c] as number,
        boxAt: (box, value) => shifts.data[(from + box) * 2 * axes + value] as number,
      };
    });
  }
  throw otherShape(className, scores.shape);
}

function mapLevels({ levels, classes, boxes, labels }: AnchorsDecoder, outputs: Outputs, item: number): readonly Level[] {
  return levels.map(({ anchors, stride }, n) => {
    const scores = itemValues(outputs, classes[n] ?? "", item);
    const shifts = itemValues(outputs, boxes[n] ?? "", item);
    const cells = scores.shape.slice(1);
    const axes = stride.length;
    const fits = cells.length === axes && scores.shape[0] === anchors.length * labels.length;
    if (!fits) throw otherShape(classes[n] ?? "", scores.shape);
    if (shifts.shape[0] !== anchors.length * 2 * axes || product(shifts.shape.slice(1)) !== product(cells))
      throw otherShape(boxes[n] ?? "", shifts.shape);
    const reader = (tensor: Tensor, values: number) => {
      const places = product(cells);
      return (box: number, value: number) => {
        const [cell, anchor] = [Math.floor(box / anchors.length), box % anchors.length];
        return tensor.data[(anchor * values + value) * places + cell] as number;
      };
    };
    return {
      ...{ count: product(cells) * anchors.length, cells, anchors, stride },
      classAt: reader(scores, labels.length),
      boxAt: reader(shifts, 2 * axes),
    };
  });
}

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
