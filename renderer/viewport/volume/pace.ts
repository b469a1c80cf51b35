/** How a volume is drawn just now. */
export type Quality = "moving" | "refining" | "full";

/** Milliseconds that a picture may take while the hand moves it, and that a band may take while it rests. */
const MOVING_MS = 45;
const BAND_MS = 90;
const LEAST_SHARE = 0.1;
/** A ray may go this much further at once, where the least of the resolution is not quick enough. */
const MOST_STRETCH = 2.5;

/**
 * Learns how long a million pixels take, coarse and fine, and says how much of the resolution can be afforded.
 *
 * Times come from fences, so that they are the graphics card's own.
 */
export class Pace {
  #coarseMsPerMegapixel = 300;
  #fineMsPerMegapixel = 900;

  /** @param stretch that the picture was drawn with */
  noteCoarse(milliseconds: number, pixels: number, stretch = 1): void {
    this.#coarseMsPerMegapixel = blend(this.#coarseMsPerMegapixel, ((milliseconds * stretch) / pixels) * 1e6);
  }

  noteFine(milliseconds: number, pixels: number): void {
    this.#fineMsPerMegapixel = blend(this.#fineMsPerMegapixel, (milliseconds / pixels) * 1e6);
  }

  /** Share of the resolution, along each side, to draw at while moving. */
  share(pixels: number): number {
    const affordable = MOVING_MS / ((this.#coarseMsPerMegapixel * pixels) / 1e6);
    return Math.min(1, Math.max(LEAST_SHARE, Math.sqrt(affordable)));
  }

  /** How much further a ray goes at once than a coarse picture's own step, while moving: 1 where the resolution alone makes it quick. */
  stretch(pixels: number): number {
    const milliseconds = (this.#coarseMsPerMegapixel * pixels * this.share(pixels) ** 2) / 1e6;
    return Math.min(MOST_STRETCH, Math.max(1, milliseconds / MOVING_MS));
  }

  /** Whether the finest picture is quick enough to be drawn while moving. */
  affordsFull(pixels: number): boolean {
    return (this.#fineMsPerMegapixel * pixels) / 1e6 < MOVING_MS * 0.6;
  }

  /** Rows of a band that is drawn at rest without making the hand wait. */
  bandRows(width: number): number {
    return Math.max(8, Math.round((BAND_MS / this.#fineMsPerMegapixel / width) * 1e6));
  }
}

/** Slower is believed sooner than quicker: a picture that is late is felt, one that could have been finer is not. */
function blend(old: number, measured: number): number {
  return old + (measured - old) * (measured > old ? 0.7 : 0.25);
}

/** Bands of rows that cover a height, from the middle outwards. */
export function bandsOf(height: number, rows: number): { readonly y: number; readonly height: number }[] {
  const count = Math.max(1, Math.ceil(height / rows));
  const bands = Array.from({ length: count }, (_, at) => {
    const y = Math.floor((at * height) / count);
    return { y, height: Math.floor(((at + 1) * height) / count) - y };
  });
  const away = ({ y, height: own }: { y: number; height: number }) => Math.abs(y + own / 2 - height / 2);
  return bands.sort((a, b) => away(a) - away(b));
}

/** Resolves with the milliseconds until the graphics card has done what was asked so far; undefined when the context is lost. */
export async function untilDrawn(gl: WebGL2RenderingContext): Promise<number | undefined> {
  const start = performance.now();
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  if (fence === null) return undefined;
  gl.flush();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const status = gl.isContextLost() ? gl.WAIT_FAILED : gl.clientWaitSync(fence, 0, 0);
    if (status === gl.TIMEOUT_EXPIRED) continue;
    gl.deleteSync(fence);
    return status === gl.WAIT_FAILED ? undefined : performance.now() - start;
  }
}
