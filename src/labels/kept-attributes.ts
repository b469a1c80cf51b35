import type { Element, Keyword } from "../dicom/index.ts";

/**
 * Groups whose elements may stay: what describes images and pixels. Gone as a whole, private groups apart, are those of patient, trial,
 * order, visit, procedure, graphics, storage, structured content and overlays, which hold people, words and marks.
 */
export const keptGroups: ReadonlySet<number> = new Set([
  0x0008, 0x0018, 0x0020, 0x0022, 0x0028, 0x0048, 0x0054, 0x0062, 0x5200, 0x7fe0,
]);

/** Value representations that hold no words: numbers, code strings, items, UIDs (mapped), and the bytes of pixels and tables. */
export const keptVrs: ReadonlySet<Element["vr"]> = new Set<Element["vr"]>([
  "AT",
  "CS",
  "DS",
  "FD",
  "FL",
  "IS",
  "SL",
  "SQ",
  "SS",
  "SV",
  "UI",
  "UL",
  "US",
  "UV",
]);

/** Words and bytes that an image needs, or that say how it was made; none of them is in PS3.15 table E.1-1. */
export const keptBesides: readonly Keyword[] = [
  "Manufacturer",
  "ManufacturerModelName",
  "SoftwareVersions",
  "ConvolutionKernel",
  "FilterType",
  "RescaleType",
  "PresentationLUTShape",
  "PurposeOfReferenceCodeSequence",
  "PulseSequenceName",
  "SequenceName",
  "StackID",
  "ModalityLUTType",
  "LUTData",
  "RedPaletteColorLookupTableData",
  "GreenPaletteColorLookupTableData",
  "BluePaletteColorLookupTableData",
  "SegmentedRedPaletteColorLookupTableData",
  "SegmentedGreenPaletteColorLookupTableData",
  "SegmentedBluePaletteColorLookupTableData",
  "PixelData",
  "FloatPixelData",
  "DoubleFloatPixelData",
];

/** Parts of a code (PS3.3 8.8): they stay where its scheme is one that everybody has. */
export const codeAttributes: readonly Keyword[] = [
  "CodeValue",
  "LongCodeValue",
  "CodingSchemeDesignator",
  "CodingSchemeVersion",
  "CodeMeaning",
];

/** Schemes of PS3.16 table 8-1 that images are coded in, and this program's own; a department's own may name anything. */
export const keptSchemes: ReadonlySet<string> = new Set([
  "DCM",
  "SCT",
  "SRT",
  "SNM3",
  "UCUM",
  "LN",
  "FMA",
  "RADLEX",
  "UMLS",
  "NCIt",
  "99HNSFLD",
]);

/** What would stay by its group and value representation, and goes by PS3.15 table E.1-1 (Basic Profile). */
export const removedBesides: readonly Keyword[] = [
  "AcquisitionContextSequence",
  "AdmittingDiagnosesCodeSequence",
  "ConsultingPhysicianIdentificationSequence",
  "FailedSOPInstanceUIDList",
  "InstanceCreatorUID",
  "InstitutionCodeSequence",
  "InstitutionalDepartmentTypeCodeSequence",
  "ManufacturerDeviceClassUID",
  "ModifyingDeviceID",
  "OperatorIdentificationSequence",
  "PerformingPhysicianIdentificationSequence",
  "PhysiciansOfRecordIdentificationSequence",
  "PhysiciansReadingStudyIdentificationSequence",
  "ReferencedPatientSequence",
  "ReferencedPerformedProcedureStepSequence",
  "ReferencedStudySequence",
  "ReferringPhysicianIdentificationSequence",
  "TransactionUID",
  "TransducerIdentificationSequence",
  "UDISequence",
  "DeviceUID",
  // Words of a department in codes of its own.
  "ProcedureCodeSequence",
  "PrivateDataElementCharacteristicsSequence",
];

/** Attributes that PS3.3 wants in an image even where nothing is known (type 2). */
export const emptied: readonly Keyword[] = [
  "StudyDate",
  "StudyTime",
  "AccessionNumber",
  "ReferringPhysicianName",
  "StudyID",
  "PatientBirthDate",
  "PatientSex",
];

/** What goes, but leaves its empty element where it was: type 2 in the modules it belongs to. */
export const emptiedWherePresent: readonly Keyword[] = [
  "PositionReferenceIndicator",
  "ContrastBolusAgent",
  "AcquisitionContextSequence",
  "AcquisitionDate",
  "AcquisitionTime",
  "ContentDescription",
];

/** What PS3.3 wants in some object with a value (type 1): there one that means none. */
export const dummied = {
  ContentDate: "19700101",
  ContentTime: "000000",
  AcquisitionDateTime: "19700101000000",
  FrameAcquisitionDateTime: "19700101000000",
  FrameReferenceDateTime: "19700101000000",
  DeviceSerialNumber: "0",
  ContentLabel: "NONE",
} as const satisfies Partial<Record<Keyword, string>>;

/** The same in PET alone, whose series have a time of their own (PS3.3 C.8.9.1). */
export const dummiedInPet = { SeriesDate: "19700101", SeriesTime: "000000" } as const;
