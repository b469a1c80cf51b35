import type { Element, ElementValue } from "./dataset.ts";
import type { Vr } from "./keyword.ts";
import { decodeValue, type ValueContext } from "./value.ts";

/** An element whose value is decoded when it is first asked for: until then a place in the file. */
export class ParsedElement implements Element {
  readonly vr: Vr;
  readonly #file: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #context: ValueContext;
  #value: ElementValue | undefined;

  constructor(vr: Vr, file: Uint8Array, start: number, end: number, context: ValueContext) {
    this.vr = vr;
    this.#file = file;
    this.#start = start;
    this.#end = end;
    this.#context = context;
  }

  get value(): ElementValue {
    this.#value ??= decodeValue(this.bytes, this.vr, this.#context);
    return this.#value;
  }

  /** The value as the file has it, in the file's byte order and character set: a view. */
  get bytes(): Uint8Array {
    return this.#file.subarray(this.#start, this.#end);
  }

  get littleEndian(): boolean {
    return this.#context.littleEndian;
  }
}
