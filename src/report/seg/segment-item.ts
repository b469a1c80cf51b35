import { Dataset } from "../../dicom/index.ts";
import { type Code, type Finding, sct } from "../../findings/index.ts";
import { algorithmParameters } from "../sr/algorithm.ts";
import { codeItem } from "../sr/item.ts";
import { longString } from "../text.ts";

const artificialIntelligence: Code = { value: "123110", scheme: "DCM", meaning: "Artificial Intelligence" };

/** An item of Segment Sequence: what the mask of a finding is, and what made it (PS3.3 C.8.20.4). */
export function segmentItem(finding: Finding, segmentNumber: number): Dataset {
  const { provenance } = finding;
  const item = new Dataset()
    .set("SegmentNumber", segmentNumber)
    .set("SegmentLabel", longString(finding.trackingId))
    .set("SegmentedPropertyCategoryCodeSequence", [codeItem(sct.morphologicallyAbnormalStructure)])
    .set("SegmentedPropertyTypeCodeSequence", [codeItem(finding.code)])
    .set("SegmentAlgorithmType", provenance.by === "model" ? "AUTOMATIC" : "MANUAL")
    .set("TrackingID", finding.trackingId)
    .set("TrackingUID", finding.trackingUid);
  if (provenance.by === "model") {
    item.set("SegmentAlgorithmName", longString(provenance.modelId)).set("SegmentationAlgorithmIdentificationSequence", [
      new Dataset()
        .set("AlgorithmFamilyCodeSequence", [codeItem(artificialIntelligence)])
        .set("AlgorithmName", longString(provenance.modelId))
        .set("AlgorithmVersion", longString(provenance.modelVersion))
        .set("AlgorithmParameters", algorithmParameters(provenance).join("\r\n")),
    ]);
  }
  return setRegion(item, finding);
}

/** Anatomic Region with its side as modifier (PS3.3 10.5). */
function setRegion(item: Dataset, { site, laterality }: Finding): Dataset {
  if (site === undefined) return item;
  const region = codeItem(site);
  if (laterality !== undefined) region.set("AnatomicRegionModifierSequence", [codeItem(laterality)]);
  return item.set("AnatomicRegionSequence", [region]);
}
