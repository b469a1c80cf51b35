import { Dataset, type Element, tagOf } from "../dicom/index.ts";
import {
  codeAttributes,
  dummied,
  dummiedInPet,
  emptied,
  emptiedWherePresent,
  keptBesides,
  keptGroups,
  keptSchemes,
  keptVrs,
  removedBesides,
} from "./kept-attributes.ts";
import { mappedUid, type Pseudonyms } from "./pseudonyms.ts";

const besides: ReadonlySet<number> = new Set(keptBesides.map(tagOf));
const code: ReadonlySet<number> = new Set(codeAttributes.map(tagOf));
const removed: ReadonlySet<number> = new Set(removedBesides.map(tagOf));
const dummies: ReadonlyMap<number, string> = new Map(
  (Object.keys(dummied) as (keyof typeof dummied)[]).map((keyword) => [tagOf(keyword), dummied[keyword]]),
);

/**
 * An object without what identifies anybody: PS3.15 annex E, Basic Application Level Confidentiality Profile, and more, as everything is
 * left out that does not describe the image: words, people, dates and private elements at every depth. UIDs are mapped, those that DICOM
 * defines stay. Pixels are as they were: what is burnt into them is for the caller to refuse.
 *
 * `patient` stands for the patient, in name and identifier.
 */
export function deidentify(dataset: Dataset, patient: string, pseudonyms: Pseudonyms): Dataset {
  const clean = cleaned(dataset, pseudonyms);
  for (const keyword of emptied) clean.set(keyword, []);
  for (const keyword of emptiedWherePresent) if (dataset.has(keyword)) clean.set(keyword, []);
  if (dataset.first("Modality") === "PT")
    clean.set("SeriesDate", dummiedInPet.SeriesDate).set("SeriesTime", dummiedInPet.SeriesTime);
  return clean
    .set("SpecificCharacterSet", "ISO_IR 192")
    .set("PatientName", patient)
    .set("PatientID", patient)
    .set("PatientIdentityRemoved", "YES")
    .set("DeidentificationMethod", "PS3.15 Basic Profile; all text and dates removed")
    .set("DeidentificationMethodCodeSequence", [basicProfile()])
    .set("LongitudinalTemporalInformationModified", "REMOVED");
}

/** PS3.16 CID 7050. */
function basicProfile(): Dataset {
  return new Dataset()
    .set("CodeValue", "113100")
    .set("CodingSchemeDesignator", "DCM")
    .set("CodeMeaning", "Basic Application Confidentiality Profile");
}

function cleaned(dataset: Dataset, pseudonyms: Pseudonyms): Dataset {
  const clean = new Dataset();
  const isKnownCode = keptSchemes.has(dataset.first("CodingSchemeDesignator") ?? "");
  for (const [tag, element] of dataset.entries()) {
    const dummy = dummies.get(tag);
    if (dummy !== undefined) {
      if (element.value.length > 0) clean.setElement(tag, { vr: element.vr, value: [dummy] });
      continue;
    }
    if (code.has(tag) ? !isKnownCode : !isKept(tag, element)) continue;
    const value = cleanValue(element, pseudonyms);
    if (value !== undefined) clean.setElement(tag, value);
  }
  return clean;
}

function isKept(tag: number, { vr }: Element): boolean {
  const group = tag >>> 16;
  return besides.has(tag) || (keptGroups.has(group) && !removed.has(tag) && keptVrs.has(vr));
}

function cleanValue(element: Element, pseudonyms: Pseudonyms): Element | undefined {
  const { vr, value } = element;
  if (vr === "SQ") {
    const items = (value as readonly Dataset[]).map((item) => cleaned(item, pseudonyms));
    // An item of which nothing is left says nothing; a sequence of such would be malformed where items must hold something.
    return items.length > 0 && items.every(({ isEmpty }) => isEmpty) ? undefined : { vr, value: items };
  }
  if (vr === "UI") return { vr, value: (value as readonly string[]).map((uid) => mappedUid(pseudonyms, uid)) };
  return element;
}
