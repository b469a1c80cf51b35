import { Dataset, tagOf } from "../../dicom/index.ts";
import { imageItem, type PresentedImage } from "./annotations.ts";

type Pair = readonly [number, number];

/** A VOI LUT: the entry of the value `first + n` is n, of `bits` bits. */
interface WrittenTable {
  readonly kind: "table";
  readonly first: number;
  readonly bits: number;
  readonly values: Uint16Array;
  readonly explanation: string;
}
interface WrittenWindow {
  readonly kind: "window";
  readonly center: number;
  readonly width: number;
  readonly function?: string | undefined;
}

/** A window or a table, and the images it is for; none named: all of the state. */
export interface WrittenVoi {
  readonly images?: readonly PresentedImage[] | undefined;
  readonly voi: WrittenWindow | WrittenTable;
}

/** Rows and columns from 1 (PS3.3 C.7.6.11). */
export interface WrittenShutter {
  readonly rectangle?:
    | { readonly left: number; readonly right: number; readonly upper: number; readonly lower: number }
    | undefined;
  readonly circle?: { readonly row: number; readonly column: number; readonly radius: number } | undefined;
  /** Row, column. */
  readonly polygon?: readonly Pair[] | undefined;
  /** What is behind it, 0 to 255. */
  readonly grey: number;
}

/** Softcopy VOI LUT Sequence (PS3.3 C.11.8). */
export function voiItems(vois: readonly WrittenVoi[]): Dataset[] {
  return vois.map(({ images = [], voi }) => {
    const item = new Dataset();
    if (images.length > 0) item.set("ReferencedImageSequence", images.map(imageItem));
    if (voi.kind === "table") return item.set("VOILUTSequence", [tableItem(voi)]);
    item.set("WindowCenter", [voi.center]).set("WindowWidth", [voi.width]);
    return voi.function === undefined || voi.function === "LINEAR" ? item : item.set("VOILUTFunction", voi.function);
  });
}

/** The first value mapped is signed where it must be; the number of entries has the same bits either way (PS3.3 C.11.2.1.1). */
function tableItem({ first, bits, values, explanation }: WrittenTable): Dataset {
  const isSigned = first < 0;
  const count = values.length & 0xffff;
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of values.entries()) view.setUint16(2 * at, value, true);
  const item = new Dataset().setElement(tagOf("LUTDescriptor"), {
    vr: isSigned ? "SS" : "US",
    value: [isSigned ? (count << 16) >> 16 : count, first, bits],
  });
  if (explanation !== "") item.set("LUTExplanation", explanation.slice(0, 64));
  return item.setElement(tagOf("LUTData"), { vr: "OW", value: bytes });
}

/** Display Shutter (PS3.3 C.7.6.11); a state without one shows images without theirs. */
export function setShutter(state: Dataset, { rectangle, circle, polygon, grey }: WrittenShutter): void {
  const shapes = [rectangle && "RECTANGULAR", circle && "CIRCULAR", polygon && "POLYGONAL"].filter(
    (shape) => shape !== undefined,
  );
  if (shapes.length === 0) return;
  state.set("ShutterShape", shapes).set("ShutterPresentationValue", Math.round((grey / 255) * 0xffff));
  if (rectangle !== undefined) {
    state
      .set("ShutterLeftVerticalEdge", Math.round(rectangle.left))
      .set("ShutterRightVerticalEdge", Math.round(rectangle.right))
      .set("ShutterUpperHorizontalEdge", Math.round(rectangle.upper))
      .set("ShutterLowerHorizontalEdge", Math.round(rectangle.lower));
  }
  if (circle !== undefined) {
    state
      .set("CenterOfCircularShutter", [circle.row, circle.column].map(Math.round))
      .set("RadiusOfCircularShutter", Math.round(circle.radius));
  }
  if (polygon !== undefined) state.set("VerticesOfThePolygonalShutter", polygon.flat().map(Math.round));
}

/** Overlay Activation (PS3.3 C.11.7): overlay planes of the images that are drawn, all in one layer. */
export function setActivations(state: Dataset, groups: readonly number[], layer: string): void {
  for (const group of groups) state.setElement(group * 0x10000 + 0x1001, { vr: "CS", value: [layer] });
}
