import { type ChosenCharacterSet, chooseCharacterSet } from "./character-set-choice.ts";
import type { CharacterSet } from "./charset.ts";
import type { Tag } from "./keyword.ts";
import type { RepairCode } from "./repair.ts";

/** More text than this tells nothing new. */
const MAX_SAMPLES = 1024;
const MAX_SAMPLE_BYTES = 16 * 1024;

/**
 * The character set of a data set, and of the items that do not declare their own. What it is follows from Specific Character Set
 * (0008,0005) and, where that is missing or wrong, from all text beyond ASCII: one short name alone says too little.
 */
export class TextInForce {
  readonly #terms: readonly string[] | undefined;
  readonly #samples: Uint8Array[] = [];
  #sampleBytes = 0;
  #firstTag: Tag | undefined;
  #settled: ChosenCharacterSet | undefined;

  /** @param terms values of (0008,0005); undefined where it is absent */
  constructor(terms?: readonly string[]) {
    this.#terms = terms;
  }

  /** Adds a text that is not plain ASCII. */
  add(tag: Tag, bytes: Uint8Array): void {
    this.#firstTag ??= tag;
    if (this.#samples.length >= MAX_SAMPLES || this.#sampleBytes >= MAX_SAMPLE_BYTES) return;
    const sample = bytes.length > MAX_SAMPLE_BYTES ? bytes.subarray(0, wholeCharacters(bytes)) : bytes;
    this.#samples.push(sample);
    this.#sampleBytes += sample.length;
  }

  /** First element whose text is not plain ASCII. */
  get firstTag(): Tag | undefined {
    return this.#firstTag;
  }

  /** Decided on first use, with the text known by then. */
  get characterSet(): CharacterSet {
    return this.#settle().characterSet;
  }

  get fault(): RepairCode | undefined {
    return this.#settle().fault;
  }

  #settle(): ChosenCharacterSet {
    this.#settled ??= chooseCharacterSet(this.#terms, this.#samples);
    return this.#settled;
  }
}

/** Where a long text can be cut: behind a space or line end, which are no part of a character in any encoding. */
function wholeCharacters(bytes: Uint8Array): number {
  let end = MAX_SAMPLE_BYTES;
  while (end > 0 && (bytes[end - 1] ?? 0) > 0x2f) end--;
  return end;
}
