import { Dataset, sopClasses } from "../../dicom/index.ts";
import { type Code, codeSchema, type Finding, isSameCode, privateScheme } from "../../findings/index.ts";
import { isReportable } from "../compose.ts";
import type { ObjectIdentity, ReportContext, ReportingDevice, ReportToSign, SegmentReference } from "../context.ts";
import type { ReportLanguage, TemplateSection } from "../draft.ts";
import { ReportError } from "../errors.ts";
import { startObject, verifyingObserver } from "../headers.ts";
import { assertSameStudy, evidenceOf, hierarchicalReferences, imageReferenceOf } from "../sources.ts";
import { longString } from "../text.ts";
import { concept } from "./codes.ts";
import { codeContent, containerItem, contentTemplate, personNameContent, textContent, uidContent } from "./item.ts";
import { buildMeasurementGroup } from "./measurement-group.ts";

const languages: Readonly<Record<ReportLanguage, Code>> = {
  en: { value: "en", scheme: "RFC5646", meaning: "English" },
  "zh-CN": { value: "zh-CN", scheme: "RFC5646", meaning: "Chinese (China)" },
};

/**
 * A signed report as Comprehensive 3D SR (PS3.3 A.35.13), TID 1500 Measurement Report: the written text by sections, and the
 * findings named by `draft.findingIds`, in that order, as measurement groups.
 *
 * `segments` tells, by finding id, which segment of a SEG holds a finding's mask.
 *
 * @throws ReportError finding-not-accepted, other-study, source-missing
 */
export function buildSr(
  report: ReportToSign,
  findings: readonly Finding[],
  context: ReportContext,
  identity: ObjectIdentity,
  segments: ReadonlyMap<string, SegmentReference> = new Map(),
): Dataset {
  const included = includedFindings(report, findings);
  const studyInstanceUid = assertSameStudy(context, included);
  const sr = startObject(context, identity, report, {
    sopClassUid: sopClasses.Comprehensive3DSRStorage,
    modality: "SR",
    seriesDescription: report.template.title[report.draft.language],
  });
  sr.set("ReferencedPerformedProcedureStepSequence", [])
    .set("PerformedProcedureCodeSequence", [])
    .set("PreliminaryFlag", "FINAL")
    .set("CompletionFlag", "COMPLETE")
    .set("VerificationFlag", "VERIFIED")
    .set("VerifyingObserverSequence", [verifyingObserver(context, report)])
    .set("CodingSchemeIdentificationSequence", [privateSchemeItem(context.device)]);
  const request = referencedRequest(context);
  if (request !== undefined) sr.set("ReferencedRequestSequence", [request]);
  const evidence = evidenceOf(studyInstanceUid, included, segments);
  if (evidence.length > 0) sr.set("CurrentRequestedProcedureEvidenceSequence", hierarchicalReferences(evidence));
  const groups = included.map((finding) =>
    buildMeasurementGroup(finding, {
      frame: imageReferenceOf(context, finding.reference),
      segment: segments.get(finding.id),
      language: report.draft.language,
    }),
  );
  return setRoot(sr, [
    codeContent("HAS CONCEPT MOD", concept.language, languages[report.draft.language]),
    ...personObserver(report),
    ...deviceObserver(context.device),
    ...procedures(context).map((procedure) => codeContent("HAS CONCEPT MOD", concept.procedureReported, procedure)),
    templateNote(report),
    ...sections(report),
    containerItem(concept.imagingMeasurements, groups),
  ]);
}

/** The order that the report answers, where the images name one, so that the order system finds its report (PS3.3 C.17.2). */
function referencedRequest({ study }: ReportContext): Dataset | undefined {
  const asked = study.get("RequestAttributesSequence")?.[0];
  const accession = study.first("AccessionNumber") ?? asked?.first("AccessionNumber");
  const procedureId = asked?.first("RequestedProcedureID");
  if (accession === undefined && procedureId === undefined) return undefined;
  const description = asked?.first("RequestedProcedureDescription");
  return new Dataset()
    .set("StudyInstanceUID", study.first("StudyInstanceUID") ?? "")
    .set("ReferencedStudySequence", [])
    .set("AccessionNumber", accession ?? [])
    .set("PlacerOrderNumberImagingServiceRequest", [])
    .set("FillerOrderNumberImagingServiceRequest", [])
    .set("RequestedProcedureID", procedureId ?? [])
    .set("RequestedProcedureDescription", description ?? [])
    .set("RequestedProcedureCodeSequence", asked?.get("RequestedProcedureCodeSequence") ?? []);
}

