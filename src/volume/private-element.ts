import type { Dataset, Element } from "../dicom/index.ts";

/** A private element, found by its creator, whichever block of the group that reserved (PS3.5 7.8.1). */
export function privateElement(dataset: Dataset, group: number, creator: RegExp, element: number): Element | undefined {
  for (let block = 0x10; block <= 0xff; block += 1) {
    const owner = textOf(dataset.elementAt(group * 0x10000 + block));
    if (owner !== "" && creator.test(owner)) return dataset.elementAt(group * 0x10000 + block * 0x100 + element);
  }
  return undefined;
}

/** Text of a private element; "" where absent. */
export function privateText(dataset: Dataset, group: number, creator: RegExp, element: number): string {
  return textOf(privateElement(dataset, group, creator, element));
}

/** Number of a private element, written as text or as a number; undefined where absent. */
export function privateNumber(dataset: Dataset, group: number, creator: RegExp, element: number): number | undefined {
  const text = privateText(dataset, group, creator, element);
  const value = text === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** First value as text; bytes of an unknown VR are read as ASCII. */
function textOf(element: Element | undefined): string {
  const value = element?.value;
  if (value === undefined || value.length === 0) return "";
  if (!(value instanceof Uint8Array)) return typeof value[0] === "object" ? "" : String(value[0]).trim();
  const text = String.fromCharCode(...value.subarray(0, 64));
  return (text.split("\\")[0] ?? "").replaceAll("\0", "").trim();
}
