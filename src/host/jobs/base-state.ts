import { type Dataset, type Keyword, parsePart10, tagOf } from "../../dicom/index.ts";
import type { Workstation } from "../workstation.ts";
import { imagesOfState, limitedTo, type NamedImages } from "./base-references.ts";

type Base = {
  readonly keepsGreys: boolean;
  readonly keepsShutter: boolean;
  readonly keepsOverlays: boolean;
  readonly keepsArea: boolean;
  readonly leftLayers: readonly string[];
  readonly renewedLayers: readonly { readonly name: string; readonly description: string }[];
};

const greyKeywords: readonly Keyword[] = [
  "ModalityLUTSequence",
  "RescaleIntercept",
  "RescaleSlope",
  "RescaleType",
  "SoftcopyVOILUTSequence",
];
const shutterKeywords: readonly Keyword[] = [
  "ShutterShape",
  "ShutterLeftVerticalEdge",
  "ShutterRightVerticalEdge",
  "ShutterUpperHorizontalEdge",
  "ShutterLowerHorizontalEdge",
  "CenterOfCircularShutter",
  "RadiusOfCircularShutter",
  "VerticesOfThePolygonalShutter",
  "ShutterOverlayGroup",
  "ShutterPresentationValue",
  "ShutterPresentationColorCIELabValue",
];

/** A presentation state of the archive; undefined where it is none. @throws ArchiveError, DicomError */
export async function readState({ archive }: Workstation, sopInstanceUid: string): Promise<Dataset | undefined> {
  const instance = archive.instance(sopInstanceUid);
  if (instance === undefined || archive.series(instance.seriesInstanceUid)?.kind !== "presentation") return undefined;
  return parsePart10(await archive.read(sopInstanceUid)).dataset;
}

/** Takes over into `state` what `base` says and the reader still sees: element by element, as it stands there. */
export function takeOver(
  state: Dataset,
  base: Dataset,
  { keepsGreys, keepsShutter, keepsOverlays, keepsArea, leftLayers, renewedLayers }: Base,
): void {
  const images = imagesOfState(state);
  if (keepsGreys) takeOverGreys(state, base, images);
  const areas = keepsArea ? limitedTo(base.get("DisplayedAreaSelectionSequence") ?? [], images) : [];
  if (areas.length > 0) state.set("DisplayedAreaSelectionSequence", areas);
  if (keepsShutter) replace(state, base, shutterKeywords);
  const left = isMadeAlike(base, state)
    ? [...leftLayers, ...renewedLayers.flatMap((layer) => renewedBy(base, layer))]
    : leftLayers;
  const isLeft = (layer: unknown) => left.includes(nameOf(layer));
  const layers = (base.get("GraphicLayerSequence") ?? []).filter((item) => !isLeft(item.first("GraphicLayer")));
  renameLayers(state, new Set(layers.map((item) => nameOf(item.first("GraphicLayer")))));
  takeOverlays(state, base, { keepsShutter, isShown: (layer) => keepsOverlays && layer !== "" && !isLeft(layer) });
  const annotations = limitedTo(base.get("GraphicAnnotationSequence") ?? [], images)
    .filter((item) => !isLeft(item.first("GraphicLayer")))
    .flatMap(inPixels);
  if (annotations.length > 0)
    state.set("GraphicAnnotationSequence", [...annotations, ...(state.get("GraphicAnnotationSequence") ?? [])]);
  if (layers.length === 0) return;
  const own = state.get("GraphicLayerSequence") ?? [];
  const most = Math.max(0, ...layers.map((item) => Number(item.first("GraphicLayerOrder") ?? 0)));
  for (const [at, item] of own.entries()) item.set("GraphicLayerOrder", most + 1 + at);
  state.set("GraphicLayerSequence", [...layers, ...own]);
}

/** The greys as they stand there; items for other images go. */
function takeOverGreys(state: Dataset, base: Dataset, images: NamedImages): void {
  replace(state, base, greyKeywords);
  // A shape is that of the screen already: the state's, or what the reader inverted.
  if (base.get("PresentationLUTSequence") !== undefined) {
    state.delete("PresentationLUTShape");
    replace(state, base, ["PresentationLUTSequence"]);
  }
  const vois = limitedTo(state.get("SoftcopyVOILUTSequence") ?? [], images);
  if (vois.length > 0) state.set("SoftcopyVOILUTSequence", vois);
  else state.delete("SoftcopyVOILUTSequence");
}

