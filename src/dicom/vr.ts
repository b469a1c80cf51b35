import type { Vr } from "./keyword.ts";

/** What an element's value is in memory. */
export type ValueKind = "strings" | "numbers" | "items" | "bytes";

interface VrTraits {
  readonly kind: ValueKind;
  /** Explicit VR headers of these carry a four-byte length after two reserved bytes (PS3.5 7.1.2). */
  readonly longHeader: boolean;
  /** Bytes a number takes, or the unit that byte order turns around; 1 where order does not matter. */
  readonly unit: 1 | 2 | 4 | 8;
  /** Whether the Specific Character Set applies (PS3.5 6.1.2.3). */
  readonly charset: boolean;
  /** Whether a backslash separates values. */
  readonly multiple: boolean;
  /** Padding byte to even length. */
  readonly pad: 0 | 0x20;
}

const text = (charset: boolean, multiple: boolean, longHeader = false): VrTraits => ({
  kind: "strings",
  longHeader,
  unit: 1,
  charset,
  multiple,
  pad: 0x20,
});
const binary = (unit: 2 | 4 | 8, longHeader = false): VrTraits => ({
  kind: "numbers",
  longHeader,
  unit,
  charset: false,
  multiple: true,
  pad: 0,
});
const bulk = (unit: 1 | 2 | 4 | 8): VrTraits => ({
  kind: "bytes",
  longHeader: true,
  unit,
  charset: false,
  multiple: false,
  pad: 0,
});

const TRAITS: Readonly<Record<Vr, VrTraits>> = {
  AE: text(false, true),
  AS: text(false, true),
  AT: binary(4),
  CS: text(false, true),
  DA: text(false, true),
  DS: { ...text(false, true), kind: "numbers" },
  DT: text(false, true),
  FD: binary(8),
  FL: binary(4),
  IS: { ...text(false, true), kind: "numbers" },
  LO: text(true, true),
  LT: text(true, false),
  OB: bulk(1),
  OD: bulk(8),
  OF: bulk(4),
  OL: bulk(4),
  OV: bulk(8),
  OW: bulk(2),
  PN: text(true, true),
  SH: text(true, true),
  SL: binary(4),
  SQ: { kind: "items", longHeader: true, unit: 1, charset: false, multiple: true, pad: 0 },
  SS: binary(2),
  ST: text(true, false),
  SV: binary(8, true),
  TM: text(false, true),
  UC: text(true, true, true),
  UI: { ...text(false, true), pad: 0 },
  UL: binary(4),
  UN: bulk(1),
  UR: text(false, false, true),
  US: binary(2),
  UT: text(true, false, true),
  UV: binary(8, true),
};

export function traitsOf(vr: Vr): VrTraits {
  return TRAITS[vr];
}

const BY_CODE: ReadonlyMap<number, Vr> = new Map(
  (Object.keys(TRAITS) as Vr[]).map((vr) => [vr.charCodeAt(0) * 256 + vr.charCodeAt(1), vr]),
);

/** The value representation that two bytes spell, or undefined. */
export function vrFromBytes(first: number, second: number): Vr | undefined {
  return BY_CODE.get(first * 256 + second);
}
