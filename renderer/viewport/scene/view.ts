import { type ImagePlane, patientMmToPixel, type Vec3 } from "../../../src/geometry/index.ts";
import type { Sizing } from "../../stores/viewport/sizing.ts";
import { type Point2, transform } from "../plane/affine.ts";
import {
  type Camera,
  centredOn,
  isWellInView,
  panned,
  restingCamera,
  sized,
  type Turn,
  turned,
  type ViewSize,
  viewFromPixel,
  zoomed,
} from "../plane/camera.ts";
import type { Slice } from "../plane/slice.ts";
import type { Presented } from "../presentation/presented.ts";
import { fittedTogether, restingFor } from "./fit-together.ts";
import type { Hub } from "./hub.ts";
import type { Linking } from "./linking.ts";

/** Who has a say in how a picture lies, besides its reader. */
interface Placing {
  readonly presented: Presented;
  readonly links: Linking;
  readonly hub: Hub;
}

/** How large a viewport of slices is and how the picture lies in it; sizes and points are CSS pixels. */
export class View {
  size: ViewSize = { width: 1, height: 1 };
  /** Device pixels of a CSS pixel. */
  pixelRatio = 1;
  camera: Camera;
  /** Where the picture was put by itself. */
  #automaticPan: Point2 | undefined;

  /** @param camera where the picture lay before; undefined: at rest */
  constructor(camera: Camera | undefined, turn: Turn) {
    this.camera = camera ?? restingFor(restingCamera, turn);
  }

  /** The camera as the reader left it: a picture that was put in the middle by itself is at rest, and is put there anew in another view. */
  get own(): Camera {
    return this.camera.pan === this.#automaticPan ? { ...this.camera, pan: restingCamera.pan } : this.camera;
  }

  resize({ width, height }: ViewSize, pixelRatio: number): void {
    this.size = { width: Math.max(1, width), height: Math.max(1, height) };
    this.pixelRatio = pixelRatio;
  }

  turn(slice: Slice, before: Turn, after: Turn): void {
    this.camera = turned(slice, this.size, this.camera, before, after);
  }

  /** @param about stays where it is; undefined: the middle */
  zoomBy(slice: Slice, turn: Turn, factor: number, about: Point2 = [this.size.width / 2, this.size.height / 2]): void {
    this.camera = zoomed(slice, this.size, this.camera, turn, factor, about);
  }

  panBy(slice: Slice, turn: Turn, byView: Point2): void {
    this.camera = panned(slice, this.size, this.camera, turn, byView);
  }

  fit(turn: Turn): void {
    this.camera = restingFor(restingCamera, turn);
  }

  holdSize(sizing: Sizing): void {
    const [x, y] = this.camera.pan;
    this.camera = { ...this.camera, pan: [x, y], sizing };
  }

  /** Puts a point in the patient into the middle, unless it is well in the view. */
  bringIntoView(plane: ImagePlane, turn: Turn, pointPatient: Vec3): void {
    const shape = { columns: plane.columns, rows: plane.rows, spacing: plane.pixelSpacing };
    const pixel = patientMmToPixel(plane, pointPatient);
    const point = transform(viewFromPixel(shape, this.size, this.camera, turn), pixel);
    if (!isWellInView(point, this.size)) this.camera = centredOn(shape, this.camera, pixel);
  }

  /** Places the picture that is about to be drawn: by its presentation state, at the size that is held, at the scale of those linked. */
  place(slice: Slice, turn: Turn, { presented, links, hub }: Placing): void {
    const { size, pixelRatio } = this;
    const shown = presented.placed(this.own, slice, size, turn, pixelRatio);
    const held = sized(slice, size, shown, turn, pixelRatio);
    const fitted = fittedTogether(hub, links.name, held, slice, size, turn);
    this.camera = links.scaled(fitted, slice, size, turn);
    // At another's scale it is no longer put anywhere by itself: it stays where it was.
    const isPut = fitted.pan !== held.pan && this.camera.sizing === fitted.sizing;
    this.#automaticPan = isPut ? fitted.pan : undefined;
  }
}
