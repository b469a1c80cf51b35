import type { DeviceMeasurement, DeviceProfile } from "../../../src/contract/index.ts";

export type PlaneBackendName = "cpu" | "gpu";

/** What is done on this computer, as it was measured or as the reader wishes. */
export interface DeviceDecisions {
  /** What colours slices up to a megapixel, and larger ones. */
  readonly planes: { readonly small: PlaneBackendName; readonly large: PlaneBackendName };
  /** `full`: volumes are turned at full resolution; `reduced`: at less, sharp at rest; `none`: there is no WebGL 2. */
  readonly volume: "full" | "reduced" | "none";
  /** Texels of a side that a volume's texture may have at most; undefined: what the driver says. */
  readonly largestVolumeTexture: number | undefined;
  /** Groups of frames fetched ahead at once. */
  readonly ahead: 1 | 2 | 3;
  /** Pixels of one series that are held at most. */
  readonly cacheBytes: number;
}

/** Pixels of a slice above which it is a large one. */
export const LARGE_SLICE_PIXELS = 2 ** 20;

/** A backend takes over only where it is clearly quicker: within the noise of a measurement the CPU, which cannot lose its context. */
const CLEARLY = 0.85;
/** A volume of 256 x 256 below this is turned at the full resolution of a large viewport, sixteen times as many pixels. */
const FULL_VOLUME_MS = 1;
const GIB = 2 ** 30;
const LEAST_CACHE_BYTES = 256 * 2 ** 20;
const MOST_CACHE_BYTES = 3 * GIB;

/** Until a computer has been measured it is taken for a plain one: the CPU, and volumes reduced while they move. */
export function decide(profile: DeviceProfile, measured: DeviceMeasurement | undefined): DeviceDecisions {
  return {
    planes: planesOf(profile.backend, measured),
    volume: volumeOf(measured),
    largestVolumeTexture: profile.largestVolumeTexture ?? undefined,
    ahead: aheadOf(measured),
    cacheBytes: profile.cacheMegabytes === null ? cacheOf(measured) : profile.cacheMegabytes * 2 ** 20,
  };
}

/**
 * The computer that this most likely is, told without opening a graphics context, which alone takes a slow computer half a second and the
 * memory of a driver: the only one measured with this browser and as many cores. Undefined where there is none, or a choice.
 */
export function likelyMachine({ machines }: DeviceProfile, ending: string): DeviceMeasurement | undefined {
  const [first, second] = machines.filter(({ signature }) => signature.endsWith(ending));
  return second === undefined ? first : undefined;
}

function planesOf(backend: DeviceProfile["backend"], measured: DeviceMeasurement | undefined): DeviceDecisions["planes"] {
  if (backend !== "auto") return { small: backend, large: backend };
  if (measured === undefined) return { small: "cpu", large: "cpu" };
  return { small: quicker(measured.sliceMs), large: quicker(measured.largeSliceMs) };
}

function quicker({ cpu, gpu }: DeviceMeasurement["sliceMs"]): PlaneBackendName {
  return gpu !== null && gpu < cpu * CLEARLY ? "gpu" : "cpu";
}

function volumeOf(measured: DeviceMeasurement | undefined): DeviceDecisions["volume"] {
  if (measured === undefined) return "reduced";
  if (!measured.hasWebgl2 || measured.volumeMs === null) return "none";
  return measured.volumeMs < FULL_VOLUME_MS ? "full" : "reduced";
}

function aheadOf(measured: DeviceMeasurement | undefined): DeviceDecisions["ahead"] {
  if (measured === undefined) return 2;
  return measured.cores <= 1 ? 1 : measured.cores <= 4 ? 2 : 3;
}

/** A quarter of the memory: beside the browser, the host decodes and the reader has other programs. */
function cacheOf(measured: DeviceMeasurement | undefined): number {
  const quarter = ((measured?.memoryGib ?? 4) * GIB) / 4;
  const given = measured?.allocatableBytes || MOST_CACHE_BYTES;
  // In one piece: a series is one buffer.
  return Math.max(LEAST_CACHE_BYTES, Math.min(MOST_CACHE_BYTES, Math.max(quarter, GIB), Math.max(given, LEAST_CACHE_BYTES)));
}