/** The findings a report takes in, in its order. @throws ReportError finding-not-accepted */
export function includedFindings(report: ReportToSign, findings: readonly Finding[]): Finding[] {
  return report.draft.findingIds.map((findingId) => {
    const finding = findings.find(({ id }) => id === findingId);
    if (finding !== undefined && isReportable(finding)) return finding;
    throw new ReportError(
      "finding-not-accepted",
      "The report takes in a finding that nobody accepted, or that is gone: nothing was written. Accept it or take it out, then sign again.",
      { findingId },
    );
  });
}

/** The root of the content tree: TID 1500. */
function setRoot(sr: Dataset, children: readonly Dataset[]): Dataset {
  const root = containerItem(concept.imagingMeasurementReport, children, "1500").delete("RelationshipType");
  for (const [tag, element] of root.entries()) sr.setElement(tag, element);
  return sr.set("ContentTemplateSequence", [contentTemplate("1500")]);
}

function privateSchemeItem(device: ReportingDevice): Dataset {
  return new Dataset()
    .set("CodingSchemeDesignator", privateScheme)
    .set("CodingSchemeName", "Hounsfield concepts")
    .set("CodingSchemeResponsibleOrganization", longString(device.manufacturer));
}

/** Which template the text follows, so that it can be opened in it again. */
function templateNote({ template }: ReportToSign): Dataset {
  return textContent("HAS CONCEPT MOD", concept.reportTemplate, `${template.id} ${template.version}`);
}

/** TID 1003. */
function personObserver({ signedBy }: ReportToSign): Dataset[] {
  return [
    codeContent("HAS OBS CONTEXT", concept.observerType, concept.person),
    personNameContent("HAS OBS CONTEXT", concept.personObserverName, signedBy),
  ];
}

/** TID 1004. */
function deviceObserver(device: ReportingDevice): Dataset[] {
  return [
    codeContent("HAS OBS CONTEXT", concept.observerType, concept.device),
    uidContent("HAS OBS CONTEXT", concept.deviceObserverUid, device.observerUid),
    textContent("HAS OBS CONTEXT", concept.deviceObserverName, device.manufacturerModelName),
    textContent("HAS OBS CONTEXT", concept.deviceObserverManufacturer, device.manufacturer),
    textContent("HAS OBS CONTEXT", concept.deviceObserverModelName, device.manufacturerModelName),
    textContent("HAS OBS CONTEXT", concept.deviceObserverSerialNumber, device.deviceSerialNumber),
  ];
}

/** What was done, as the study codes it; "imaging procedure" where it does not. */
function procedures({ study }: ReportContext): Code[] {
  const codes = (study.get("ProcedureCodeSequence") ?? []).flatMap((item) => {
    const parsed = codeSchema.safeParse({
      value: item.first("CodeValue") ?? item.first("LongCodeValue"),
      scheme: item.first("CodingSchemeDesignator"),
      meaning: item.first("CodeMeaning"),
    });
    return parsed.success ? [parsed.data] : [];
  });
  return codes.length > 0 ? codes.slice(0, 1) : [concept.imagingProcedure];
}

/** The written text: a container for each section that says something, its heading in the language of the report. */
function sections({ template, draft }: ReportToSign): Dataset[] {
  return template.sections.flatMap((section) => {
    const text = (draft.sections[section.id] ?? "").trimEnd();
    if (text === "") return [];
    const heading = { ...section.code, meaning: section.heading[draft.language] };
    return [containerItem(heading, [textContent("CONTAINS", elementConcept(section), text)])];
  });
}

/** What a section's text is called (CID 7002): the impression and the recommendation by their names, all else a finding or as the section. */
function elementConcept(section: TemplateSection): Code {
  const named = [
    { heading: { value: "19005-8", scheme: "LN" }, element: concept.impression },
    { heading: { value: "18783-1", scheme: "LN" }, element: concept.recommendation },
  ];
  const match = named.find(({ heading }) => isSameCode({ ...heading, meaning: "" }, section.code));
  return match?.element ?? (section.takesFindings ? concept.finding : section.code);
}
