import { type Camera, fitScale, type Turn, type ViewSize } from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { DisplayedArea } from "./look.ts";

/** CSS pixels of a millimetre where the screen was never measured: 96 to the inch. */
const cssPixelsPerMm = 96 / 25.4;

/**
 * The camera that shows a displayed area as its state asks (PS3.3 C.10.4): its middle in the middle of the view; SCALE TO FIT as large as
 * it fits, TRUE SIZE in millimetres of the screen, MAGNIFY in device pixels of an image pixel. Corners are pixels from 1, whole ones
 * included, and may lie outside of the image; which of them is the upper left one depends on the turn.
 */
export function areaCamera(
  shape: Pick<Slice, "columns" | "rows" | "spacing">,
  size: ViewSize,
  turn: Turn,
  { topLeft, bottomRight, sizeMode, spacingMm, magnification }: DisplayedArea,
  screen: { readonly pixelRatio: number; readonly devicePixelsPerMm: number | undefined },
): Camera {
  const span = (axis: 0 | 1) =>
    [Math.min(topLeft[axis], bottomRight[axis]) - 1.5, Math.max(topLeft[axis], bottomRight[axis]) - 0.5] as const;
  const [left, right] = span(0);
  const [top, bottom] = span(1);
  const [betweenRows, betweenColumns] = shape.spacing;
  const area = { columns: Math.max(1, right - left), rows: Math.max(1, bottom - top), spacing: shape.spacing };
  return {
    zoom: scaleOf() / fitScale(shape, size, turn),
    pan: [
      ((left + right) / 2 - (shape.columns - 1) / 2) * betweenColumns,
      ((top + bottom) / 2 - (shape.rows - 1) / 2) * betweenRows,
    ],
  };

  /** View pixels of a unit of `spacing`. */
  function scaleOf(): number {
    if (sizeMode === "TRUE SIZE" && spacingMm !== undefined && spacingMm[1] > 0) {
      const perMm = screen.devicePixelsPerMm === undefined ? cssPixelsPerMm : screen.devicePixelsPerMm / screen.pixelRatio;
      return (spacingMm[1] * perMm) / betweenColumns;
    }
    if (sizeMode === "MAGNIFY" && magnification !== undefined && magnification > 0) {
      return magnification / (screen.pixelRatio * betweenColumns);
    }
    return fitScale(area, size, turn);
  }
}
