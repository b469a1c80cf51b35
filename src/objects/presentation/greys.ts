import type { Dataset } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, textOf, textsOf } from "../attributes.ts";
import { referencesOf } from "../reference.ts";
import type { PresentationDocument } from "./content.ts";
import { readStateTable } from "./lookup.ts";

/** Tables of one state; each is up to 64 K entries. */
const mostTables = 40;

/** What the state makes of stored values before its windows (PS3.3 C.11.1). */
export function readStateModality(dataset: Dataset): PresentationDocument["modality"] {
  const item = itemOf(dataset, "ModalityLUTSequence");
  const table = readStateTable(item);
  if (table !== undefined) return { kind: "table", table, unit: textOf(item, "ModalityLUTType", 64) };
  const slope = numberOf(dataset, "RescaleSlope");
  const intercept = numberOf(dataset, "RescaleIntercept");
  if (slope === undefined && intercept === undefined) return { kind: "none" };
  // A slope of zero makes every image flat, which nobody means.
  return { kind: "linear", slope: slope || 1, intercept: intercept ?? 0, unit: textOf(dataset, "RescaleType", 64) };
}

/** Windows and tables for the images they name (PS3.3 C.11.8). */
export function readStateVoi(dataset: Dataset): PresentationDocument["voi"] {
  let tableCount = 0;
  return itemsOf(dataset, "SoftcopyVOILUTSequence", 1000).map((item) => {
    const centers = numbersOf(item, "WindowCenter", 50);
    const widths = numbersOf(item, "WindowWidth", 50);
    const explanations = textsOf(item, "WindowCenterWidthExplanation", 50);
    const tables = itemsOf(item, "VOILUTSequence", 50).flatMap((one) => {
      const table = tableCount < mostTables ? readStateTable(one) : undefined;
      if (table !== undefined) tableCount += 1;
      return table ?? [];
    });
    return {
      images: referencesOf(item, "ReferencedImageSequence"),
      windows: centers.slice(0, widths.length).map((center, at) => ({
        center,
        width: widths[at] ?? 1,
        explanation: explanations[at] ?? "",
        voiFunction: textOf(item, "VOILUTFunction", 16) || "LINEAR",
      })),
      tables,
    };
  });
}

/** PS3.3 C.11.6: a shape, or a table whose entries the output of the VOI LUT spans. */
export function readPresentationLut(dataset: Dataset): Pick<PresentationDocument, "presentationLut" | "presentationTable"> {
  const table = readStateTable(itemOf(dataset, "PresentationLUTSequence"));
  if (table !== undefined) return { presentationLut: "TABLE", presentationTable: table };
  return { presentationLut: textOf(dataset, "PresentationLUTShape", 16) };
}
