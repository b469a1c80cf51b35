import { readFile } from "node:fs/promises";
import type { InstanceRecord } from "../../archive/index.ts";
import { parsePart10, tagOf } from "../../dicom/index.ts";
import type { SeriesAbout } from "../../inference/index.ts";

/** What the header of a series' first image says beside its geometry: it decides whether a model takes the series. */
export async function readSeriesAbout(instances: readonly Pick<InstanceRecord, "path">[]): Promise<SeriesAbout> {
  const [first] = instances;
  if (first === undefined) return {};
  const { dataset } = parsePart10(await readFile(first.path), { untilTag: tagOf("PixelData") });
  const descriptions = [dataset.first("SeriesDescription"), dataset.first("ProtocolName"), dataset.first("StudyDescription")];
  return {
    bodyPartExamined: dataset.first("BodyPartExamined"),
    descriptions: descriptions.filter((text) => text !== undefined),
    contrastBolusAgent: dataset.first("ContrastBolusAgent"),
    viewPosition: dataset.first("ViewPosition"),
    laterality: dataset.first("ImageLaterality") ?? dataset.first("Laterality"),
  };
}
