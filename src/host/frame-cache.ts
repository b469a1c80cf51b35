/** The raw values of a decoded frame, with what the viewer must say about them. */
export interface HeldFrame {
  readonly bytes: Uint8Array;
  /** Values the file does not hold; it was cut off. */
  readonly missingValues: number;
  /** Values held at the end of the value type. */
  readonly clippedValues: number;
  /** Lowest and highest value, padding left out, where it was reckoned. */
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

/** Decoded frames by key, newest kept, bounded in bytes. */
export interface FrameCache {
  get(key: string): HeldFrame | undefined;
  put(key: string, frame: HeldFrame): void;
}

export function createFrameCache(maximumBytes: number): FrameCache {
  const frames = new Map<string, HeldFrame>();
  let held = 0;
  return {
    get(key) {
      const frame = frames.get(key);
      if (frame) {
        frames.delete(key);
        frames.set(key, frame);
      }
      return frame;
    },
    put(key, frame) {
      const size = frame.bytes.byteLength;
      if (size > maximumBytes) return;
      held += size - (frames.get(key)?.bytes.byteLength ?? 0);
      frames.delete(key);
      frames.set(key, frame);
      for (const [oldest, old] of frames) {
        if (held <= maximumBytes) break;
        frames.delete(oldest);
        held -= old.bytes.byteLength;
      }
    },
  };
}
