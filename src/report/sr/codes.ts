import { type Code, privateScheme } from "../../findings/index.ts";

const dcmCode = (value: string, meaning: string): Code => ({ value, scheme: "DCM", meaning });
const sctCode = (value: string, meaning: string): Code => ({ value, scheme: "SCT", meaning });

/** A concept of this program's own, for what no standard scheme names. */
export function ownConcept(value: string, meaning: string): Code {
  return { value, scheme: privateScheme, meaning };
}
const own = ownConcept;

/** Concepts of the templates (PS3.16 TID 1001, 1204, 1410, 1411, 1500, 1501, 4019). */
export const concept = {
  imagingMeasurementReport: dcmCode("126000", "Imaging Measurement Report"),
  language: dcmCode("121049", "Language of Content Item and Descendants"),
  observerType: dcmCode("121005", "Observer Type"),
  person: dcmCode("121006", "Person"),
  device: dcmCode("121007", "Device"),
  personObserverName: dcmCode("121008", "Person Observer Name"),
  deviceObserverUid: dcmCode("121012", "Device Observer UID"),
  deviceObserverName: dcmCode("121013", "Device Observer Name"),
  deviceObserverManufacturer: dcmCode("121014", "Device Observer Manufacturer"),
  deviceObserverModelName: dcmCode("121015", "Device Observer Model Name"),
  deviceObserverSerialNumber: dcmCode("121016", "Device Observer Serial Number"),
  procedureReported: dcmCode("121058", "Procedure reported"),
  imageLibrary: dcmCode("111028", "Image Library"),
  imagingMeasurements: dcmCode("126010", "Imaging Measurements"),
  derivedImagingMeasurements: dcmCode("126011", "Derived Imaging Measurements"),
  measurementGroup: dcmCode("125007", "Measurement Group"),
  trackingIdentifier: dcmCode("112039", "Tracking Identifier"),
  trackingUniqueIdentifier: dcmCode("112040", "Tracking Unique Identifier"),
  finding: dcmCode("121071", "Finding"),
  findingSite: sctCode("363698007", "Finding Site"),
  laterality: sctCode("272741003", "Laterality"),
  algorithmName: dcmCode("111001", "Algorithm Name"),
  algorithmVersion: dcmCode("111003", "Algorithm Version"),
  algorithmParameters: dcmCode("111002", "Algorithm Parameters"),
  imageRegion: dcmCode("111030", "Image Region"),
  volumeSurface: dcmCode("121231", "Volume Surface"),
  referencedSegment: dcmCode("121191", "Referenced Segment"),
  referencedSegmentationFrame: dcmCode("121214", "Referenced Segmentation Frame"),
  boundedBy: sctCode("75958009", "Bounded by"),
  sourceImage: dcmCode("121324", "Source Image"),
  sourceImageForSegmentation: dcmCode("121233", "Source image for segmentation"),
  sourceSeriesForSegmentation: dcmCode("121232", "Source series for segmentation"),
  sourceOfMeasurement: dcmCode("121112", "Source of Measurement"),
  certaintyOfFinding: dcmCode("111012", "Certainty of Finding"),
  comment: dcmCode("121106", "Comment"),
  impression: dcmCode("121073", "Impression"),
  recommendation: dcmCode("121075", "Recommendation"),
  imagingProcedure: sctCode("363679005", "Imaging procedure"),
  reportTemplate: own("report-template", "Report template"),
  decision: own("decision", "Decision on the proposal of an algorithm"),
  accepted: own("accepted", "Accepted by a person as proposed"),
  edited: own("edited", "Accepted by a person after editing"),
  regulatoryStatus: own("regulatory-status", "Regulatory status of the algorithm"),
  drawnAs: own("drawn-as", "Drawn as"),
  caveat: own("caveat", "Limitation of the measurements"),
} as const satisfies Record<string, Code>;

/** Values of `concept.caveat`: the caveats of a finding. */
export const caveatCodes = {
  reduced: own("reduced", "Measured on reduced images"),
  interpolated: own("interpolated", "Measured on interpolated images"),
  uncalibrated: own("uncalibrated", "Not calibrated"),
  lossy: own("lossy", "Measured on images with lossy compression"),
  slab: own("slab", "Measured on several slices thrown together"),
  "calibrated-by-reader": own("calibrated-by-reader", "Calibrated by the reader"),
  "irregular-spacing": own("irregular-spacing", "Measured on slices with irregular spacing"),
  incomplete: own("incomplete", "Measured on images of which a part is missing"),
} as const;
