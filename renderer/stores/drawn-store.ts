import { create } from "zustand";
import type { ObjectAnswer, SeriesDetail } from "../../src/contract/index.ts";

type Rgb = readonly [number, number, number];

/** A structure, a segment or a layer. */
export interface DrawnPart {
  readonly number: number;
  /** As the file has it; "" where it has none. */
  readonly name: string;
  readonly color: Rgb;
}

/** An object that the reader wants to see over its images. */
export interface DrawnObject {
  readonly sopInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly kind: "structure-set" | "segmentation" | "presentation";
  readonly name: string;
  readonly parts: readonly DrawnPart[];
  /** Numbers of the parts that are not wanted. */
  readonly hidden: ReadonlySet<number>;
  /** Series that it names, and patient spaces that its coordinates are of. */
  readonly seriesInstanceUids: ReadonlySet<string>;
  readonly frameOfReferenceUids: ReadonlySet<string>;
  /** What of a presentation state is not shown: keys under `viewport.drawn.notApplied.`. */
  readonly notApplied: readonly string[];
}

/** Objects that are shown over images, in the order in which they were asked for. */
export const useDrawnStore = create<{ readonly objects: readonly DrawnObject[] }>()(() => ({ objects: [] }));

const { getState, setState } = useDrawnStore;

/** Beyond this the oldest goes: each is asked for with every image. */
const mostObjects = 8;

/** Shows an object over its images, all of it or one part alone. */
export function showObject(answer: ObjectAnswer, only?: number): void {
  const object = drawnObject(answer);
  if (object === undefined) return;
  const hidden = only === undefined ? [] : object.parts.flatMap(({ number }) => (number === only ? [] : [number]));
  const others = getState().objects.filter(({ sopInstanceUid }) => sopInstanceUid !== object.sopInstanceUid);
  setState({ objects: [...others, { ...object, hidden: new Set(hidden) }].slice(-mostObjects) });
}

export function hideObject(sopInstanceUid: string): void {
  setState({ objects: getState().objects.filter((object) => object.sopInstanceUid !== sopInstanceUid) });
}

/** Shows a part of an object or hides it; of an object that is not shown, the part alone comes. */
export function togglePart(answer: ObjectAnswer, number: number): void {
  const { sopInstanceUid } = answer.document;
  if (!getState().objects.some((object) => object.sopInstanceUid === sopInstanceUid)) {
    showObject(answer, number);
    return;
  }
  setState({
    objects: getState().objects.map((object) => {
      if (object.sopInstanceUid !== sopInstanceUid) return object;
      const hidden = new Set(object.hidden);
      if (!hidden.delete(number)) hidden.add(number);
      return { ...object, hidden };
    }),
  });
}

/** Objects that may draw something on the images of a series. */
export function drawnOn(objects: readonly DrawnObject[], detail: SeriesDetail | undefined): readonly DrawnObject[] {
  if (detail === undefined) return [];
  const { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid = "" } = detail;
  return objects.filter(
    (object) =>
      object.seriesInstanceUids.has(seriesInstanceUid) ||
      (object.studyInstanceUid === studyInstanceUid && object.frameOfReferenceUids.has(frameOfReferenceUid)),
  );
}

/** An object as it is drawn, all of its parts wanted; undefined where it draws nothing. */
export function drawnObject({ document, held }: ObjectAnswer): DrawnObject | undefined {
  const { content, sopInstanceUid, studyInstanceUid, seriesDescription } = document;
  const seriesInstanceUids = new Set(held.flatMap(({ seriesInstanceUid, isImage }) => (isImage ? [seriesInstanceUid] : [])));
  const common = { sopInstanceUid, studyInstanceUid, hidden: new Set<number>(), seriesInstanceUids, notApplied: [] };
  switch (content.kind) {
    case "structure-set":
      return {
        ...common,
        kind: content.kind,
        name: content.label || content.name || seriesDescription,
        parts: content.structures.map(({ number, name, color }) => ({ number, name, color: color ?? colorOf(number) })),
        frameOfReferenceUids: spaces(content.structures.map(({ frameOfReferenceUid }) => frameOfReferenceUid)),
      };
    case "segmentation":
      return {
        ...common,
        kind: content.kind,
        name: content.description || content.label || seriesDescription,
        parts: content.segments.map(({ number, label, color }) => ({ number, name: label, color: color ?? colorOf(number) })),
        frameOfReferenceUids: spaces([content.frameOfReferenceUid]),
      };
    case "presentation": {
      const layers = content.layers.map(({ name, color }, at) => ({ number: at, name, color: color ?? drawingColor }));
      const isLoose = content.annotations.some(({ layer }) => !content.layers.some(({ name }) => name === layer));
      return {
        ...common,
        kind: content.kind,
        name: content.description || content.label || seriesDescription,
        parts: isLoose ? [...layers, { number: -1, name: "", color: drawingColor }] : layers,
        frameOfReferenceUids: new Set(),
        notApplied: notApplied(content),
      };
    }
    default:
      return undefined;
  }
}

const spaces = (uids: readonly string[]) => new Set(uids.filter((uid) => uid !== ""));

/** A grayscale state is shown whole; the colours of others are not (ICC profile, palette, blending), nor what XA states subtract. */
function notApplied(state: Extract<ObjectAnswer["document"]["content"], { kind: "presentation" }>): string[] {
  return [
    ...(state.stateClass === "grayscale" ? [] : [state.stateClass]),
    ...(state.compoundsOmitted > 0 ? ["compounds"] : []),
    ...state.stylesOmitted,
  ];
}

/** Of what a file gives no colour. */
const drawingColor: Rgb = [255, 221, 120];
const colors: readonly Rgb[] = [
  [240, 120, 110],
  [120, 200, 120],
  [110, 170, 250],
  [235, 200, 90],
  [200, 140, 240],
  [90, 205, 205],
  [245, 160, 80],
  [230, 130, 190],
];

function colorOf(number: number): Rgb {
  return colors[Math.abs(Math.trunc(number) - 1) % colors.length] ?? drawingColor;
}
