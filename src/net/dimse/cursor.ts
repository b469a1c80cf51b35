import { protocolError } from "../errors.ts";

/** Reads big endian fields in order, never beyond the bytes it was given. @throws NetError protocol-error */
export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** A cursor over the next `length` bytes. */
  sub(length: number): Cursor {
    const start = this.#take(length);
    return new Cursor(this.#bytes.subarray(start, start + length));
  }

  rest(): Uint8Array {
    return this.#bytes.subarray(this.#take(this.left));
  }

  /** ASCII without the spaces and NULs around it. */
  text(length: number): string {
    const start = this.#take(length);
    const characters = String.fromCharCode(...this.#bytes.subarray(start, start + length));
    return characters.replaceAll("\0", " ").trim();
  }

  #take(length: number): number {
    const start = this.#at;
    if (length > this.left) throw protocolError("field beyond the end of its PDU");
    this.#at += length;
    return start;
  }
}
