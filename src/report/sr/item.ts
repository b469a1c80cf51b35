import { Dataset } from "../../dicom/index.ts";
import { type Code, unitCode } from "../../findings/index.ts";
import { longString, personName, unlimitedText } from "../text.ts";

/** How a content item belongs to its parent (PS3.3 C.17.3.2.4). */
export type RelationshipType =
  | "CONTAINS"
  | "HAS OBS CONTEXT"
  | "HAS ACQ CONTEXT"
  | "HAS CONCEPT MOD"
  | "HAS PROPERTIES"
  | "INFERRED FROM"
  | "SELECTED FROM";

/** An item of Code Sequence (PS3.3 8.8). A code longer than SH allows goes into Long Code Value. */
export function codeItem(code: Code): Dataset {
  const item = new Dataset();
  if (code.value.length > 16) item.set("LongCodeValue", code.value);
  else item.set("CodeValue", code.value);
  return item.set("CodingSchemeDesignator", longString(code.scheme, 16)).set("CodeMeaning", longString(code.meaning));
}

/** A content item without its value (PS3.3 C.17.3). */
function contentItem(relationship: RelationshipType, valueType: string, concept: Code | undefined, children: readonly Dataset[]) {
  const item = new Dataset().set("RelationshipType", relationship).set("ValueType", valueType);
  if (concept !== undefined) item.set("ConceptNameCodeSequence", [codeItem(concept)]);
  if (children.length > 0) item.set("ContentSequence", children);
  return item;
}

/** The template that a CONTAINER follows (PS3.3 C.18.8.1.2). */
export function contentTemplate(templateIdentifier: string): Dataset {
  return new Dataset()
    .set("MappingResource", "DCMR")
    .set("MappingResourceUID", "1.2.840.10008.8.1.1")
    .set("TemplateIdentifier", templateIdentifier);
}

export function containerItem(concept: Code, children: readonly Dataset[], templateIdentifier?: string): Dataset {
  const item = contentItem("CONTAINS", "CONTAINER", concept, children).set("ContinuityOfContent", "SEPARATE");
  return templateIdentifier === undefined ? item : item.set("ContentTemplateSequence", [contentTemplate(templateIdentifier)]);
}

export function codeContent(
  relationship: RelationshipType,
  concept: Code,
  value: Code,
  children: readonly Dataset[] = [],
): Dataset {
  return contentItem(relationship, "CODE", concept, children).set("ConceptCodeSequence", [codeItem(value)]);
}

export function textContent(relationship: RelationshipType, concept: Code, value: string): Dataset {
  return contentItem(relationship, "TEXT", concept, []).set("TextValue", unlimitedText(value));
}

export function personNameContent(relationship: RelationshipType, concept: Code, value: string): Dataset {
  return contentItem(relationship, "PNAME", concept, []).set("PersonName", personName(value));
}

export function uidContent(relationship: RelationshipType, concept: Code, value: string): Dataset {
  return contentItem(relationship, "UIDREF", concept, []).set("UID", value);
}

/** NUM with a UCUM unit; the exact value goes along as a 64 bit float (PS3.3 C.18.1). */
export function numberContent(concept: Code, value: number, unit: string, children: readonly Dataset[] = []): Dataset {
  const measured = new Dataset()
    .set("NumericValue", value)
    .set("FloatingPointValue", value)
    .set("MeasurementUnitsCodeSequence", [codeItem(unitCode(unit))]);
  return contentItem("CONTAINS", "NUM", concept, children).set("MeasuredValueSequence", [measured]);
}

/** What an IMAGE item refers to. */
export interface ImageReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Only for an instance of several frames. */
  readonly frameNumber?: number | undefined;
  readonly segmentNumber?: number | undefined;
}

export function imageContent(relationship: RelationshipType, concept: Code | undefined, reference: ImageReference): Dataset {
  const sop = new Dataset()
    .set("ReferencedSOPClassUID", reference.sopClassUid)
    .set("ReferencedSOPInstanceUID", reference.sopInstanceUid);
  if (reference.frameNumber !== undefined) sop.set("ReferencedFrameNumber", reference.frameNumber);
  if (reference.segmentNumber !== undefined) sop.set("ReferencedSegmentNumber", reference.segmentNumber);
  return contentItem(relationship, "IMAGE", concept, []).set("ReferencedSOPSequence", [sop]);
}

/** Points in patient space (PS3.3 C.18.9). */
export function scoord3dContent(
  relationship: RelationshipType,
  concept: Code | undefined,
  shape: { readonly graphicType: string; readonly graphicData: readonly number[]; readonly frameOfReferenceUid: string },
): Dataset {
  return contentItem(relationship, "SCOORD3D", concept, [])
    .set("GraphicData", shape.graphicData)
    .set("GraphicType", shape.graphicType)
    .set("ReferencedFrameOfReferenceUID", shape.frameOfReferenceUid);
}

/** Points on an image (PS3.3 C.18.6). */
export function scoordContent(
  relationship: RelationshipType,
  concept: Code | undefined,
  shape: { readonly graphicType: string; readonly graphicData: readonly number[] },
  source: Dataset,
): Dataset {
  return contentItem(relationship, "SCOORD", concept, [source])
    .set("GraphicData", shape.graphicData)
    .set("GraphicType", shape.graphicType);
}