const nameOf = (layer: unknown) => String(layer ?? "").trim();

/** Both are of one workstation: what is in a layer of one may be said anew in the other. */
function isMadeAlike(a: Dataset, b: Dataset): boolean {
  const keywords = ["Manufacturer", "ManufacturerModelName", "DeviceSerialNumber"] as const;
  return keywords.every((keyword) => nameOf(a.first(keyword)) === nameOf(b.first(keyword)));
}

/** Names under which a layer of ours stands in a state of ours: its own, or one that others left free. */
function renewedBy(base: Dataset, { name, description }: Base["renewedLayers"][number]): string[] {
  const items = base.get("GraphicLayerSequence") ?? [];
  const ours = items.filter((item) => nameOf(item.first("GraphicLayerDescription")) === description.trim());
  const names = ours.map((item) => nameOf(item.first("GraphicLayer")));
  return names.filter((one) => one === name || (one.startsWith(`${name}_`) && /^\d+$/.test(one.slice(name.length + 1))));
}

/** Gives layers of the state names that are not taken: MEASUREMENTS_2 (CS, 16 characters). */
function renameLayers(state: Dataset, taken: ReadonlySet<string>): void {
  const items = [...(state.get("GraphicLayerSequence") ?? []), ...(state.get("GraphicAnnotationSequence") ?? [])];
  const names = new Set(items.map((item) => nameOf(item.first("GraphicLayer"))));
  for (const name of names) {
    if (!taken.has(name)) continue;
    let free = name;
    for (let at = 2; taken.has(free) || names.has(free); at += 1) free = `${name.slice(0, 15 - String(at).length)}_${at}`;
    for (const item of items) if (nameOf(item.first("GraphicLayer")) === name) item.set("GraphicLayer", free);
  }
}

function replace(state: Dataset, base: Dataset, keywords: readonly Keyword[]): void {
  for (const keyword of keywords) {
    state.delete(keyword);
    const element = base.element(keyword);
    if (element !== undefined) state.setElement(tagOf(keyword), element);
  }
}

/** Groups 6000 to 601E: a plane of the state's own that is drawn or that its shutter uses, and which of the images' are drawn. */
function takeOverlays(
  state: Dataset,
  base: Dataset,
  { keepsShutter, isShown }: { readonly keepsShutter: boolean; readonly isShown: (layer: string) => boolean },
): void {
  const shutterGroup = keepsShutter ? Number(base.first("ShutterOverlayGroup") ?? 0) : 0;
  for (let group = 0x6000; group <= 0x601e; group += 2) {
    const layer = base.elementAt(group * 0x10000 + 0x1001)?.value;
    const name = Array.isArray(layer) ? String(layer[0] ?? "").trim() : "";
    if (!isShown(name) && group !== shutterGroup) continue;
    const own = base.entries().filter(([tag]) => tag >>> 16 === group && (isShown(name) || (tag & 0xffff) !== 0x1001));
    for (const [tag, element] of own) state.setElement(tag, element);
  }
}

const drawnIn = [
  ["GraphicObjectSequence", ["GraphicAnnotationUnits"]],
  ["CompoundGraphicSequence", ["CompoundGraphicUnits", "GraphicAnnotationUnits"]],
  ["TextObjectSequence", ["BoundingBoxAnnotationUnits", "AnchorPointAnnotationUnits"]],
] as const;

/** An annotation without its drawings in shares of the displayed area, which would lie elsewhere in another; none where nothing is left. */
function inPixels(annotation: Dataset): Dataset[] {
  let count = 0;
  for (const [sequence, units] of drawnIn) {
    const drawn = annotation.get(sequence) ?? [];
    const held = drawn.filter((item) => units.every((unit) => item.first(unit) !== "DISPLAY"));
    if (held.length > 0) annotation.set(sequence, held);
    else annotation.delete(sequence);
    count += held.length;
  }
  return count === 0 ? [] : [annotation];
}
