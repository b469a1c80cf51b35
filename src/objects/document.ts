import { z } from "zod";
import type { Dataset, Part10File } from "../dicom/index.ts";
import { numberOf, textOf } from "./attributes.ts";
import { documentKindOf, sopClassName } from "./document-kind.ts";
import { encapsulatedDocumentSchema, otherDocumentSchema, slideDocumentSchema, videoDocumentSchema } from "./other/content.ts";
import { parseEncapsulated } from "./other/encapsulated.ts";
import { parseOther, parseVideo } from "./other/other.ts";
import { parseSlide } from "./other/slide.ts";
import { presentationDocumentSchema } from "./presentation/content.ts";
import { parsePresentation } from "./presentation/parse-presentation.ts";
import { keyObjectsDocumentSchema, reportDocumentSchema } from "./report/content.ts";
import { parseKeyObjects, parseReport } from "./report/parse-report.ts";
import { segmentationDocumentSchema } from "./segmentation/content.ts";
import { parseSegmentation } from "./segmentation/parse-segmentation.ts";
import { planDocumentSchema, structureSetDocumentSchema } from "./therapy/content.ts";
import { parsePlan } from "./therapy/plan.ts";
import { parseStructureSet } from "./therapy/structure-set.ts";
import { waveformDocumentSchema } from "./waveform/content.ts";
import { parseWaveform } from "./waveform/parse-waveform.ts";

/** What an object that is no plain image says, in the form of its kind. */
export const objectContentSchema = z.discriminatedUnion("kind", [
  reportDocumentSchema,
  keyObjectsDocumentSchema,
  presentationDocumentSchema,
  waveformDocumentSchema,
  structureSetDocumentSchema,
  planDocumentSchema,
  segmentationDocumentSchema,
  encapsulatedDocumentSchema,
  slideDocumentSchema,
  videoDocumentSchema,
  otherDocumentSchema,
]);
export type ObjectContent = z.infer<typeof objectContentSchema>;

/** An object with what every one of them says of itself; strings as in the file, "" where absent. */
export const objectDocumentSchema = z.object({
  sopInstanceUid: z.string(),
  sopClassUid: z.string(),
  /** PS3.6 name of the class; "" where this edition has none. */
  sopClassName: z.string(),
  seriesInstanceUid: z.string(),
  studyInstanceUid: z.string(),
  modality: z.string(),
  seriesDescription: z.string(),
  instanceNumber: z.number().optional(),
  contentDate: z.string(),
  contentTime: z.string(),
  manufacturer: z.string(),
  institutionName: z.string(),
  patientName: z.string(),
  patientId: z.string(),
  byteLength: z.number(),
  content: objectContentSchema,
});
export type ObjectDocument = z.infer<typeof objectDocumentSchema>;

/**
 * Reads an object of any class as a document: counts, lengths and depths are bounded, what is missing is "" or absent, and a class
 * that is not known is named. Pixels, samples and files inside are not part of it.
 */
export function parseObject({ dataset, transferSyntaxUid }: Part10File, byteLength: number): ObjectDocument {
  const sopClassUid = textOf(dataset, "SOPClassUID", 64);
  return {
    sopInstanceUid: textOf(dataset, "SOPInstanceUID", 64),
    sopClassUid,
    sopClassName: sopClassName(sopClassUid),
    seriesInstanceUid: textOf(dataset, "SeriesInstanceUID", 64),
    studyInstanceUid: textOf(dataset, "StudyInstanceUID", 64),
    modality: textOf(dataset, "Modality", 16),
    seriesDescription: textOf(dataset, "SeriesDescription", 128),
    instanceNumber: numberOf(dataset, "InstanceNumber"),
    contentDate: textOf(dataset, "ContentDate", 16) || textOf(dataset, "SeriesDate", 16) || textOf(dataset, "StudyDate", 16),
    contentTime: textOf(dataset, "ContentTime", 16) || textOf(dataset, "SeriesTime", 16),
    manufacturer: textOf(dataset, "Manufacturer", 64),
    institutionName: textOf(dataset, "InstitutionName", 128),
    patientName: textOf(dataset, "PatientName", 300),
    patientId: textOf(dataset, "PatientID", 64),
    byteLength,
    content: parseContent(dataset, sopClassUid, transferSyntaxUid),
  };
}

function parseContent(dataset: Dataset, sopClassUid: string, transferSyntaxUid: string): ObjectContent {
  switch (documentKindOf(sopClassUid, transferSyntaxUid)) {
    case "report":
      return parseReport(dataset);
    case "key-objects":
      return parseKeyObjects(dataset);
    case "presentation":
      return parsePresentation(dataset);
    case "waveform":
      return parseWaveform(dataset, sopClassUid);
    case "structure-set":
      return parseStructureSet(dataset);
    case "plan":
      return parsePlan(dataset);
    case "segmentation":
      return parseSegmentation(dataset);
    case "encapsulated":
      return parseEncapsulated(dataset);
    case "slide":
      return parseSlide(dataset);
    case "video":
      return parseVideo(dataset, transferSyntaxUid);
    case "other":
      return parseOther(dataset, sopClassUid);
  }
}
