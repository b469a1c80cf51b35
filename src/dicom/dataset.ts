import { type Keyword, type Tag, tagOf, type ValueOf, type Vr, vrOf } from "./keyword.ts";
import { asKind, kindOf } from "./value-kind.ts";

/** A decoded value: strings (trimmed, charset applied), numbers, items, or bytes. */
export type ElementValue = readonly string[] | readonly number[] | readonly Dataset[] | Uint8Array;

/** One data element, its value decoded on first use. */
export interface Element {
  readonly vr: Vr;
  readonly value: ElementValue;
  /** Frames or fragments of an encapsulated Pixel Data element (PS3.5 A.4); absent for native pixel data. */
  readonly fragments?: EncapsulatedPixelData;
}

/** Encapsulated Pixel Data: the basic offset table and the fragments after it, in order. */
export interface EncapsulatedPixelData {
  readonly basicOffsetTable: readonly number[];
  readonly fragments: readonly Uint8Array[];
  /** Byte position of each fragment's item tag after the basic offset table item, as the offset tables count. */
  readonly fragmentOffsets: readonly number[];
}

/** A data set (PS3.5 7): elements by tag; raw access by keyword, values verbatim. */
export class Dataset {
  readonly #elements: Map<Tag, Element>;

  constructor(elements: Iterable<readonly [Tag, Element]> = []) {
    this.#elements = new Map(elements);
  }

  /**
   * All values of an element, or undefined where it is absent or empty. What a file wrote under another VR than the
   * dictionary's is turned into the kind the type promises, or counts as absent; `element` gives it as it was.
   */
  get<K extends Keyword>(keyword: K): ValueOf<K, Dataset> | undefined {
    const element = this.#elements.get(tagOf(keyword));
    if (element === undefined) return undefined;
    const value = asKind(element, kindOf(keyword));
    return value === undefined || value.length === 0 ? undefined : (value as ValueOf<K, Dataset>);
  }

  /** First value of a multi-valued element. */
  first<K extends Keyword>(keyword: K): ValueOf<K, Dataset>[number] | undefined {
    return this.get(keyword)?.[0] as ValueOf<K, Dataset>[number] | undefined;
  }

  /** Whether the element is there, even empty (type 2). */
  has(keyword: Keyword): boolean {
    return this.#elements.has(tagOf(keyword));
  }

  /** The element behind a keyword, with its VR and fragments. */
  element(keyword: Keyword): Element | undefined {
    return this.#elements.get(tagOf(keyword));
  }

  elementAt(tag: Tag): Element | undefined {
    return this.#elements.get(tag);
  }

  /** Whether there is no element at all. */
  get isEmpty(): boolean {
    return this.#elements.size === 0;
  }

  /** Elements in ascending tag order. */
  entries(): readonly (readonly [Tag, Element])[] {
    return [...this.#elements].sort(([a], [b]) => a - b);
  }

  /** Sets the values of a keyword; a single value may be given bare; an empty array writes the element empty (type 2). */
  set<K extends Keyword>(keyword: K, value: ValueOf<K, Dataset> | ValueOf<K, Dataset>[number], vr: Vr = vrOf(keyword)): this {
    const values = Array.isArray(value) || value instanceof Uint8Array ? value : [value];
    this.#elements.set(tagOf(keyword), { vr, value: values as ElementValue });
    return this;
  }

  setElement(tag: Tag, element: Element): this {
    this.#elements.set(tag, element);
    return this;
  }

  delete(keyword: Keyword): this {
    this.#elements.delete(tagOf(keyword));
    return this;
  }
}
