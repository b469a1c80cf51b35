import type { Coded } from "../code.ts";
import { sopClassName } from "../document-kind.ts";
import type { InstanceReference } from "../reference.ts";

/** "Label: value" lines; empty values are left out. */
export function lines(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.filter(([, value]) => value !== "").map(([label, value]) => `${label}: ${value}`);
}

export function codedText(code: Coded | undefined): string {
  return code?.meaning ?? "";
}

export function referenceText({ sopClassUid, sopInstanceUid, frameNumbers, segmentNumbers }: InstanceReference): string {
  const frames = frameNumbers.length > 0 ? ` frame ${frameNumbers.join(", ")}` : "";
  const segments = segmentNumbers.length > 0 ? ` segment ${segmentNumbers.join(", ")}` : "";
  return `${(sopClassName(sopClassUid) || "object").replace(/ Storage$/, "")} ${sopInstanceUid}${frames}${segments}`;
}

export function pointText(point: readonly number[]): string {
  return `(${point.map((part) => Number(part.toFixed(2))).join(", ")})`;
}
