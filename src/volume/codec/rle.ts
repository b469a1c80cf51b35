import { corrupt } from "./jpeg-header.ts";

/**
 * Decodes a frame of RLE Lossless (PS3.5 annex G): one PackBits segment per byte of a sample, most significant first, samples as planes.
 *
 * Returns little-endian samples, plane after plane, `planeLength` samples each, and how many bytes the segments failed to give (they
 * stay zero). @throws VolumeError corrupt-pixel-data
 */
export function decodeRle(
  frame: Uint8Array,
  shape: { readonly planeLength: number; readonly planes: number; readonly bytesPerSample: number },
): { readonly bytes: Uint8Array; readonly missingBytes: number } {
  const { planeLength, planes, bytesPerSample } = shape;
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 64) throw corrupt("its RLE header is cut off");
  const segments = view.getUint32(0, true);
  if (segments !== planes * bytesPerSample)
    throw corrupt(`it has ${segments} RLE segments instead of ${planes * bytesPerSample}`);
  const bytes = new Uint8Array(planeLength * planes * bytesPerSample);
  let missingBytes = 0;
  for (let segment = 0; segment < segments; segment += 1) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : frame.length;
    const plane = Math.floor(segment / bytesPerSample);
    const significance = bytesPerSample - 1 - (segment % bytesPerSample);
    const target = plane * planeLength * bytesPerSample + significance;
    const packed = frame.subarray(Math.min(start, frame.length), Math.max(start, Math.min(end, frame.length)));
    missingBytes += planeLength - unpackInto(packed, bytes, target, bytesPerSample, planeLength);
  }
  return { bytes, missingBytes };
}

/** PackBits into every `step`-th byte from `target` on; returns how many bytes were written, at most `count`. */
function unpackInto(packed: Uint8Array, into: Uint8Array, target: number, step: number, count: number): number {
  let at = 0;
  let to = target;
  const end = target + count * step;
  while (at + 1 < packed.length && to < end) {
    const control = packed[at++] as number;
    if (control === 128) continue;
    if (control < 128) {
      const last = Math.min(at + control + 1, packed.length);
      for (; at < last && to < end; to += step) into[to] = packed[at++] as number;
      continue;
    }
    const value = packed[at++] as number;
    const stop = Math.min(end, to + (257 - control) * step);
    for (; to < stop; to += step) into[to] = value;
  }
  return Math.ceil((to - target) / step);
}
