import { readFile } from "node:fs/promises";
import type { InstanceRecord } from "../../archive/index.ts";
import { Dataset, parsePart10, tagOf } from "../../dicom/index.ts";
import type { Code } from "../../findings/index.ts";
import type { SeriesAbout } from "../../inference/index.ts";

/** What the header of a series' first image says beside its geometry: it decides whether a model takes the series. */
export async function readSeriesAbout(instances: readonly Pick<InstanceRecord, "path">[]): Promise<SeriesAbout> {
  const [first] = instances;
  return first === undefined ? {} : aboutOf(await readHeader(first.path));
}

/** The header of an instance. */
export async function readHeader(path: string): Promise<Dataset> {
  return parsePart10(await readFile(path), { untilTag: tagOf("PixelData") }).dataset;
}

export function aboutOf(dataset: Dataset): SeriesAbout {
  const own = [
    dataset.first("SeriesDescription"),
    dataset.first("ProtocolName"),
    dataset.first("AcquisitionDeviceProcessingDescription"),
  ];
  return {
    modality: dataset.first("Modality"),
    bodyPartExamined: dataset.first("BodyPartExamined"),
    anatomicRegions: codesIn(dataset, "AnatomicRegionSequence"),
    descriptions: own.filter((text) => text !== undefined),
    studyDescription: dataset.first("StudyDescription"),
    contrastBolusAgent: dataset.first("ContrastBolusAgent"),
    viewPosition: dataset.first("ViewPosition"),
    viewMeanings: codesIn(dataset, "ViewCodeSequence").map(({ meaning }) => meaning),
    laterality: dataset.first("ImageLaterality") ?? dataset.first("Laterality"),
  };
}

/** Codes of a sequence (PS3.3 8.8); none of what is no sequence, or has no value. */
function codesIn(dataset: Dataset, keyword: "AnatomicRegionSequence" | "ViewCodeSequence"): readonly Code[] {
  const items: unknown = dataset.get(keyword);
  if (!Array.isArray(items) || !items.every((item) => item instanceof Dataset)) return [];
  return items.slice(0, 8).flatMap((item) => {
    const [value, scheme, meaning] = [item.first("CodeValue"), item.first("CodingSchemeDesignator"), item.first("CodeMeaning")];
    return value && scheme && meaning ? [{ value, scheme, meaning }] : [];
  });
}
