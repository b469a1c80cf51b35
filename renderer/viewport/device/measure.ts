import type { DeviceMeasurement, Frame } from "../../../src/contract/index.ts";
import type { Colourer } from "../plane/colourer.ts";
import { CpuColourer } from "../plane/colourer.ts";
import { GpuColourer } from "../plane/gpu-colourer.ts";
import { PlaneGl } from "../plane/plane-gl.ts";
import type { Slice } from "../plane/slice.ts";
import type { Greys } from "../plane/window.ts";
import { type GlFacts, measureVolume, readGlFacts } from "./probe-gl.ts";

const ROUNDS = 5;
/** Pictures a round, so that what the browser puts off is paid for within it; a large one is long enough by itself. */
const picturesOf = (side: number) => (side > 1024 ? 1 : 4);
/** A backend is not measured for longer than this at one size. */
const LONGEST_MS = 150;
const MOST_PROBED_BYTES = 2 ** 30;

/** Which computer, driver and browser this is. */
export function findSignature(): string {
  const gl = probeContext();
  const signature = signatureOf(gl === null ? undefined : readGlFacts(gl));
  giveBack(gl);
  return signature;
}

/** Measures this computer in small steps, each in an idle moment. @param idle resolves when nothing else wants the processor */
export async function measureDevice(idle: () => Promise<void>): Promise<DeviceMeasurement> {
  await idle();
  const gl = probeContext();
  const facts = gl === null ? undefined : readGlFacts(gl);
  await idle();
  const volumeMs = gl === null ? undefined : measureVolume(gl);
  giveBack(gl);
  const sliceMs = await measureSlice(512, idle);
  const largeSliceMs = await measureSlice(2048, idle);
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return {
    signature: signatureOf(facts),
    measuredAt: new Date().toISOString(),
    hasWebgl2: facts !== undefined,
    renderer: facts?.renderer ?? "",
    largestTexture: facts?.largestTexture ?? 0,
    largestVolumeTexture: facts?.largestVolumeTexture ?? 0,
    hasNorm16: facts?.hasNorm16 ?? false,
    hasFloatLinear: facts?.hasFloatLinear ?? false,
    sliceMs,
    largeSliceMs,
    volumeMs: volumeMs ?? null,
    memoryGib: deviceMemory ?? null,
    allocatableBytes: probeAllocation(),
    cores: Math.max(1, navigator.hardwareConcurrency || 1),
    pixelRatio: devicePixelRatio,
  };
}

function probeContext(): WebGL2RenderingContext | null {
  return document.createElement("canvas").getContext("webgl2", { alpha: false, antialias: false, depth: false });
}

function giveBack(gl: WebGL2RenderingContext | null): void {
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
}

/** The browser's version belongs to it: its way to the graphics card may be another one. */
export function signatureOf(facts: GlFacts | undefined): string {
  return `${facts?.renderer ?? "none"}${plainSignature()}`;
}

/** How signatures of this computer and browser end, whatever its graphics card. */
export function plainSignature(): string {
  const browser = /(?:Chrome|Firefox|Version)\/\d+/.exec(navigator.userAgent)?.[0] ?? "";
  return ` | ${browser} | ${navigator.hardwareConcurrency}`;
}

/** The largest power of two of bytes that is given in one piece, given back at once; no more is asked for than a large series needs. */
function probeAllocation(): number {
  for (let bytes = MOST_PROBED_BYTES; bytes >= 2 ** 26; bytes /= 2) {
    try {
      const buffer = new ArrayBuffer(bytes);
      buffer.transfer(0);
      return bytes === MOST_PROBED_BYTES ? 3 * 2 ** 30 : bytes;
    } catch {
      // Half of it, then.
    }
  }
  return 2 ** 25;
}

/** Both backends by turns, so that what else the computer does meets both; the quickest round of each counts. */
async function measureSlice(side: number, idle: () => Promise<void>): Promise<DeviceMeasurement["sliceMs"]> {
  const slices = [0, 1].map((seed) => testSlice(side, seed));
  const shared = PlaneGl.open();
  const cpu = new Bench(new CpuColourer(), side);
  const gpu = shared === undefined ? undefined : new Bench(new GpuColourer(shared), side);
  for (let round = 0; round < ROUNDS; round++) {
    for (const bench of [cpu, gpu]) {
      if (bench === undefined || bench.spent > LONGEST_MS) continue;
      await idle();
      bench.run(slices);
    }
  }
  const result = { cpu: cpu.best ?? 0, gpu: gpu?.best ?? null };
  cpu.dispose();
  gpu?.dispose();
  shared?.dispose();
  return result;
}

/** Draws as a viewport does: coloured anew, on a canvas of the slice's size. */
class Bench {
  readonly #colourer: Colourer;
  readonly #canvas = document.createElement("canvas");
  readonly #context: CanvasRenderingContext2D;
  readonly #pictures: number;
  #rounds = 0;
  #failed = false;
  best: number | undefined;
  spent = 0;

  constructor(colourer: Colourer, side: number) {
    this.#colourer = colourer;
    this.#pictures = picturesOf(side);
    this.#canvas.width = this.#canvas.height = side;
    this.#context = this.#canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;
  }

  run(slices: readonly Slice[]): void {
    const started = performance.now();
    for (let picture = 0; picture < this.#pictures; picture++) {
      const slice = slices[(this.#rounds + picture) % slices.length] as Slice;
      const greys = greysOf(this.#rounds * this.#pictures + picture);
      if (!this.#colourer.paint(slice, greys, this.#context)) this.#failed = true;
    }
    // Reading a pixel makes the browser do what it has put off.
    this.#context.getImageData(0, 0, 1, 1);
    const milliseconds = performance.now() - started;
    this.spent += milliseconds;
    this.#rounds += 1;
    // The first round warms up; where it alone took too long it has to do.
    if (this.#failed) this.best = undefined;
    else if (this.#rounds > 1 || milliseconds > LONGEST_MS)
      this.best = Math.min(this.best ?? Number.POSITIVE_INFINITY, milliseconds / this.#pictures);
  }

  dispose(): void {
    this.#colourer.dispose();
    this.#canvas.width = this.#canvas.height = 0;
  }
}

function testSlice(side: number, seed: number): Slice {
  const values = new Int16Array(side * side);
  for (let at = 0; at < values.length; at++) values[at] = ((at * 7 + seed * 131) % 3000) - 1000;
  return {
    columns: side,
    rows: side,
    samplesPerPixel: 1,
    values,
    spacing: [1, 1],
    isCalibrated: false,
    plane: undefined,
    frame: {} as Frame,
    isAcquired: true,
  };
}

function greysOf(picture: number): Greys {
  const window = { center: 40 + picture, width: 400 };
  return { voi: { kind: "window", window, explanation: "" }, inverted: false, padding: undefined };
}
