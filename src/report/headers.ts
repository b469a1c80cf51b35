import { Dataset, type Keyword } from "../dicom/index.ts";
import type { ObjectIdentity, ReportContext, ReportingDevice, Signature } from "./context.ts";
import { type DicomInstant, parseOffset, toDicomInstant } from "./datetime.ts";
import { longString, personName } from "./text.ts";

/** Patient and General Study attributes that shall be there, even empty (PS3.3 C.7.1.1, C.7.2.1, type 2). */
const required = [
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "StudyDate",
  "StudyTime",
  "ReferringPhysicianName",
  "StudyID",
  "AccessionNumber",
] as const satisfies readonly Keyword[];

/** Further attributes of the patient and the study that go with every object made of it, where the images have them. */
const copied = [
  "IssuerOfPatientID",
  "IssuerOfPatientIDQualifiersSequence",
  "OtherPatientIDsSequence",
  "OtherPatientNames",
  "PatientBirthTime",
  "EthnicGroup",
  "PatientComments",
  "PatientIdentityRemoved",
  "DeidentificationMethod",
  "DeidentificationMethodCodeSequence",
  "QualityControlSubject",
  "StudyInstanceUID",
  "StudyDescription",
  "IssuerOfAccessionNumberSequence",
  "PhysiciansOfRecord",
  "ProcedureCodeSequence",
  "ReferencedStudySequence",
  "AdmittingDiagnosesDescription",
  "PatientAge",
  "PatientSize",
  "PatientWeight",
  "AdmissionID",
  "IssuerOfAdmissionIDSequence",
  "PregnancyStatus",
  "AdditionalPatientHistory",
  "TimezoneOffsetFromUTC",
] as const satisfies readonly Keyword[];

/** Clinical Trial Subject and Study (PS3.3 C.7.1.3, C.7.2.3): there or not as a whole, then these even empty (type 2). */
const trialRequired = [
  "ClinicalTrialProtocolName",
  "ClinicalTrialSiteID",
  "ClinicalTrialSiteName",
  "ClinicalTrialTimePointID",
] as const satisfies readonly Keyword[];
const trialCopied = [
  "ClinicalTrialSponsorName",
  "ClinicalTrialProtocolID",
  "ClinicalTrialSubjectID",
  "ClinicalTrialSubjectReadingID",
  "ClinicalTrialTimePointDescription",
] as const satisfies readonly Keyword[];

function copy<K extends Keyword>(from: Dataset, to: Dataset, keyword: K): void {
  const value = from.get(keyword);
  if (value !== undefined) to.set(keyword, value);
}

/** When a report's objects are written: in the zone the study's own dates are in, else in the workstation's. */
export function instantOf(context: ReportContext, { signedAt }: Signature): DicomInstant {
  return toDicomInstant(signedAt, parseOffset(context.study.first("TimezoneOffsetFromUTC")) ?? context.timezoneOffsetMinutes);
}

/**
 * A new object of the study: patient, study, series, equipment and SOP Common attributes (PS3.3 C.7, C.12.1). A Patient's Sex that
 * is none of the enumerated values is written empty, as unknown.
 */
export function startObject(
  context: ReportContext,
  identity: ObjectIdentity,
  signature: Signature,
  kind: { readonly sopClassUid: string; readonly modality: string; readonly seriesDescription: string },
): Dataset {
  const { date, time } = instantOf(context, signature);
  const object = new Dataset().set("SpecificCharacterSet", "ISO_IR 192");
  for (const keyword of required) object.set(keyword, []);
  for (const keyword of [...required, ...copied]) copy(context.study, object, keyword);
  if (!["M", "F", "O"].includes(object.first("PatientSex") ?? "")) object.set("PatientSex", []);
  copyTrial(context.study, object);
  object
    .set("SOPClassUID", kind.sopClassUid)
    .set("SOPInstanceUID", identity.sopInstanceUid)
    .set("InstanceCreationDate", date)
    .set("InstanceCreationTime", time)
    .set("Modality", kind.modality)
    .set("SeriesInstanceUID", identity.seriesInstanceUid)
    .set("SeriesNumber", identity.seriesNumber)
    .set("SeriesDate", date)
    .set("SeriesTime", time)
    .set("SeriesDescription", longString(kind.seriesDescription))
    .set("InstanceNumber", 1)
    .set("ContentDate", date)
    .set("ContentTime", time);
  setEquipment(object, context.device);
  return object;
}

function copyTrial(from: Dataset, to: Dataset): void {
  const isWhole =
    from.first("ClinicalTrialSponsorName") !== undefined &&
    from.first("ClinicalTrialProtocolID") !== undefined &&
    (from.first("ClinicalTrialSubjectID") ?? from.first("ClinicalTrialSubjectReadingID")) !== undefined;
  if (!isWhole) return;
  for (const keyword of trialRequired) to.set(keyword, []);
  for (const keyword of [...trialRequired, ...trialCopied]) copy(from, to, keyword);
}

/** General and Enhanced General Equipment (PS3.3 C.7.5.1, C.7.5.2). */
function setEquipment(object: Dataset, device: ReportingDevice): void {
  object
    .set("Manufacturer", longString(device.manufacturer))
    .set("ManufacturerModelName", longString(device.manufacturerModelName))
    .set("DeviceSerialNumber", longString(device.deviceSerialNumber))
    .set("SoftwareVersions", longString(device.softwareVersions));
}

/** The person who signed, as Verifying Observer (PS3.3 C.17.2). */
export function verifyingObserver(context: ReportContext, signature: Signature): Dataset {
  const organization = context.study.first("InstitutionName") ?? context.device.manufacturer;
  return new Dataset()
    .set("VerifyingOrganization", longString(organization))
    .set("VerificationDateTime", instantOf(context, signature).dateTime)
    .set("VerifyingObserverName", personName(signature.signedBy))
    .set("VerifyingObserverIdentificationCodeSequence", []);
}
