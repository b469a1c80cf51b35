import type { Frame, SeriesDetail } from "../../../src/contract/index.ts";

/** How a window's values become greys (VOI LUT Function, PS3.3 C.11.2.1.3); LINEAR where none is named. */
export type VoiLutFunction = NonNullable<Frame["voi"][number]["function"]>;

/** VOI window: Window Center and Window Width (PS3.3 C.11.2). */
export interface Window {
  readonly center: number;
  readonly width: number;
  readonly function?: VoiLutFunction | undefined;
}

/** A VOI LUT: the grey of the value `first + n` is entry n of `most`; the ends hold outside. */
export interface LookupTable {
  readonly first: number;
  readonly most: number;
  readonly values: Uint16Array;
  readonly explanation: string;
}

/** What turns values into greys. */
export type Voi =
  | { readonly kind: "window"; readonly window: Window; readonly explanation: string }
  | { readonly kind: "table"; readonly table: LookupTable; readonly explanation: string };

/** Colours of the values from `first` on; below it values stay grey. */
export interface Palette {
  readonly first: number;
  /** Opaque RGBA words. */
  readonly words: Uint32Array;
}

/** Tables of a series, ready to be looked up. */
export interface SeriesTables {
  readonly voi: readonly LookupTable[];
  readonly palettes: readonly Palette[];
}

/** Reads the tables of a series; each is as long as it came. */
export function decodeTables({ voiLookupTables = [], supplementalPalettes = [] }: SeriesDetail): SeriesTables {
  return {
    voi: voiLookupTables.map(lookupTableOf),
    palettes: supplementalPalettes.map(({ first, colours }) => {
      const bytes = bytesOf(colours);
      const channel = (at: number) => bytes[at] ?? 0;
      const words = Uint32Array.from(
        { length: Math.floor(bytes.length / 3) },
        (_, at) => (0xff000000 | (channel(3 * at + 2) << 16) | (channel(3 * at + 1) << 8) | channel(3 * at)) >>> 0,
      );
      return { first, words };
    }),
  };
}

/** A table whose entries are base64 of 16-bit words, little endian. */
export function lookupTableOf(table: {
  readonly first: number;
  readonly bits: number;
  readonly explanation: string;
  readonly entries: string;
}): LookupTable {
  const { first, bits, explanation, entries } = table;
  const bytes = bytesOf(entries);
  const view = new DataView(bytes.buffer);
  const values = Uint16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getUint16(2 * at, true));
  return { first, most: 2 ** bits - 1, values, explanation };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** What a frame brings along: its windows in file order, then its tables. */
export function voisOf(frame: Frame, tables: SeriesTables): readonly Voi[] {
  const windows = frame.voi.map(
    (own): Voi => ({
      kind: "window",
      window: { center: own.windowCenter, width: own.windowWidth, function: own.function },
      explanation: own.explanation,
    }),
  );
  const lookups = (frame.voiLookupTables ?? []).flatMap((index): Voi[] => {
    const table = tables.voi[index];
    return table === undefined || table.values.length === 0 ? [] : [{ kind: "table", table, explanation: table.explanation }];
  });
  return [...windows, ...lookups];
}

/** LINEAR_EXACT (PS3.3 C.11.2.1.3.2). */
export function exactGrey(value: number, { center, width }: Window): number {
  return Math.min(255, Math.max(0, ((value - center) / width + 0.5) * 255));
}

/** SIGMOID (PS3.3 C.11.2.1.3.1). */
export function sigmoidGrey(value: number, { center, width }: Window): number {
  return 255 / (1 + Math.exp((-4 * (value - center)) / width));
}

/** An entry stands for a whole value: between two, for interpolated or scaled values, it lies between theirs. */
export function tableEntry(value: number, { first, values }: LookupTable): number {
  const at = Math.min(values.length - 1, Math.max(0, value - first));
  const below = Math.floor(at);
  const low = values[below] as number;
  const high = values[Math.min(values.length - 1, below + 1)] as number;
  return low + (high - low) * (at - below);
}

/** The linear window over a table's values: what the hand takes over from. */
export function windowOver({ first, values }: LookupTable): Window {
  return { center: first + values.length / 2, width: Math.max(1, values.length) };
}

/**
 * The window that a drag starts from: a sigmoid stays one, a table gives way to a line over its values. LINEAR steps by whole values;
 * where they are not whole it is restated as LINEAR_EXACT, which draws the same.
 */
export function draggable(voi: Voi, wholeValues: boolean): Window {
  const window = voi.kind === "table" ? windowOver(voi.table) : voi.window;
  if (wholeValues || window.function !== undefined) return window;
  return { center: window.center - 0.5, width: Math.max(1e-6, window.width - 1), function: "LINEAR_EXACT" };
}
