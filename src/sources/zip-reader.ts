import { Readable } from "node:stream";
import { RandomAccessReader } from "yauzl";
import type { ByteRange } from "./byte-range.ts";

const blockBytes = 256 * 1024;

/**
 * Feeds yauzl's walk through the central directory from a ByteRange, a block at a time: it asks for 46 bytes, then for a name, for
 * every entry.
 */
export class ZipDirectoryReader extends RandomAccessReader {
  readonly #range: ByteRange;
  #blockStart = 0;
  #block: Uint8Array = new Uint8Array(0);

  constructor(range: ByteRange) {
    super();
    this.#range = range;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, callback: (error: Error | null) => void): void {
    this.#bytes(position, position + length).then(
      (bytes) => {
        buffer.set(bytes, offset);
        callback(null);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error))),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const range = this.#range;
    return Readable.from(
      (async function* () {
        yield await range.read(start, end);
      })(),
    );
  }

  async #bytes(start: number, end: number): Promise<Uint8Array> {
    const isHeld = start >= this.#blockStart && end <= this.#blockStart + this.#block.length;
    if (!isHeld) {
      this.#block = await this.#range.read(start, Math.max(end, start + blockBytes));
      this.#blockStart = start;
    }
    const bytes = this.#block.subarray(start - this.#blockStart, end - this.#blockStart);
    if (bytes.length !== end - start) throw new Error("The central directory ends too early.");
    return bytes;
  }
}
