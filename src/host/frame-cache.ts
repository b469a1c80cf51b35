/** Decoded frames by key, newest kept, bounded in bytes. */
export interface FrameCache {
  get(key: string): Uint8Array | undefined;
  put(key: string, bytes: Uint8Array): void;
}

export function createFrameCache(maximumBytes: number): FrameCache {
  const frames = new Map<string, Uint8Array>();
  let held = 0;
  return {
    get(key) {
      const bytes = frames.get(key);
      if (bytes) {
        frames.delete(key);
        frames.set(key, bytes);
      }
      return bytes;
    },
    put(key, bytes) {
      if (bytes.byteLength > maximumBytes) return;
      held += bytes.byteLength - (frames.get(key)?.byteLength ?? 0);
      frames.delete(key);
      frames.set(key, bytes);
      for (const [oldest, old] of frames) {
        if (held <= maximumBytes) break;
        frames.delete(oldest);
        held -= old.byteLength;
      }
    },
  };
}
