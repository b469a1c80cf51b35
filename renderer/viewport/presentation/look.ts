import type { Frame, Shutter } from "../../../src/contract/index.ts";
import type { PresentationState } from "../../stores/index.ts";
import type { GreyStages } from "../plane/grey-level.ts";
import { type LookupTable, lookupTableOf, type Voi } from "../plane/voi.ts";
import { inputOf, windowInImageValues } from "./modality.ts";

type Reference = PresentationState["voi"][number]["images"][number];
export type DisplayedArea = PresentationState["displayedAreas"][number];
type StateTable = PresentationState["voi"][number]["tables"][number];

/** An overlay of the state with its bits. */
interface StateOverlay {
  readonly plane: Pick<PresentationState["overlays"][number], "group" | "rows" | "columns" | "origin" | "isRoi" | "layer">;
  readonly bits: Uint8Array;
}

interface Layer {
  /** Its place in the state's list. */
  readonly index: number;
  /** Opaque RGBA word of its recommended colour. */
  readonly word: number | undefined;
}

/** What a presentation state says about one frame of an image, ready to be drawn. */
export interface PresentationLook {
  /** Undefined: the state says nothing of windows. */
  readonly voi: Voi | undefined;
  readonly stages: GreyStages;
  /** Around a window of the reader's, which is over the image's own values. */
  readonly readersStages: GreyStages;
  readonly isInverse: boolean;
  readonly area: DisplayedArea | undefined;
  readonly shutter: Shutter | undefined;
  readonly overlays: readonly StateOverlay[];
  /** Layer by the group of an overlay of the image. */
  readonly activations: ReadonlyMap<number, string>;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Its Modality LUT cannot be applied: the image's own table has no way back. */
  readonly lacksModality: boolean;
}

/** Reads states frame by frame; what it gives for a frame stays the same object, so that a picture is drawn anew only when it changes. */
export class LookReader {
  #state: PresentationState | undefined;
  readonly #looks = new Map<Frame, PresentationLook | undefined>();
  readonly #tables = new Map<StateTable, LookupTable>();
  #overlays: readonly StateOverlay[] = [];

  /** Undefined where the state is not for this frame. */
  read(state: PresentationState | undefined, frame: Frame): PresentationLook | undefined {
    if (state !== this.#state) this.#forget(state);
    if (state === undefined) return undefined;
    if (!this.#looks.has(frame)) this.#looks.set(frame, this.#lookOn(state, frame));
    return this.#looks.get(frame);
  }

  #forget(state: PresentationState | undefined): void {
    this.#state = state;
    this.#looks.clear();
    this.#tables.clear();
    this.#overlays = (state?.overlays ?? []).map(({ bits, ...plane }) => ({ plane, bits: bytesOf(bits) }));
  }

  #lookOn(state: PresentationState, frame: Frame): PresentationLook | undefined {
    const listed = state.series.flatMap(({ instances }) => instances);
    if (!isFor(listed, frame)) return undefined;
    const voi = this.#voiOf(state, frame);
    const input = inputOf(state.modality, frame.modalityTransform, (table) => this.#table(table));
    const restated = input === undefined ? undefined : windowInImageValues(voi, state.modality, frame.modalityTransform);
    const presentation = state.presentationTable && this.#table(state.presentationTable);
    return {
      voi: restated ?? voi,
      stages: { ...inputStages(input, voi, restated), presentation },
      readersStages: { presentation },
      isInverse: state.presentationLut === "INVERSE",
      area: state.displayedAreas.find(({ images }) => isFor(images, frame)),
      shutter: shutterOf(state),
      overlays: this.#overlays,
      layers: new Map(state.layers.map(({ name, color }, index) => [name, { index, word: color && wordOf(color) }])),
      activations: new Map(state.activations.map(({ group, layer }) => [group, layer])),
      lacksModality: input === "no-way",
    };
  }

  /** The first item that is for the frame; a table before a window (PS3.3 C.11.8). */
  #voiOf({ voi }: PresentationState, frame: Frame): Voi | undefined {
    const own = voi.find(({ images }) => isFor(images, frame));
    const [table] = own?.tables ?? [];
    if (table !== undefined) return { kind: "table", table: this.#table(table), explanation: table.explanation };
    const [window] = own?.windows ?? [];
    if (window === undefined) return undefined;
    const named = window.voiFunction === "LINEAR_EXACT" || window.voiFunction === "SIGMOID" ? window.voiFunction : undefined;
    const { center, width, explanation } = window;
    return {
      kind: "window",
      window: { center, width: named === undefined ? Math.max(1, width) : width, function: named },
      explanation,
    };
  }

  #table(table: StateTable): LookupTable {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const read = lookupTableOf(table);
    this.#tables.set(table, read);
    return read;
  }
}

/** What is drawn through: a window that is only moved over the image's own values is drawn there, one that is stretched over the state's. */
function inputStages(input: ReturnType<typeof inputOf>, voi: Voi | undefined, restated: Voi | undefined): GreyStages {
  if (input === undefined || input === "no-way") return {};
  if (restated === undefined) return { input };
  return isMovedOnly(voi, restated) ? {} : { input, voi };
}

function isMovedOnly(voi: Voi | undefined, restated: Voi): boolean {
  return voi?.kind === "window" && restated.kind === "window" && voi.window.width === restated.window.width;
}

/** No images named: for all of the state. */
function isFor(images: readonly Reference[], { sopInstanceUid, frameNumber }: Frame): boolean {
  const isMeant = (image: Reference) =>
    image.sopInstanceUid === sopInstanceUid && (image.frameNumbers.length === 0 || image.frameNumbers.includes(frameNumber));
  return images.length === 0 || images.some(isMeant);
}

function shutterOf({ shutters, shutterRgb: fillRgb }: PresentationState): Shutter | undefined {
  if (shutters.length === 0) return undefined;
  return Object.assign({ fillRgb }, ...shutters.map(shapeOf)) as Shutter;
}

function shapeOf(shape: PresentationState["shutters"][number]): Partial<Shutter> {
  switch (shape.kind) {
    case "rectangular": {
      const { left, right, upper, lower } = shape;
      return { rectangle: { left, right, upper, lower } };
    }
    case "circular":
      return { circle: { row: shape.centre[1], column: shape.centre[0], radius: shape.radius } };
    case "polygonal":
      return { polygon: shape.vertices.map(([column, row]) => [row, column] as const) };
    case "bitmap":
      return { overlayGroup: shape.overlayGroup };
  }
}

function wordOf([red, green, blue]: readonly [number, number, number]): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
