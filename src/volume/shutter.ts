import type { Dataset, Keyword } from "../dicom/index.ts";
import { functionalGroup, numberOf, numbersOf } from "./functional-group.ts";
import type { Shutter } from "./presentation.ts";

const maxVertices = 512;

/**
 * The display shutter of a frame (from 1), its own (Frame Display Shutter macro of XA) before the image's (PS3.3 C.7.6.11); undefined
 * without one. A shape whose numbers are missing is left out: nothing is hidden on a guess.
 */
export function parseShutter(dataset: Dataset, frameNumber: number): Shutter | undefined {
  const source = functionalGroup(dataset, frameNumber, "FrameDisplayShutterSequence") ?? dataset;
  const shapes = shapesOf(source, "ShutterShape");
  const { rectangle, circle, polygon } = outlinesOf(source, shapes, shutterKeywords);
  const group = shapes.includes("BITMAP") ? numberOf(source, "ShutterOverlayGroup") : undefined;
  const overlayGroup = group !== undefined && group >= 0x6000 && group <= 0x601e && group % 2 === 0 ? group : undefined;
  if (!rectangle && !circle && !polygon && overlayGroup === undefined) return undefined;
  return {
    ...(rectangle && { rectangle }),
    ...(circle && { circle }),
    ...(polygon && { polygon }),
    ...(overlayGroup !== undefined && { overlayGroup }),
    fillRgb: fillOf(source),
  };
}

/**
 * Where the beam was collimated, in the pixels of the image (X-Ray Collimator module, PS3.3 C.8.7.3; the Collimator Shape macro of enhanced
 * images); undefined where the header does not say.
 */
export function parseCollimator(
  dataset: Dataset,
  frameNumber: number,
): Pick<Shutter, "rectangle" | "circle" | "polygon"> | undefined {
  const source = functionalGroup(dataset, frameNumber, "CollimatorShapeSequence") ?? dataset;
  const { rectangle, circle, polygon } = outlinesOf(source, shapesOf(source, "CollimatorShape"), collimatorKeywords);
  if (!rectangle && !circle && !polygon) return undefined;
  return { ...(rectangle && { rectangle }), ...(circle && { circle }), ...(polygon && { polygon }) };
}

/** Attributes of the three outlines. */
interface OutlineKeywords {
  /** Left, right, upper, lower. */
  readonly edges: readonly [Keyword, Keyword, Keyword, Keyword];
  readonly centre: Keyword;
  readonly radius: Keyword;
  readonly vertices: Keyword;
}

const shutterKeywords: OutlineKeywords = {
  edges: ["ShutterLeftVerticalEdge", "ShutterRightVerticalEdge", "ShutterUpperHorizontalEdge", "ShutterLowerHorizontalEdge"],
  ...{ centre: "CenterOfCircularShutter", radius: "RadiusOfCircularShutter", vertices: "VerticesOfThePolygonalShutter" },
};

const collimatorKeywords: OutlineKeywords = {
  edges: [
    "CollimatorLeftVerticalEdge",
    "CollimatorRightVerticalEdge",
    "CollimatorUpperHorizontalEdge",
    "CollimatorLowerHorizontalEdge",
  ],
  centre: "CenterOfCircularCollimator",
  radius: "RadiusOfCircularCollimator",
  vertices: "VerticesOfThePolygonalCollimator",
};

function shapesOf(source: Dataset, keyword: Keyword): readonly string[] {
  const written: unknown = source.get(keyword);
  return Array.isArray(written) ? written.map((shape) => String(shape).toUpperCase()) : [];
}

function outlinesOf(source: Dataset, shapes: readonly string[], keywords: OutlineKeywords) {
  return {
    rectangle: shapes.includes("RECTANGULAR") ? rectangleOf(source, keywords) : undefined,
    circle: shapes.includes("CIRCULAR") ? circleOf(source, keywords) : undefined,
    polygon: shapes.includes("POLYGONAL") ? polygonOf(source, keywords) : undefined,
  };
}

function rectangleOf(source: Dataset, { edges }: OutlineKeywords): Shutter["rectangle"] {
  const [left, right, upper, lower] = edges.map((keyword) => numberOf(source, keyword));
  if (left === undefined || right === undefined || upper === undefined || lower === undefined) return undefined;
  return { left, right, upper, lower };
}

function circleOf(source: Dataset, { centre, radius: named }: OutlineKeywords): Shutter["circle"] {
  const [row, column] = numbersOf(source, centre);
  const radius = numberOf(source, named);
  return row === undefined || column === undefined || radius === undefined || radius <= 0 ? undefined : { row, column, radius };
}

function polygonOf(source: Dataset, { vertices: named }: OutlineKeywords): Shutter["polygon"] {
  const numbers = numbersOf(source, named);
  const vertices = Array.from({ length: Math.min(maxVertices, numbers.length >> 1) }, (_, at): readonly [number, number] => [
    numbers[2 * at] as number,
    numbers[2 * at + 1] as number,
  ]);
  return vertices.length < 3 ? undefined : vertices;
}

/** Shutter Presentation Value is a P-Value of 16 bits; a colour in CIELab goes before it; black where neither is given. */
function fillOf(source: Dataset): Shutter["fillRgb"] {
  const [lightness, a, b] = numbersOf(source, "ShutterPresentationColorCIELabValue");
  if (lightness !== undefined && a !== undefined && b !== undefined) return srgbOfCieLab(lightness, a, b);
  const value = Math.min(0xffff, Math.max(0, numberOf(source, "ShutterPresentationValue") ?? 0));
  const grey = Math.round((value / 0xffff) * 255);
  return [grey, grey, grey];
}

/** sRGB (IEC 61966-2-1) of a CIELab colour in the 16-bit encoding of PS3.3 C.10.7.1.1, white point D50 adapted to D65 (Bradford). */
export function srgbOfCieLab(lightness: number, a: number, b: number): readonly [number, number, number] {
  const fy = ((lightness / 65_535) * 100 + 16) / 116;
  const fx = fy + (a / 65_535) * (255 / 500) - 128 / 500;
  const fz = fy - (b / 65_535) * (255 / 200) + 128 / 200;
  const linear = (f: number) => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  const [x, y, z] = [0.9642 * linear(fx), linear(fy), 0.8249 * linear(fz)];
  const channel = (value: number) => {
    const held = Math.min(1, Math.max(0, value));
    return Math.round(255 * (held <= 0.0031308 ? 12.92 * held : 1.055 * held ** (1 / 2.4) - 0.055));
  };
  return [
    channel(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
    channel(-0.9787684 * x + 1.9161415 * y + 0.033454 * z),
    channel(0.0719453 * x - 0.2289914 * y + 1.4052427 * z),
  ];
}
