/** A cell that none in its surroundings exceeds. */
export interface Peak {
  readonly label: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly score: number;
  /** The values beside the map at that cell. */
  readonly beside: readonly number[];
}

/**
 * Finds peaks of maps that come plane by plane: those over 0 and of at least `threshold` that no cell in a window of `reach` cells to each side
 * exceeds; of equal neighbours the first stays. Holds as many planes as the window is deep.
 */
export function createPeakFinder(options: {
  readonly width: number;
  readonly height: number;
  /** Maps among the channels; they come first. */
  readonly labels: number;
  readonly channels: number;
  readonly threshold: number;
  readonly reach: number;
  /** 0: each plane for itself. */
  readonly reachZ: number;
  readonly onPeak: (peak: Peak) => void;
}): { readonly push: (values: Float32Array) => void; readonly end: () => void } {
  const { width, height, channels, labels, threshold, reach, reachZ, onPeak } = options;
  const area = width * height;
  const planes: Float32Array[] = [];
  let pushed = 0;
  let judged = 0;

  const planeAt = (z: number) => planes[z - (pushed - planes.length)];

  /** Whether a cell of a plane exceeds one at (x, y), or equals it and comes first. */
  function exceeds(map: Float32Array, x: number, y: number, score: number, first: (u: number, v: number) => boolean): boolean {
    const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
    for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
      for (let u = left; u <= right; u++) {
        const other = map[v * width + u] as number;
        if (other > score || (other === score && first(u, v))) return true;
      }
    }
    return false;
  }

  function isPeak(label: number, x: number, y: number, z: number, score: number): boolean {
    for (let dz = -reachZ; dz <= reachZ; dz++) {
      const map = planeAt(z + dz)?.subarray(label * area, (label + 1) * area);
      const first = dz === 0 ? (u: number, v: number) => v < y || (v === y && u < x) : () => dz < 0;
      if (map && exceeds(map, x, y, score, first)) return false;
    }
    return true;
  }

  function judge(z: number): void {
    const plane = planeAt(z) as Float32Array;
    for (let p = 0; p < labels * area; p++) {
      const score = plane[p] as number;
      if (!(score >= threshold && score > 0)) continue;
      const label = Math.floor(p / area);
      const [x, y] = [p % width, Math.floor((p % area) / width)];
      if (!isPeak(label, x, y, z, score)) continue;
      const beside = Array.from({ length: channels - labels }, (_, n) => plane[(labels + n) * area + (p % area)] as number);
      onPeak({ label, x, y, z, score, beside });
    }
  }

  return {
    push: (values) => {
      planes.push(values.slice());
      pushed++;
      if (planes.length > 2 * reachZ + 1) planes.shift();
      for (; judged <= pushed - 1 - reachZ; judged++) judge(judged);
    },
    end: () => {
      for (; judged < pushed; judged++) judge(judged);
    },
  };
}
