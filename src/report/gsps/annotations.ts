import { Dataset } from "../../dicom/index.ts";

/** An image that a presentation state is for, with its frames (from 1) where it has several. */
export interface PresentedImage {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly frameNumbers: readonly number[];
}

type Pair = readonly [number, number];

/** Drawn and written over one frame, in one layer; points are column, row, the top left corner of the first pixel 0, 0. */
export interface WrittenAnnotation {
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly layer: string;
  readonly graphics: readonly {
    readonly type: "POINT" | "POLYLINE" | "INTERPOLATED" | "CIRCLE" | "ELLIPSE";
    readonly points: readonly Pair[];
    readonly filled: boolean;
  }[];
  readonly texts: readonly { readonly text: string; readonly anchor: Pair }[];
}

/** Graphic Annotation Sequence (PS3.3 C.10.5); what lies on no image of the state is left out. */
export function annotationItems(annotations: readonly WrittenAnnotation[], images: readonly PresentedImage[]): Dataset[] {
  const byUid = new Map(images.map((image) => [image.sopInstanceUid, image]));
  return annotations.flatMap((annotation) => {
    const image = byUid.get(annotation.sopInstanceUid);
    const isEmpty = annotation.graphics.length + annotation.texts.length === 0;
    if (image === undefined || isEmpty) return [];
    const isMultiFrame = image.frameNumbers.length > 0;
    const item = new Dataset()
      .set("ReferencedImageSequence", [imageItem({ ...image, frameNumbers: isMultiFrame ? [annotation.frameNumber] : [] })])
      .set("GraphicLayer", annotation.layer);
    if (annotation.texts.length > 0) item.set("TextObjectSequence", annotation.texts.map(textItem));
    if (annotation.graphics.length > 0) item.set("GraphicObjectSequence", annotation.graphics.map(graphicItem));
    return [item];
  });
}

export function imageItem({ sopClassUid, sopInstanceUid, frameNumbers }: PresentedImage): Dataset {
  const item = new Dataset().set("ReferencedSOPClassUID", sopClassUid).set("ReferencedSOPInstanceUID", sopInstanceUid);
  return frameNumbers.length === 0 ? item : item.set("ReferencedFrameNumber", [...frameNumbers]);
}

function graphicItem({ type, points, filled }: WrittenAnnotation["graphics"][number]): Dataset {
  const item = new Dataset()
    .set("GraphicAnnotationUnits", "PIXEL")
    .set("GraphicDimensions", 2)
    .set("NumberOfGraphicPoints", points.length)
    .set("GraphicData", points.flat())
    .set("GraphicType", type);
  const [first] = points;
  const last = points.at(-1);
  const isClosed = first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
  const canBeFilled = type === "CIRCLE" || type === "ELLIPSE" || (type !== "POINT" && points.length > 2 && isClosed);
  return canBeFilled ? item.set("GraphicFilled", filled ? "Y" : "N") : item;
}

function textItem({ text, anchor }: WrittenAnnotation["texts"][number]): Dataset {
  return new Dataset()
    .set("AnchorPointAnnotationUnits", "PIXEL")
    .set("UnformattedTextValue", shortText(text))
    .set("AnchorPoint", [...anchor])
    .set("AnchorPointVisibility", "N");
}

/** ST: lines end in CR LF, no other control characters; 1024 characters. */
function shortText(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map((line) => [...line].filter((sign) => sign >= " " && sign !== "\u007f").join(""));
  return lines.join("\r\n").slice(0, 1024).toWellFormed();
}
