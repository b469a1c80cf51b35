import type { Dataset, Keyword } from "../dicom/index.ts";
import type { InstanceDescription } from "./types.ts";

type Text = (dataset: Dataset, keyword: Keyword) => string;

/**
 * View Code Sequence values (PS3.16 CID 4014 and 4010) as the View Position they stand for. SNOMED CT and the older SNOMED RT codes, which
 * devices still write.
 */
const viewOfCode: Readonly<Record<string, string>> = {
  "399162004": "CC",
  "R-10242": "CC",
  "399368009": "MLO",
  "R-10226": "MLO",
  "399260004": "ML",
  "R-10224": "ML",
  "399352003": "LM",
  "R-10228": "LM",
  "R-10230": "LMO",
  "R-1024A": "XCCL",
  "R-1024B": "XCCM",
  "399348003": "PA",
  "R-10214": "PA",
  "399067008": "AP",
  "R-10206": "AP",
  "399173006": "LL",
  "R-10236": "LL",
  "399198007": "RL",
  "R-10232": "RL",
};

/** Nipple in profile, infra-mammary fold, axillary tissue (CID 4015): the view is the plain one all the same. */
const harmlessModifiers: ReadonlySet<string> = new Set(["R-40AB3", "R-40ABE", "R-40AB2"]);

/** How a projection was taken (PS3.3 C.8.11.7, C.8.11.5); undefined for images with a place in the patient and for those that say nothing. */
export function projectionOf(dataset: Dataset, text: Text): InstanceDescription["projection"] {
  if (dataset.has("ImagePositionPatient") || dataset.has("SharedFunctionalGroupsSequence")) return undefined;
  const view = itemsOf(dataset, "ViewCodeSequence")[0];
  const coded = view === undefined ? undefined : viewOfCode[text(view, "CodeValue")];
  const modifiers = view === undefined ? [] : itemsOf(view, "ViewModifierCodeSequence");
  return plainProjection({
    viewPosition: text(dataset, "ViewPosition") || (coded ?? ""),
    laterality: text(dataset, "ImageLaterality") || text(dataset, "Laterality"),
    patientOrientation: text(dataset, "PatientOrientation"),
    isModified: modifiers.some((item) => !harmlessModifiers.has(text(item, "CodeValue"))),
  });
}

/** A projection in the form that is kept; undefined where its texts say nothing. */
export function plainProjection(said: NonNullable<InstanceDescription["projection"]>): InstanceDescription["projection"] {
  const [viewPosition, laterality, patientOrientation] = [said.viewPosition, said.laterality, said.patientOrientation].map(
    (value) => value.trim().toUpperCase().slice(0, 16),
  ) as [string, string, string];
  if (`${viewPosition}${laterality}${patientOrientation}` === "") return undefined;
  return { viewPosition, laterality, patientOrientation, isModified: said.isModified };
}

/** Image Orientation (Patient), of multi-frame images the shared one (PS3.3 C.7.6.16.2.4); "" where there is none. */
export function orientationTextOf(dataset: Dataset, text: Text): string {
  const own = text(dataset, "ImageOrientationPatient");
  if (own !== "") return own;
  const shared = itemsOf(dataset, "SharedFunctionalGroupsSequence")[0];
  const group = shared === undefined ? undefined : itemsOf(shared, "PlaneOrientationSequence")[0];
  return group === undefined ? "" : text(group, "ImageOrientationPatient");
}

/** Contrast/Bolus Agent (PS3.3 C.7.6.4); null where the element is absent, "" where it is there and empty: no contrast was noted. */
export function contrastAgentOf(dataset: Dataset, text: Text): string | null {
  return dataset.has("ContrastBolusAgent") ? text(dataset, "ContrastBolusAgent") : null;
}

function itemsOf(dataset: Dataset, keyword: Keyword): readonly Dataset[] {
  const value: unknown = dataset.get(keyword);
  return Array.isArray(value) && typeof value[0] === "object" ? (value as readonly Dataset[]) : [];
}
