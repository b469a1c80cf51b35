import type { SupplementalPalette, VoiLookupTable } from "./presentation.ts";

/** Tables that the frames of a series refer to: each is kept once, whatever number of instances carry it. */
export interface SharedTables {
  readonly voiLookupTables: readonly VoiLookupTable[];
  readonly supplementalPalettes: readonly SupplementalPalette[];
  /** Index of a table; undefined where the series already has as many as are kept. */
  indexOfVoi(table: VoiLookupTable): number | undefined;
  indexOfPalette(palette: SupplementalPalette): number | undefined;
}

/** Most entries of all tables of one kind together: sixteen of the longest. */
const maxEntries = 16 * 65_536;

export function createSharedTables(): SharedTables {
  const voi = shelf<VoiLookupTable>(
    ({ first, bits, explanation, values }) => `${first}/${bits}/${explanation}/${hashOf(values)}`,
    (a, b) => a.first === b.first && a.bits === b.bits && a.explanation === b.explanation && isSame(a.values, b.values),
    ({ values }) => values.length,
  );
  const palettes = shelf<SupplementalPalette>(
    ({ first, colours }) => `${first}/${hashOf(colours)}`,
    (a, b) => a.first === b.first && isSame(a.colours, b.colours),
    ({ colours }) => colours.length / 3,
  );
  return {
    voiLookupTables: voi.kept,
    supplementalPalettes: palettes.kept,
    indexOfVoi: voi.indexOf,
    indexOfPalette: palettes.indexOf,
  };
}

function shelf<T extends object>(keyOf: (table: T) => string, isEqual: (a: T, b: T) => boolean, sizeOf: (table: T) => number) {
  const kept: T[] = [];
  const byKey = new Map<string, number[]>();
  const byObject = new Map<T, number | undefined>();
  let entries = 0;
  const place = (table: T): number | undefined => {
    const key = keyOf(table);
    const known = byKey.get(key)?.find((index) => isEqual(kept[index] as T, table));
    if (known !== undefined) return known;
    if (entries + sizeOf(table) > maxEntries) return undefined;
    entries += sizeOf(table);
    byKey.set(key, [...(byKey.get(key) ?? []), kept.length]);
    return kept.push(table) - 1;
  };
  const indexOf = (table: T): number | undefined => {
    if (!byObject.has(table)) byObject.set(table, place(table));
    return byObject.get(table);
  };
  return { kept, indexOf };
}

/** FNV-1a over the entries. */
function hashOf(values: Uint8Array | Uint16Array): number {
  let hash = 0x811c9dc5;
  for (const value of values) hash = Math.imul(hash ^ value, 0x01000193);
  return hash >>> 0;
}

function isSame(a: Uint8Array | Uint16Array, b: Uint8Array | Uint16Array): boolean {
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
