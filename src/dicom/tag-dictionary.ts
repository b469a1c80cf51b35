import { dictionary, repeaters } from "./generated/dictionary.ts";
import type { Keyword, Tag, Vr } from "./keyword.ts";
import { traitsOf, type ValueKind, vrFromBytes } from "./vr.ts";

const FLOAT_PIXEL_DATA: Tag = 0x7fe00008;
const PIXEL_DATA: Tag = 0x7fe00010;

type DictionaryVr = (typeof dictionary)[Keyword][1];

interface TagEntry {
  readonly keyword: string;
  readonly vr: DictionaryVr | string;
}

const BY_TAG: ReadonlyMap<Tag, TagEntry> = new Map(
  Object.entries(dictionary).map(([keyword, [tag, vr]]) => [Number.parseInt(tag, 16), { keyword, vr }]),
);

const KINDS: ReadonlyMap<Tag, ValueKind> = new Map(
  [...BY_TAG].flatMap(([tag, { vr }]) => {
    const kind = kindOfDictionaryVr(vr);
    return kind === undefined ? [] : [[tag, kind] as const];
  }),
);

function kindOfDictionaryVr(vr: string): ValueKind | undefined {
  if (vr === "US or SS") return "numbers";
  if (vr === "OB or OW") return "bytes";
  const only = vr.length === 2 && vr !== "UN" ? vrFromBytes(vr.charCodeAt(0), vr.charCodeAt(1)) : undefined;
  return only && traitsOf(only).kind;
}

const REPEATERS = repeaters.map(([pattern, vr, keyword]) => ({
  mask: Number.parseInt(pattern.replace(/[^x]/g, "f").replace(/x/g, "0"), 16),
  tag: Number.parseInt(pattern.replace(/x/g, "0"), 16),
  entry: { keyword, vr },
}));

/** What the data dictionary says of a tag, repeating groups (overlays, curves) included; undefined for private and unknown tags. */
export function dictionaryEntry(tag: Tag): TagEntry | undefined {
  const known = BY_TAG.get(tag);
  if (known !== undefined || isPrivate(tag)) return known;
  return REPEATERS.find(({ mask, tag: base }) => (tag & mask) >>> 0 === base)?.entry;
}

/** Private elements have an odd group number (PS3.5 7.8). */
export function isPrivate(tag: Tag): boolean {
  return ((tag >>> 16) & 1) === 1;
}

/** Float Pixel Data, Double Float Pixel Data, Pixel Data. */
export function isPixelData(tag: Tag): boolean {
  return tag >= FLOAT_PIXEL_DATA && tag <= PIXEL_DATA;
}

/** What the dictionary expects an attribute's value to be; undefined where it leaves that open or does not know the tag. */
export function kindOfTag(tag: Tag): ValueKind | undefined {
  return KINDS.get(tag);
}

/** A tag as "GGGGEEEE", upper case, as PS3.18 annex F writes it. */
export function tagText(tag: Tag): string {
  return tag.toString(16).padStart(8, "0").toUpperCase();
}

/**
 * Value representation of a tag that came without one (PS3.5 A.1).
 * "US or SS" follows Pixel Representation; Pixel Data is OW; LUT Data is OW; private creators are LO; the rest unknown.
 */
export function implicitVr(tag: Tag, pixelRepresentation: number): Vr {
  const entry = dictionaryEntry(tag);
  if (entry !== undefined) return resolveVr(entry.vr, pixelRepresentation);
  const element = tag & 0xffff;
  if (element === 0) return "UL";
  return isPrivate(tag) && element >= 0x10 && element <= 0xff ? "LO" : "UN";
}

function resolveVr(vr: string, pixelRepresentation: number): Vr {
  switch (vr) {
    case "US or SS":
      return pixelRepresentation === 1 ? "SS" : "US";
    case "OB or OW":
    case "US or OW":
    case "US or SS or OW":
      return "OW";
    default:
      return vr.slice(0, 2) as Vr;
  }
}
