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

  function isPeak(label: number, x: number, y: number, z: number, score: number): boolean {
    for (let dz = -reachZ; dz <= reachZ; dz++) {
      const plane = planeAt(z + dz);
      if (!plane || z + dz >= pushed) continue;
      for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
        for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
          const other = plane[label * area + v * width + u] as number;
          if (other > score) return false;
          const before = dz < 0 || (dz === 0 && (v < y || (v === y && u < x)));
          if (before && other === score) return false;
        }
      }
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
