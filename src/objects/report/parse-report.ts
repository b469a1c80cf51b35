import type { Dataset } from "../../dicom/index.ts";
import { itemOf, itemsOf, textOf } from "../attributes.ts";
import { codedOf } from "../code.ts";
import { type InstanceReference, referencesOf } from "../reference.ts";
import type { ContentItem, KeyObjectsDocument, Observer, ReportDocument } from "./content.ts";
import { readContentItems } from "./parse-content.ts";

/** A structured report: header of the document (PS3.3 C.17.2) and its whole tree. */
export function parseReport(dataset: Dataset): ReportDocument {
  return {
    kind: "report",
    templateIdentifier: textOf(itemOf(dataset, "ContentTemplateSequence"), "TemplateIdentifier", 64),
    completionFlag: textOf(dataset, "CompletionFlag", 16),
    verificationFlag: textOf(dataset, "VerificationFlag", 16),
    preliminaryFlag: textOf(dataset, "PreliminaryFlag", 16),
    authors: itemsOf(dataset, "AuthorObserverSequence", 20).map((item) => ({
      name: textOf(item, "PersonName", 300) || textOf(item, "StationName", 64) || textOf(item, "ManufacturerModelName", 64),
      organization: textOf(item, "InstitutionName", 128),
      dateTime: "",
    })),
    verifiedBy: itemsOf(dataset, "VerifyingObserverSequence", 20).map(readVerifier),
    ...readContentItems(dataset),
    predecessors: evidenceOf(dataset, "PredecessorDocumentsSequence"),
  };
}

function readVerifier(item: Dataset): Observer {
  return {
    name: textOf(item, "VerifyingObserverName", 300),
    organization: textOf(item, "VerifyingOrganization", 128),
    dateTime: textOf(item, "VerificationDateTime", 26),
  };
}

/** Instances of a hierarchy of studies and series (PS3.3 table C.17-3). */
function evidenceOf(
  dataset: Dataset,
  keyword: "PredecessorDocumentsSequence" | "CurrentRequestedProcedureEvidenceSequence",
): InstanceReference[] {
  return itemsOf(dataset, keyword, 100).flatMap((study) =>
    itemsOf(study, "ReferencedSeriesSequence", 1000).flatMap((series) => referencesOf(series, "ReferencedSOPSequence")),
  );
}

/** A key object selection (TID 2010): what was marked, for what, by whom; where its tree names nothing, what its evidence does. */
export function parseKeyObjects(dataset: Dataset): KeyObjectsDocument {
  const { items, omitted } = readContentItems(dataset);
  const chosen = items.flatMap(({ value }) => (value.kind === "instance" && value.reference ? [value.reference] : []));
  return {
    kind: "key-objects",
    purpose: codedOf(dataset, "ConceptNameCodeSequence"),
    description: textsUnder(items, "113012"),
    observers: items.flatMap(({ value, valueType }) => (valueType === "PNAME" && value.kind === "text" ? [value.text] : [])),
    references: chosen.length > 0 ? chosen : evidenceOf(dataset, "CurrentRequestedProcedureEvidenceSequence"),
    omitted,
  };
}

/** Texts of a concept; all texts that are no observer's where none is called so. */
function textsUnder(items: readonly ContentItem[], concept: string): string[] {
  const texts = items.flatMap((item) =>
    item.valueType === "TEXT" && item.value.kind === "text" ? [{ item, text: item.value.text }] : [],
  );
  const named = texts.filter(({ item }) => item.concept?.value === concept);
  const chosen = named.length > 0 ? named : texts.filter(({ item }) => item.relationship === "CONTAINS");
  return chosen.map(({ text }) => text);
}
