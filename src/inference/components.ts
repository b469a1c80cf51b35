import type { Vec3 } from "../geometry/index.ts";
import { createNeighbours } from "./neighbours.ts";

/** Connected regions (6-neighbours) of a mask. */
export interface Components {
  /** 0 outside, else 1 to `sizes.length - 1`. */
  readonly labels: Int32Array;
  /** Voxels of each label; entry 0 is 0. */
  readonly sizes: readonly number[];
}

/** Labels the 6-connected regions of a mask. */
export function labelComponents(mask: Uint8Array, dimensions: Vec3): Components {
  const labels = new Int32Array(mask.length);
  const sizes: number[] = [0];
  const flood = createFlood(mask, dimensions, labels);
  for (let p = 0; p < mask.length; p++) {
    if (mask[p] && !labels[p]) sizes.push(flood(p, sizes.length));
  }
  return { labels, sizes };
}

/** The 6-connected region of the mask that holds `seed`; empty when the seed is outside the mask. */
export function regionOf(mask: Uint8Array, dimensions: Vec3, seed: number): Uint8Array {
  const labels = new Int32Array(mask.length);
  createFlood(mask, dimensions, labels)(seed, 1);
  return Uint8Array.from(labels);
}

function createFlood(mask: Uint8Array, dimensions: Vec3, labels: Int32Array): (seed: number, label: number) => number {
  const forNeighbours = createNeighbours(dimensions);
  const stack = new Int32Array(mask.length);
  let top = 0;
  let current = 0;
  const visit = (p: number) => {
    if (mask[p] && !labels[p]) {
      labels[p] = current;
      stack[top++] = p;
    }
  };
  return (seed, label) => {
    current = label;
    let size = 0;
    visit(seed);
    while (top > 0) {
      size++;
      forNeighbours(stack[--top] as number, visit);
    }
    return size;
  };
}

/** Grows labelled seeds through a mask, breadth first, so that each voxel takes the label of the seed it is nearest to. */
export function growLabels(mask: Uint8Array, dimensions: Vec3, seeds: Uint8Array): Uint8Array {
  const forNeighbours = createNeighbours(dimensions);
  const out = seeds.slice();
  const queue = new Int32Array(mask.length);
  let tail = 0;
  let label = 0;
  const visit = (q: number) => {
    if (mask[q] && !out[q]) {
      out[q] = label;
      queue[tail++] = q;
    }
  };
  for (let p = 0; p < out.length; p++) if (out[p]) queue[tail++] = p;
  for (let head = 0; head < tail; head++) {
    const p = queue[head] as number;
    label = out[p] as number;
    forNeighbours(p, visit);
  }
  return out;
}
