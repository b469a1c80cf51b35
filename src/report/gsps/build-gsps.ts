import { Dataset, sopClasses } from "../../dicom/index.ts";
import type { ObjectIdentity, ReportContext, Signature } from "../context.ts";
import { instantOf, startObject } from "../headers.ts";
import { longString, personName } from "../text.ts";
import { annotationItems, imageItem, type PresentedImage, type WrittenAnnotation } from "./annotations.ts";
import { setActivations, setShutter, voiItems, type WrittenShutter, type WrittenVoi } from "./display-items.ts";

type Pair = readonly [number, number];

/** What is on a screen, as far as a grayscale presentation state can say it. */
export interface ScreenPresentation {
  readonly label: string;
  readonly description: string;
  readonly seriesInstanceUid: string;
  readonly images: readonly PresentedImage[];
  /** Stored values to those of the window: of the images, copied, for a state without means stored values (PS3.4 N.2.1.1). */
  readonly modality:
    | { readonly kind: "none" }
    | { readonly kind: "linear"; readonly slope: number; readonly intercept: number; readonly type: string }
    | { readonly kind: "table"; readonly item: Dataset };
  readonly voi: readonly WrittenVoi[];
  readonly isInverse: boolean;
  /** Clockwise, before the flip. */
  readonly rotationDegrees: 0 | 90 | 180 | 270;
  readonly flippedHorizontally: boolean;
  /** Pixels from 1, as they stand after the turn. */
  readonly displayedArea: { readonly topLeft: Pair; readonly bottomRight: Pair };
  /** [between rows, between columns] where known. */
  readonly spacingMm?: Pair | undefined;
  /** [between rows, between columns] in no unit, where that is all that is known. */
  readonly pixelAspectRatio?: Pair | undefined;
  /** L or R where the images say it. */
  readonly laterality?: string | undefined;
  /** Of the images: a state without one shows them without theirs. */
  readonly shutter?: WrittenShutter | undefined;
  /** Groups of overlay planes in the images that are drawn; the others are not. */
  readonly overlayGroups?: readonly number[] | undefined;
  readonly layers: readonly { readonly name: string; readonly description: string }[];
  readonly annotations: readonly WrittenAnnotation[];
}

/** The colour of measurements, P-value and CIELab: a light yellow that is told from tissue. */
const layerGrey = 65_535;
const layerLab = [59_000, 31_000, 51_000];

/** Where overlay planes of the images are drawn. */
const overlayLayer = { name: "OVERLAYS", description: "Overlay planes of the images" };

/** What is on a screen as Grayscale Softcopy Presentation State (PS3.3 A.33.1). */
export function buildGsps(
  screen: ScreenPresentation,
  context: Pick<ReportContext, "study" | "device" | "timezoneOffsetMinutes">,
  identity: ObjectIdentity,
  signature: Signature,
): Dataset {
  const ofReport = { ...context, series: [] };
  const { date, time } = instantOf(ofReport, signature);
  const state = startObject(ofReport, identity, signature, {
    sopClassUid: sopClasses.GrayscaleSoftcopyPresentationStateStorage,
    modality: "PR",
    seriesDescription: longString(screen.description || screen.label),
  });
  state
    .delete("ContentDate")
    .delete("ContentTime")
    .set("Laterality", screen.laterality ?? [])
    .set("ContentLabel", codeString(screen.label))
    .set("ContentDescription", longString(screen.description || screen.label))
    .set("ContentCreatorName", personName(signature.signedBy))
    .set("PresentationCreationDate", date)
    .set("PresentationCreationTime", time)
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", screen.seriesInstanceUid)
        .set("ReferencedImageSequence", screen.images.map(imageItem)),
    ])
    .set("DisplayedAreaSelectionSequence", [areaItem(screen)])
    .set("ImageRotation", screen.rotationDegrees)
    .set("ImageHorizontalFlip", screen.flippedHorizontally ? "Y" : "N")
    .set("SoftcopyVOILUTSequence", voiItems(screen.voi))
    .set("PresentationLUTShape", screen.isInverse ? "INVERSE" : "IDENTITY");
  setModality(state, screen);
  if (screen.shutter !== undefined) setShutter(state, screen.shutter);
  setLayers(state, screen);
  return state;
}

/** CS: upper case, digits, blanks and underscores, 16 of them. */
function codeString(text: string): string {
  const code = text
    .toUpperCase()
    .replaceAll(/[^A-Z0-9_ ]/g, "_")
    .trim()
    .slice(0, 16);
  return code === "" ? "STATE" : code;
}

function areaItem({
  displayedArea: { topLeft, bottomRight },
  spacingMm,
  pixelAspectRatio = [1, 1],
}: ScreenPresentation): Dataset {
  const item = new Dataset()
    .set("DisplayedAreaTopLeftHandCorner", topLeft.map(Math.round))
    .set("DisplayedAreaBottomRightHandCorner", bottomRight.map(Math.round))
    .set("PresentationSizeMode", "SCALE TO FIT");
  return spacingMm === undefined
    ? item.set("PresentationPixelAspectRatio", pixelAspectRatio.map(Math.round))
    : item.set("PresentationPixelSpacing", [...spacingMm]);
}

function setModality(state: Dataset, { modality }: ScreenPresentation): void {
  if (modality.kind === "table") state.set("ModalityLUTSequence", [modality.item]);
  if (modality.kind !== "linear") return;
  state
    .set("RescaleIntercept", modality.intercept)
    .set("RescaleSlope", modality.slope)
    .set("RescaleType", longString(modality.type || "US"));
}

/** Layers in the order they are drawn: overlay planes of the images below everything else. */
function setLayers(state: Dataset, { layers, annotations, images, overlayGroups = [] }: ScreenPresentation): void {
  const used = layers.filter(({ name }) => annotations.some(({ layer }) => layer === name));
  const items = annotationItems(
    annotations.filter(({ layer }) => used.some(({ name }) => name === layer)),
    images,
  );
  if (items.length > 0) state.set("GraphicAnnotationSequence", items);
  setActivations(state, overlayGroups, overlayLayer.name);
  const named = [...(overlayGroups.length > 0 ? [overlayLayer] : []), ...(items.length > 0 ? used : [])];
  if (named.length > 0) state.set("GraphicLayerSequence", named.map(layerItem));
}

function layerItem({ name, description }: ScreenPresentation["layers"][number], index: number): Dataset {
  return new Dataset()
    .set("GraphicLayer", name)
    .set("GraphicLayerOrder", index + 1)
    .set("GraphicLayerRecommendedDisplayGrayscaleValue", layerGrey)
    .set("GraphicLayerRecommendedDisplayCIELabValue", layerLab)
    .set("GraphicLayerDescription", longString(description));
}
