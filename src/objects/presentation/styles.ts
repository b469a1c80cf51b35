import type { Dataset } from "../../dicom/index.ts";
import { itemOf, numberOf, numbersOf, textOf } from "../attributes.ts";
import { labToRgb } from "../segmentation/cielab.ts";
import type { PresentationAnnotation } from "./content.ts";

type Graphic = PresentationAnnotation["graphics"][number];
type TextObject = PresentationAnnotation["texts"][number];

/** What of a state's styles is not drawn: every line and letter has a dark rim of its own, fills are plain, texts have the program's letters. */
export type OmittedStyle = "shadows" | "fillPatterns" | "fonts" | "fills";

/** Thickest line that is drawn: a thicker one would hide what it is drawn over. */
const thickestLine = 12;

/** How a line is drawn (PS3.3 C.10.5.1.1, Line Style Sequence). */
export function lineOf(item: Dataset): Pick<Graphic, "color" | "thickness" | "dashes"> {
  const style = itemOf(item, "LineStyleSequence");
  if (style === undefined) return {};
  const thickness = numberOf(style, "LineThickness");
  const isDashed = textOf(style, "LineDashingStyle", 16) === "DASHED";
  return {
    ...colorOf(style, "PatternOnColorCIELabValue"),
    ...(thickness !== undefined && thickness > 0 ? { thickness: Math.min(thickestLine, thickness) } : {}),
    ...(isDashed ? { dashes: dashesOf(numberOf(style, "LinePattern") ?? 0) } : {}),
  };
}

/** How an area is filled (Fill Style Sequence); `opacity` undefined: the state does not say. */
export function fillOf(item: Dataset): Pick<Graphic, "fillColor" | "fillOpacity"> {
  const style = itemOf(item, "FillStyleSequence");
  if (style === undefined) return {};
  const [l, a, b] = numbersOf(style, "PatternOnColorCIELabValue", 3);
  const opacity = numberOf(style, "PatternOnOpacity");
  return {
    ...(l !== undefined && a !== undefined && b !== undefined ? { fillColor: labToRgb([l, a, b]) } : {}),
    ...(opacity === undefined ? {} : { fillOpacity: Math.min(1, Math.max(0, opacity)) }),
  };
}

/** How letters are drawn and where they stand in their box (Text Style Sequence). */
export function textStyleOf(
  item: Dataset,
): Pick<TextObject, "color" | "bold" | "italic" | "underlined" | "horizontal" | "vertical"> {
  const style = itemOf(item, "TextStyleSequence");
  if (style === undefined) return {};
  const isSet = (keyword: "Bold" | "Italic" | "Underlined") => textOf(style, keyword, 4) === "Y";
  const horizontal = textOf(style, "HorizontalAlignment", 16);
  const vertical = textOf(style, "VerticalAlignment", 16);
  return {
    ...colorOf(style, "TextColorCIELabValue"),
    ...(isSet("Bold") ? { bold: true } : {}),
    ...(isSet("Italic") ? { italic: true } : {}),
    ...(isSet("Underlined") ? { underlined: true } : {}),
    ...(horizontal === "" ? {} : { horizontal }),
    ...(vertical === "" ? {} : { vertical }),
  };
}

/** Which styles of a graphic or a text are not drawn as they are written. */
export function omittedStyles(item: Dataset): OmittedStyle[] {
  const [line, fill, text] = (["LineStyleSequence", "FillStyleSequence", "TextStyleSequence"] as const).map((name) =>
    itemOf(item, name),
  );
  const hasShadow = [line, text].some((style) => style !== undefined && textOf(style, "ShadowStyle", 16) === "NORMAL");
  const isFilled = textOf(item, "GraphicFilled", 4) === "Y";
  const isStippled = fill !== undefined && textOf(fill, "FillMode", 16).startsWith("STIPP");
  const isSolid = fill !== undefined && numberOf(fill, "PatternOnOpacity") !== undefined;
  const hasFont = text !== undefined && (textOf(text, "FontName", 64) !== "" || textOf(text, "CSSFontName", 64) !== "");
  return [
    ...(hasShadow ? (["shadows"] as const) : []),
    ...(isFilled && isStippled ? (["fillPatterns"] as const) : []),
    ...(isFilled && !isSolid ? (["fills"] as const) : []),
    ...(hasFont ? (["fonts"] as const) : []),
  ];
}

const plainDashes = [4, 3];
const mostDashes = 16;

/**
 * Lengths drawn and left out by turns, in thicknesses of the line, from the bits of a pattern: ones are drawn, the highest of its 16 bits (32
 * where it has more) first. A pattern that says nothing is a plain one.
 */
export function dashesOf(pattern: number): number[] {
  const width = pattern > 0xffff ? 32 : 16;
  const bits = Array.from({ length: width }, (_, at) => Math.floor(pattern / 2 ** (width - 1 - at)) % 2);
  const start = bits.findIndex((bit, at) => bit === 1 && bits[(at + width - 1) % width] === 0);
  if (start < 0) return [...plainDashes];
  const turned = [...bits.slice(start), ...bits.slice(0, start)];
  const runs: number[] = [];
  for (const [at, bit] of turned.entries()) {
    if (at === 0 || bit !== turned[at - 1]) runs.push(0);
    runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
  }
  return runs.length > mostDashes ? [...plainDashes] : runs;
}

function colorOf(
  style: Dataset,
  keyword: "PatternOnColorCIELabValue" | "TextColorCIELabValue",
): { color?: [number, number, number] } {
  const [l, a, b] = numbersOf(style, keyword, 3);
  return l === undefined || a === undefined || b === undefined ? {} : { color: labToRgb([l, a, b]) };
}
