/**
 * Expands a segmented palette (PS3.3 C.7.9.2): discrete runs (0), linear ramps (1) and references to earlier segments (2), of 8- or
 * 16-bit words. Undefined where it is damaged; never longer than `entries`.
 */
export function expandSegments(bytes: Uint8Array, entries: number, bytesPerWord: 1 | 2): Uint16Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = Math.floor(bytes.length / bytesPerWord);
  const word = (at: number) => (bytesPerWord === 1 ? view.getUint8(at) : view.getUint16(2 * at, true));
  const out: number[] = [];
  const wordsOfOffset = 4 / bytesPerWord;

  const expand = (start: number, limit: number, nested: boolean): number => {
    let at = start;
    for (let done = 0; done < limit && at + 1 < words && out.length < entries; done += 1) {
      const kind = word(at);
      const length = word(at + 1);
      if (kind === 0) at = discrete(at + 2, length);
      else if (kind === 1) at = ramp(at + 2, length);
      else if (kind === 2 && !nested) at = reference(at + 2, length);
      else return -1;
      if (at < 0) return -1;
    }
    return at;
  };
  /** Segments before, by the byte offset of the first one. */
  const reference = (at: number, count: number): number => {
    if (at + wordsOfOffset > words) return -1;
    const start = view.getUint32(at * bytesPerWord, true) / bytesPerWord;
    return expand(start, count, true) < 0 ? -1 : at + wordsOfOffset;
  };
  const discrete = (at: number, length: number): number => {
    if (at + length > words) return -1;
    for (let n = 0; n < length && out.length < entries; n += 1) out.push(word(at + n));
    return at + length;
  };
  const ramp = (at: number, length: number): number => {
    const from = out.at(-1);
    if (from === undefined || at >= words) return -1;
    const to = word(at);
    for (let n = 1; n <= length && out.length < entries; n += 1) out.push(Math.round(from + ((to - from) * n) / length));
    return at + 1;
  };

  if (expand(0, Number.MAX_SAFE_INTEGER, false) < 0 || out.length === 0) return undefined;
  return new Uint16Array(entries).map((_, at) => out[Math.min(at, out.length - 1)] ?? 0);
}
