import type { GraphicsAnswer } from "../../../src/contract/index.ts";
import type { Affine, Point2 } from "../plane/affine.ts";
import { traceMask } from "./trace-mask.ts";

/** A line or an area of a structure, a segment or a layer, as an SVG path. */
export interface DrawnPath {
  readonly part: number;
  readonly d: string;
  /** To pixels of the image; undefined where it is in them already. */
  readonly imageFromPath: Affine | undefined;
  /** 0: no line, only an area. */
  readonly stroke: 0 | 1;
  readonly fillOpacity: number;
  /** Of the line, where its object says so: CSS pixels. */
  readonly thickness?: number | undefined;
  /** Drawn and left out by turns, in thicknesses. */
  readonly dashes?: readonly number[] | undefined;
  /** Its own, else that of its part. */
  readonly color?: Rgb | undefined;
  readonly fillColor?: Rgb | undefined;
}

type Rgb = readonly [number, number, number];

export interface DrawnText {
  readonly part: number;
  readonly lines: readonly string[];
  readonly color?: Rgb | undefined;
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly underlined?: boolean | undefined;
  /** Left, top, right, bottom in pixels of the image. */
  readonly box: readonly [number, number, number, number] | undefined;
  readonly justification: string;
  readonly vertical?: string | undefined;
  readonly anchor: Point2 | undefined;
  readonly anchorVisible: boolean;
}

/** What an object draws on an image, ready for the screen; coordinates are pixels of the image. */
export interface GraphicPaths {
  readonly paths: readonly DrawnPath[];
  readonly points: readonly { readonly part: number; readonly at: Point2; readonly color?: Rgb | undefined }[];
  readonly texts: readonly DrawnText[];
  readonly parts: ReadonlySet<number>;
  readonly omitted: number;
  readonly unplaced: number;
  /** About how many characters it takes. */
  readonly size: number;
}

const fillOpacity = 0.22;
/** Shares are filled step by step, each over the ones below; the line is at a half. */
const shareSteps = [0.125, 0.375, 0.625, 0.875] as const;

export function pathsOf(answer: GraphicsAnswer): GraphicPaths {
  const lines = answer.contours.filter(({ kind }) => kind !== "points");
  const paths: DrawnPath[] = [
    ...answer.masks.flatMap(maskPaths),
    ...[...Map.groupBy(lines, ({ structure }) => structure)].map(([part, contours]) => ({
      part,
      d: contours.map(({ points, kind }) => lineOf(points, kind === "closed")).join(""),
      imageFromPath: undefined,
      stroke: 1 as const,
      fillOpacity: 0,
    })),
    ...answer.drawings
      .filter(({ kind }) => kind === "line")
      .map(({ layer, points, closed, filled, fillOpacity: own, ...style }) => ({
        part: layer,
        d: lineOf(points, closed),
        imageFromPath: undefined,
        stroke: 1 as const,
        fillOpacity: filled ? (own ?? fillOpacity) : 0,
        thickness: style.thickness,
        dashes: style.dashes,
        color: style.color,
        fillColor: style.fillColor,
      })),
  ];
  const points = [
    ...answer.contours
      .filter(({ kind }) => kind === "points")
      .map((one) => ({ part: one.structure, points: one.points, color: undefined })),
    ...answer.drawings
      .filter(({ kind }) => kind === "point")
      .map((one) => ({ part: one.layer, points: one.points, color: one.color })),
  ].flatMap(({ points: flat, ...one }) => pairs(flat).map((at) => ({ ...one, at })));
  const texts = answer.texts.map(({ layer, text, ...style }) => ({
    ...style,
    part: layer,
    lines: text.split(/\r\n|\r|\n/).slice(0, 20),
    box: style.box,
    anchor: style.anchor,
  }));
  return {
    paths,
    points,
    texts,
    parts: new Set([...paths, ...points, ...texts].map(({ part }) => part)),
    omitted: answer.omitted,
    unplaced: answer.unplaced,
    size: paths.reduce((sum, { d }) => sum + d.length, 200) + 100 * (points.length + texts.length),
  };
}

function maskPaths({ segment, columns, rows, bits, data, imageFromBox }: GraphicsAnswer["masks"][number]): DrawnPath[] {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  const common = { part: segment, imageFromPath: imageFromBox };
  if (bits === 1) {
    const isSet = (column: number, row: number) => {
      const bit = row * columns + column;
      return (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
    };
    return [{ ...common, d: traceMask(columns, rows, isSet), stroke: 1, fillOpacity }];
  }
  const above = (share: number) => traceMask(columns, rows, (column, row) => (bytes[row * columns + column] ?? 0) >= share * 255);
  const steps = shareSteps.map((share) => ({ ...common, d: above(share), stroke: 0 as const, fillOpacity: 0.11 }));
  return [...steps, { ...common, d: above(0.5), stroke: 1 as const, fillOpacity: 0 }].filter(({ d }) => d !== "");
}

function lineOf(points: readonly number[], isClosed: boolean): string {
  const corners = pairs(points).map(([x, y]) => `${x} ${y}`);
  return corners.length === 0 ? "" : `M${corners.join("L")}${isClosed ? "Z" : ""}`;
}

function pairs(flat: readonly number[]): Point2[] {
  return Array.from({ length: Math.floor(flat.length / 2) }, (_, at): Point2 => [flat[2 * at] ?? 0, flat[2 * at + 1] ?? 0]);
}
