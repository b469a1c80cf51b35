import { add, type ImagePlane, normalize, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { Sizing } from "../../stores/viewport/sizing.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { type Affine, compose, invert, linear, type Point2, transform } from "./affine.ts";
import type { Slice } from "./slice.ts";

/** Where the reader moved the picture: facts of the engine, kept from slice to slice. */
export interface Camera {
  /** 1: the slice just fits. */
  readonly zoom: number;
  /** Offset of the middle of the view from the middle of the slice along its columns and rows, in units of `spacing`. */
  readonly pan: Point2;
  /** What `zoom` follows from, where the picture is held at a size. */
  readonly sizing?: Sizing | undefined;
}

export const restingCamera: Camera = { zoom: 1, pan: [0, 0] };

export const ZOOM_RANGE = { least: 0.1, most: 40 } as const;

/** Size of a view in CSS pixels. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

export type Turn = Pick<Cell, "rotationDegrees" | "flippedHorizontally" | "flippedVertically"> & {
  /** The side of the view that the turned slice lies against; undefined: its middle. Larger than the view it stays there. */
  readonly align?: Cell["align"];
};

type Shape = Pick<Slice, "columns" | "rows" | "spacing">;

/** Width and height of the turned slice in millimetres (or units of `spacing`): of the upright box around it. */
function turnedExtent({ columns, rows, spacing }: Shape, turn: Turn): readonly [across: number, down: number] {
  const [width, height] = [columns * spacing[1], rows * spacing[0]];
  const [cosine, sine] = cosineAndSine(turn.rotationDegrees).map(Math.abs) as [number, number];
  return [width * cosine + height * sine, width * sine + height * cosine];
}

/** Exact for quarter turns. */
function cosineAndSine(degrees: number): readonly [cosine: number, sine: number] {
  const angle = (degrees * Math.PI) / 180;
  const exact = degrees % 90 === 0 ? Math.round : (value: number) => value;
  return [exact(Math.cos(angle)), exact(Math.sin(angle))];
}

/** View pixels for a millimetre (or unit of `spacing`) where the turned slice just fits. */
export function fitScale(shape: Shape, size: ViewSize, turn: Turn): number {
  const [across, down] = turnedExtent(shape, turn);
  return Math.max(1e-9, Math.min(size.width / across, size.height / down));
}

/** The camera whose zoom is what its size asks for now; where no size is held, as it is. */
export function sized(shape: Shape, size: ViewSize, camera: Camera, turn: Turn, pixelRatio: number): Camera {
  const { sizing } = camera;
  if (sizing === undefined) return camera;
  const zoom = heldScale(sizing, shape, size, turn, pixelRatio) / fitScale(shape, size, turn);
  return zoom === camera.zoom ? camera : { ...camera, zoom };
}

function heldScale(sizing: Sizing, shape: Shape, size: ViewSize, turn: Turn, pixelRatio: number): number {
  switch (sizing.kind) {
    case "fit-together":
      return fitScale(shape, size, turn);
    case "fit-width":
      return size.width / turnedExtent(shape, turn)[0];
    case "magnification":
      return sizing.times / (pixelRatio * shape.spacing[1]);
    case "true-size":
      return sizing.devicePixelsPerMm / pixelRatio;
  }
}

/** The camera after the picture was turned: between quarter turns nothing grows or shrinks, after a quarter turn what fitted fits. */
export function turned(shape: Shape, size: ViewSize, camera: Camera, before: Turn, after: Turn): Camera {
  if (before.rotationDegrees % 90 === 0 && after.rotationDegrees % 90 === 0) return camera;
  return { ...camera, zoom: (camera.zoom * fitScale(shape, size, before)) / fitScale(shape, size, after) };
}

/**
 * The same placing, moved by less than a device pixel so that the edges of image pixels lie on those of device pixels, where an image pixel
 * is a whole number of them: nothing is blurred then.
 */
export function alignedToDevice(affine: Affine, pixelRatio: number): Affine {
  const [a, b, c, d, e, f] = affine;
  const isWhole = (part: number) => Math.abs(part * pixelRatio - Math.round(part * pixelRatio)) < 1e-6;
  if (![a, b, c, d].every(isWhole) || Math.max(Math.abs(a), Math.abs(b)) * pixelRatio < 0.5) return affine;
  const [x, y] = transform(affine, [-0.5, -0.5]);
  const away = (at: number) => Math.round(at * pixelRatio) / pixelRatio - at;
  return [a, b, c, d, e + away(x), f + away(y)];
}

