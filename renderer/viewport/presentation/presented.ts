import type { CellPresentation, PresentationState } from "../../stores/index.ts";
import { screenScale, turnOf } from "../../stores/index.ts";
import { type Camera, restingCamera, type Turn, type ViewSize } from "../plane/camera.ts";
import type { GreyStages } from "../plane/grey-level.ts";
import type { Slice } from "../plane/slice.ts";
import { areaCamera } from "./area-camera.ts";
import { type DisplayedArea, LookReader, type PresentationLook } from "./look.ts";

/** What of a presentation state is on screen, as the overlay tells it. */
export interface PresentationFacts {
  readonly sopInstanceUid: string;
  /** Its displayed area and turn are on screen: the reader has moved and turned nothing. */
  readonly isInPlace: boolean;
  /** The state is for the image on screen. */
  readonly isApplied: boolean;
  /** The reader has changed window, turn or place since. */
  readonly isChanged: boolean;
  readonly lacksModality: boolean;
  /** The area is said in millimetres of a screen that was never measured. */
  readonly isGuessedSize: boolean;
  /** The state asks for pixels of another shape than the image's. */
  readonly hasOtherPixels: boolean;
  /** Values go through more of the state's than a window of the image's own: its Modality LUT or its Presentation LUT. */
  readonly hasSteps: boolean;
  /** Its graphic layers, in the order of its list. */
  readonly layerNames: readonly string[];
  /** Drawings in shares of the displayed area, which no other area has. */
  readonly areaDrawings: number;
}

interface Wish {
  readonly presentation: CellPresentation | undefined;
  readonly window: unknown;
  readonly voiIndex: unknown;
  readonly inverted: boolean;
}

/** The presentation state of one viewport of slices. */
export class Presented {
  readonly #stateOf: (sopInstanceUid: string) => PresentationState | undefined;
  readonly #reader = new LookReader();
  #state: PresentationState | undefined;
  #followed: Camera | undefined;
  #spacing: readonly [number, number] = [1, 1];
  look: PresentationLook | undefined;

  constructor(stateOf: (sopInstanceUid: string) => PresentationState | undefined) {
    this.#stateOf = stateOf;
  }

  /** The state for the picture that is about to be drawn; planes through a volume have none. */
  read(presentation: CellPresentation | undefined, slice: Slice | undefined): void {
    this.#state = presentation && this.#stateOf(presentation.sopInstanceUid);
    this.#spacing = slice?.spacing ?? [1, 1];
    this.look = slice?.isAcquired === true ? this.#reader.read(this.#state, slice.frame) : undefined;
  }

  /** Where the reader has not moved the picture, it follows the displayed area of each image. */
  placed(camera: Camera, slice: Slice, size: ViewSize, turn: Turn, pixelRatio: number): Camera {
    if (!this.isAtRest(camera)) return camera;
    const area = this.look?.area;
    this.#followed = area && areaCamera(slice, size, turn, area, { pixelRatio, devicePixelsPerMm: screenScale() });
    return this.#followed ?? restingCamera;
  }

  isAtRest(camera: Camera): boolean {
    return camera === restingCamera || camera === this.#followed;
  }

  facts(wish: Wish, turn: Turn, camera: Camera): PresentationFacts | undefined {
    if (wish.presentation === undefined || this.#state === undefined) return undefined;
    const own = turnOf(this.#state);
    const isTurned =
      own.rotationDegrees !== turn.rotationDegrees ||
      own.flippedHorizontally !== turn.flippedHorizontally ||
      own.flippedVertically !== turn.flippedVertically;
    const { input, voi, presentation } = stagesOf(this, wish) ?? {};
    const isWindowed = wish.window !== undefined || wish.voiIndex !== undefined || wish.inverted;
    return {
      sopInstanceUid: wish.presentation.sopInstanceUid,
      isInPlace: !isTurned && this.isAtRest(camera),
      isApplied: this.look !== undefined,
      isChanged: isTurned || isWindowed || !this.isAtRest(camera),
      lacksModality: this.look?.lacksModality ?? false,
      isGuessedSize: this.look?.area?.sizeMode === "TRUE SIZE" && screenScale() === undefined,
      hasOtherPixels: this.look?.area !== undefined && isOtherShape(this.look.area, this.#spacing),
      hasSteps: (input !== undefined && voi === undefined) || presentation !== undefined,
      layerNames: this.#state.layers.map(({ name }) => name),
      areaDrawings: areaDrawings(this.#state),
    };
  }
}

/** Height of a pixel over its width: by Presentation Pixel Spacing or Aspect Ratio (PS3.3 C.10.4) and as it is drawn, a hundredth aside. */
function isOtherShape(
  { spacingMm, aspectRatio }: DisplayedArea,
  [betweenRows, betweenColumns]: readonly [number, number],
): boolean {
  const [high, wide] = spacingMm ?? aspectRatio ?? [0, 0];
  if (!(high > 0 && wide > 0)) return false;
  return Math.abs(((high / wide) * betweenColumns) / betweenRows - 1) > 0.01;
}

function areaDrawings({ annotations }: PresentationState): number {
  const ofGraphics = annotations.flatMap(({ graphics }) => graphics.filter(({ units }) => units === "DISPLAY"));
  const isInArea = ({ box, anchor }: PresentationState["annotations"][number]["texts"][number]) =>
    box?.units === "DISPLAY" || anchor?.units === "DISPLAY";
  return ofGraphics.length + annotations.flatMap(({ texts }) => texts.filter(isInArea)).length;
}

/** The state's steps around the VOI LUT: a window of the reader's is one over the image's own values, so it passes by the state's. */
export function stagesOf({ look }: Presented, { window, voiIndex }: Pick<Wish, "window" | "voiIndex">): GreyStages | undefined {
  if (look === undefined) return undefined;
  return window === undefined && voiIndex === undefined ? look.stages : look.readersStages;
}
