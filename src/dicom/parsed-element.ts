import { isAscii } from "./charset.ts";
import type { Element, ElementValue } from "./dataset.ts";
import type { Vr } from "./keyword.ts";
import { decodeValue, type ValueContext } from "./value.ts";
import { traitsOf } from "./vr.ts";

/** An element whose value is decoded when it is first asked for. */
export class ParsedElement implements Element {
  readonly vr: Vr;
  readonly #bytes: Uint8Array;
  readonly #context: ValueContext;
  #value: ElementValue | undefined;

  constructor(vr: Vr, bytes: Uint8Array, context: ValueContext) {
    this.vr = vr;
    this.#bytes = bytes;
    this.#context = context;
  }

  get value(): ElementValue {
    this.#value ??= decodeValue(this.#bytes, this.vr, this.#context);
    return this.#value;
  }
}

/** Whether a text does not fit the character set that is in force, so that its characters are a guess. */
export function isTextUncertain(vr: Vr, bytes: Uint8Array, { characterSet }: ValueContext): boolean {
  return traitsOf(vr).charset && !isAscii(bytes) && characterSet.decode(bytes).uncertain;
}
