import { add, type ImagePlane, normalize, scale, type Vec3 } from "../../../src/geometry/index.ts";
import type { Cell } from "../../stores/viewport/viewport-store.ts";
import { type Affine, compose, invert, linear, type Point2, transform } from "./affine.ts";
import type { Slice } from "./slice.ts";

/** Where the reader moved the picture: facts of the engine, kept from slice to slice. */
export interface Camera {
  /** 1: the slice just fits. */
  readonly zoom: number;
  /** Offset of the middle of the view from the middle of the slice along its columns and rows, in units of `spacing`. */
  readonly pan: Point2;
}

export const restingCamera: Camera = { zoom: 1, pan: [0, 0] };

export const ZOOM_RANGE = { least: 0.1, most: 40 } as const;

/** Size of a view in CSS pixels. */
export interface ViewSize {
  readonly width: number;
  readonly height: number;
}

export type Turn = Pick<Cell, "rotationDegrees" | "flippedHorizontally" | "flippedVertically">;

type Shape = Pick<Slice, "columns" | "rows" | "spacing">;

/** View pixels for a millimetre (or unit of `spacing`) where the turned slice just fits. */
export function fitScale({ columns, rows, spacing }: Shape, size: ViewSize, turn: Turn): number {
  const [width, height] = [columns * spacing[1], rows * spacing[0]];
  const [across, down] = turn.rotationDegrees % 180 === 0 ? [width, height] : [height, width];
  return Math.max(1e-9, Math.min(size.width / across, size.height / down));
}

/** From pixels of the slice (the centre of the first is 0, 0) to CSS pixels of the view: first flip, then rotate clockwise. */
export function viewFromPixel(shape: Shape, size: ViewSize, camera: Camera, turn: Turn): Affine {
  const scaleNow = fitScale(shape, size, turn) * camera.zoom;
  const angle = (turn.rotationDegrees * Math.PI) / 180;
  const [cosine, sine] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const rotate: Affine = [cosine, sine, -sine, cosine, size.width / 2, size.height / 2];
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

/** The camera after the picture was dragged by view pixels. */
export function panned(shape: Shape, size: ViewSize, camera: Camera, turn: Turn, byView: Point2): Camera {
  const [columns, rows] = transform(invert(linear(viewFromPixel(shape, size, camera, turn))), byView);
  return { ...camera, pan: [camera.pan[0] - columns * shape.spacing[1], camera.pan[1] - rows * shape.spacing[0]] };
}

/** The camera after zooming by a factor about a point of the view, which stays where it is. */
export function zoomed(shape: Shape, size: ViewSize, camera: Camera, turn: Turn, factor: number, about: Point2): Camera {
  const zoom = Math.min(ZOOM_RANGE.most, Math.max(ZOOM_RANGE.least, camera.zoom * factor));
  const before = transform(invert(viewFromPixel(shape, size, camera, turn)), about);
  const next: Camera = { ...camera, zoom };
  const after = transform(invert(viewFromPixel(shape, size, next, turn)), about);
  return {
    zoom,
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
