/** Numbers that depend on the seed alone (mulberry32). */
export interface Random {
  /** 0 to 1, 1 left out. */
  unit(): number;
  range(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
  pick<T>(of: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b1) >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const range = (low: number, high: number) => low + unit() * (high - low);
  return {
    unit,
    range,
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    pick: <T>(of: readonly T[]) => of[Math.floor(unit() * of.length)] as T,
  };
}

/** A direction drawn evenly over the sphere. */
export function randomDirection(random: Random): readonly [number, number, number] {
  const z = random.range(-1, 1);
  const angle = random.range(0, 2 * Math.PI);
  const r = Math.sqrt(1 - z * z);
  return [r * Math.cos(angle), r * Math.sin(angle), z];
}
