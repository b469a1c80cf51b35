import type { Dataset, Keyword } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, textOf, textsOf, tuples } from "../attributes.ts";
import { codedOf } from "../code.ts";
import { readReference } from "../reference.ts";
import type { ContentItem, ContentValue } from "./content.ts";

const deepest = 60;
const mostItems = 20_000;
const mostPoints = 10_000;

/** The content tree in the order of reading, and how many items were left out of it (PS3.3 C.17.3). */
export function readContentItems(root: Dataset): { readonly items: ContentItem[]; readonly omitted: number } {
  const items: ContentItem[] = [];
  let omitted = 0;
  const visit = (dataset: Dataset, position: string, level: number): void => {
    if (level > deepest || items.length >= mostItems) {
      omitted += 1;
      return;
    }
    items.push(readItem(dataset, position, level));
    for (const [index, child] of itemsOf(dataset, "ContentSequence", mostItems).entries()) {
      visit(child, `${position}.${index + 1}`, level + 1);
    }
  };
  visit(root, "1", 0);
  return { items, omitted };
}

function readItem(dataset: Dataset, position: string, level: number): ContentItem {
  const valueType = textOf(dataset, "ValueType", 16);
  return {
    position,
    level,
    relationship: textOf(dataset, "RelationshipType", 16),
    valueType,
    concept: codedOf(dataset, "ConceptNameCodeSequence"),
    value: readValue(dataset, valueType),
  };
}

/** Where the value of each textual type stands. */
const textual: Readonly<Record<string, Keyword>> = {
  TEXT: "TextValue",
  UIDREF: "UID",
  PNAME: "PersonName",
  DATE: "Date",
  TIME: "Time",
  DATETIME: "DateTime",
};

function readValue(dataset: Dataset, valueType: string): ContentValue {
  const keyword = textual[valueType];
  if (keyword !== undefined) return { kind: "text", text: textOf(dataset, keyword) };
  switch (valueType) {
    case "CODE":
      return { kind: "code", code: codedOf(dataset, "ConceptCodeSequence") };
    case "NUM":
      return readNumber(dataset);
    case "IMAGE":
    case "WAVEFORM":
    case "COMPOSITE":
      return readInstance(dataset);
    case "SCOORD":
      return {
        kind: "scoord",
        graphicType: textOf(dataset, "GraphicType", 32),
        points: tuples(numbersOf(dataset, "GraphicData", 2 * mostPoints), 2),
      };
    case "SCOORD3D":
      return {
        kind: "scoord3d",
        graphicType: textOf(dataset, "GraphicType", 32),
        points: tuples(numbersOf(dataset, "GraphicData", 3 * mostPoints), 3),
        frameOfReferenceUid: textOf(dataset, "ReferencedFrameOfReferenceUID", 64),
      };
    case "TCOORD":
      return { kind: "tcoord", rangeType: textOf(dataset, "TemporalRangeType", 32), positions: temporalPositions(dataset) };
    default:
      return byReference(dataset);
  }
}

function byReference(dataset: Dataset): ContentValue {
  const target = numbersOf(dataset, "ReferencedContentItemIdentifier", deepest);
  return target.length === 0 ? { kind: "none" } : { kind: "item", position: target.join(".") };
}

function readNumber(dataset: Dataset): ContentValue {
  const measured = itemOf(dataset, "MeasuredValueSequence");
  return {
    kind: "number",
    value: numberOf(measured, "NumericValue") ?? numberOf(measured, "FloatingPointValue"),
    unit: codedOf(measured, "MeasurementUnitsCodeSequence"),
    qualifier: codedOf(dataset, "NumericValueQualifierCodeSequence"),
  };
}

function readInstance(dataset: Dataset): ContentValue {
  const item = itemOf(dataset, "ReferencedSOPSequence");
  return {
    kind: "instance",
    reference: readReference(item),
    presentation: readReference(itemOf(item, "ReferencedSOPSequence")),
    channels: tuples(numbersOf(item, "ReferencedWaveformChannels", 200), 2),
  };
}

function temporalPositions(dataset: Dataset): string[] {
  const numbers = [
    ...numbersOf(dataset, "ReferencedSamplePositions", 1000),
    ...numbersOf(dataset, "ReferencedTimeOffsets", 1000),
  ];
  return numbers.length > 0 ? numbers.map(String) : textsOf(dataset, "ReferencedDateTime");
}