/** From pixels of the slice (the centre of the first is 0, 0) to CSS pixels of the view: first flip, then rotate clockwise. */
export function viewFromPixel(shape: Shape, size: ViewSize, camera: Camera, turn: Turn): Affine {
  const scaleNow = fitScale(shape, size, turn) * camera.zoom;
  const [cosine, sine] = cosineAndSine(turn.rotationDegrees);
  const aside = asideFrom(turn.align, size.width, turnedExtent(shape, turn)[0] * scaleNow);
  const rotate: Affine = [cosine, sine, -sine, cosine, size.width / 2 + aside, size.height / 2];
  const flip: Affine = [turn.flippedHorizontally ? -1 : 1, 0, 0, turn.flippedVertically ? -1 : 1, 0, 0];
  const [betweenRows, betweenColumns] = shape.spacing;
  const toUnits: Affine = [
    scaleNow * betweenColumns,
    0,
    0,
    scaleNow * betweenRows,
    -scaleNow * (((shape.columns - 1) / 2) * betweenColumns + camera.pan[0]),
    -scaleNow * (((shape.rows - 1) / 2) * betweenRows + camera.pan[1]),
  ];
  return compose(compose(rotate, flip), toUnits);
}

/** How far the middle of a picture lies from the middle of a view whose side it touches, view pixels to the right. */
function asideFrom(align: Turn["align"], viewWidth: number, pictureWidth: number): number {
  if (align === undefined) return 0;
  return (align === "right" ? 1 : -1) * ((viewWidth - pictureWidth) / 2);
}

/** The camera after the picture was dragged by view pixels. */
export function panned(shape: Shape, size: ViewSize, camera: Camera, turn: Turn, byView: Point2): Camera {
  const [columns, rows] = transform(invert(linear(viewFromPixel(shape, size, camera, turn))), byView);
  return { ...camera, pan: [camera.pan[0] - columns * shape.spacing[1], camera.pan[1] - rows * shape.spacing[0]] };
}

/** The camera after zooming by a factor about a point of the view, which stays where it is. */
export function zoomed(shape: Shape, size: ViewSize, camera: Camera, turn: Turn, factor: number, about: Point2): Camera {
  const most = Math.max(ZOOM_RANGE.most, camera.zoom);
  const zoom = Math.min(most, Math.max(Math.min(ZOOM_RANGE.least, camera.zoom), camera.zoom * factor));
  const before = transform(invert(viewFromPixel(shape, size, camera, turn)), about);
  const next: Camera = { ...camera, zoom, sizing: undefined };
  const after = transform(invert(viewFromPixel(shape, size, next, turn)), about);
  return {
    ...next,
    pan: [camera.pan[0] + (before[0] - after[0]) * shape.spacing[1], camera.pan[1] + (before[1] - after[1]) * shape.spacing[0]],
  };
}

/** The camera whose view has a pixel of the slice in its middle. */
export function centredOn(shape: Shape, camera: Camera, [column, row]: Point2): Camera {
  return {
    ...camera,
    pan: [(column - (shape.columns - 1) / 2) * shape.spacing[1], (row - (shape.rows - 1) / 2) * shape.spacing[0]],
  };
}

/** Whether a point of the view is not near its edge. */
export function isWellInView([x, y]: Point2, { width, height }: ViewSize): boolean {
  const margin = 0.12;
  const isIn = (at: number, extent: number) => at > extent * margin && at < extent * (1 - margin);
  return isIn(x, width) && isIn(y, height);
}

/** Patient directions of right and down on the screen. */
export function viewDirections(plane: ImagePlane, affine: Affine): { readonly right: Vec3; readonly down: Vec3 } {
  const back = invert(linear(affine));
  const direction = (point: Point2): Vec3 => {
    const [column, row] = transform(back, point);
    return normalize(
      add(scale(plane.rowDirection, column * plane.pixelSpacing[1]), scale(plane.columnDirection, row * plane.pixelSpacing[0])),
    );
  };
  return { right: direction([1, 0]), down: direction([0, 1]) };
}
