import { buildPart10, Dataset, sopClasses } from "../dicom/index.ts";

/** What every object of a test's study has in common. */
export interface ObjectIdentity {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly patientId?: string;
}

export function startTestObject(identity: ObjectIdentity, sopClassUid: string, modality: string): Dataset {
  return new Dataset()
    .set("SOPClassUID", sopClassUid)
    .set("SOPInstanceUID", identity.sopInstanceUid)
    .set("StudyInstanceUID", identity.studyInstanceUid)
    .set("SeriesInstanceUID", identity.seriesInstanceUid)
    .set("PatientName", "Test^Object")
    .set("PatientID", identity.patientId ?? "P1")
    .set("StudyDate", "20260102")
    .set("StudyTime", "101500")
    .set("ContentDate", "20260102")
    .set("ContentTime", "102000")
    .set("Modality", modality)
    .set("SeriesNumber", 1)
    .set("InstanceNumber", 1);
}

/** An item of a code sequence. */
export function codeOf(value: string, scheme: string, meaning: string): Dataset {
  return new Dataset().set("CodeValue", value).set("CodingSchemeDesignator", scheme).set("CodeMeaning", meaning);
}

const leads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"] as const;
const mdc = [1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8];

/** Of the synthetic ECG: lead II rests at zero and rises to one millivolt for a while of each second; the others are flat. */
export const testEcg = {
  frequencyHz: 500,
  seconds: 10,
  microvoltsPerStep: 5,
  pulse: { fromSeconds: 0.4, toSeconds: 0.6, millivolts: 1 },
} as const;

/** A 12-lead ECG of known heights and times, with two statements and two measurements. */
export function buildTestEcg(identity: ObjectIdentity, more: (group: Dataset) => void = () => undefined): Uint8Array {
  const count = testEcg.frequencyHz * testEcg.seconds;
  const samples = new Int16Array(count * leads.length);
  for (let n = 0; n < count; n++) {
    const time = (n / testEcg.frequencyHz) % 1;
    const isUp = time >= testEcg.pulse.fromSeconds && time < testEcg.pulse.toSeconds;
    samples[n * leads.length + 1] = isUp ? (testEcg.pulse.millivolts * 1000) / testEcg.microvoltsPerStep : 0;
  }
  const group = new Dataset()
    .set("MultiplexGroupLabel", "RHYTHM")
    .set("WaveformOriginality", "ORIGINAL")
    .set("NumberOfWaveformChannels", leads.length)
    .set("NumberOfWaveformSamples", count)
    .set("SamplingFrequency", testEcg.frequencyHz)
    .set(
      "ChannelDefinitionSequence",
      leads.map((lead, at) =>
        new Dataset()
          .set("ChannelSourceSequence", [codeOf(`2:${mdc[at]}`, "MDC", `Lead ${lead}`)])
          .set("ChannelSensitivity", testEcg.microvoltsPerStep)
          .set("ChannelSensitivityUnitsSequence", [codeOf("uV", "UCUM", "microvolt")])
          .set("ChannelSensitivityCorrectionFactor", 1)
          .set("ChannelBaseline", 0)
          .set("WaveformBitsStored", 16)
          .set("FilterLowFrequency", 0.05)
          .set("FilterHighFrequency", 150),
      ),
    )
    .set("WaveformBitsAllocated", 16)
    .set("WaveformSampleInterpretation", "SS")
    .set("WaveformData", new Uint8Array(samples.buffer));
  more(group);
  const measured = (value: string, meaning: string, number: number, unit: Dataset) =>
    new Dataset()
      .set("ReferencedWaveformChannels", [1, 0])
      .set("AnnotationGroupNumber", 1)
      .set("ConceptNameCodeSequence", [codeOf(value, "MDC", meaning)])
      .set("MeasurementUnitsCodeSequence", [unit])
      .set("NumericValue", number);
  const note = (text: string) =>
    new Dataset().set("ReferencedWaveformChannels", [1, 0]).set("AnnotationGroupNumber", 0).set("UnformattedTextValue", text);
  const ecg = startTestObject(identity, sopClasses.TwelveLeadECGWaveformStorage, "ECG")
    .set("AcquisitionDateTime", "20260102101500")
    .set("WaveformSequence", [group])
    .set("WaveformAnnotationSequence", [
      note("Sinus rhythm"),
      note("Normal ECG"),
      measured("2:16016", "QT interval", 400, codeOf("ms", "UCUM", "millisecond")),
      measured("2:16770", "Heart rate", 60, codeOf("/min", "UCUM", "per minute")),
    ]);
  return buildPart10(ecg);
}

/** An encapsulated PDF, padded to an even length. */
export function buildTestEncapsulated(identity: ObjectIdentity, content: Uint8Array, title: string): Uint8Array {
  const padded = new Uint8Array(content.length + (content.length % 2));
  padded.set(content);
  return buildPart10(
    startTestObject(identity, sopClasses.EncapsulatedPDFStorage, "DOC")
      .set("DocumentTitle", title)
      .set("MIMETypeOfEncapsulatedDocument", "application/pdf")
      .set("EncapsulatedDocumentLength", content.length)
      .set("EncapsulatedDocument", padded),
  );
}

type Relationship = "CONTAINS" | "HAS OBS CONTEXT" | "HAS CONCEPT MOD" | "HAS PROPERTIES";

/** A content item of a report. */
export function contentItem(
  relationship: Relationship,
  valueType: string,
  concept: Dataset,
  children: readonly Dataset[] = [],
): Dataset {
  const item = new Dataset()
    .set("RelationshipType", relationship)
    .set("ValueType", valueType)
    .set("ConceptNameCodeSequence", [concept]);
  return children.length === 0 ? item : item.set("ContentSequence", children);
}

/** A short report with a text, a code, a measurement and a link to a frame of another instance. */
export function buildTestReport(
  identity: ObjectIdentity,
  image: { readonly sopClassUid: string; readonly sopInstanceUid: string },
): Uint8Array {
  const impression = contentItem("CONTAINS", "TEXT", codeOf("121073", "DCM", "Impression")).set(
    "TextValue",
    "A block of known size lies in the middle of the phantom. Nothing else is seen.",
  );
  const measured = contentItem("CONTAINS", "NUM", codeOf("103339001", "SCT", "Long Axis"), [
    contentItem("HAS CONCEPT MOD", "CODE", codeOf("121401", "DCM", "Derivation")).set("ConceptCodeSequence", [
      codeOf("56851009", "SCT", "Maximum"),
    ]),
  ]).set("MeasuredValueSequence", [
    new Dataset().set("NumericValue", 42.5).set("MeasurementUnitsCodeSequence", [codeOf("mm", "UCUM", "millimeter")]),
  ]);
  const source = contentItem("CONTAINS", "IMAGE", codeOf("121324", "DCM", "Source Image")).set("ReferencedSOPSequence", [
    new Dataset().set("ReferencedSOPClassUID", image.sopClassUid).set("ReferencedSOPInstanceUID", image.sopInstanceUid),
  ]);
  const finding = contentItem("CONTAINS", "CODE", codeOf("121071", "DCM", "Finding")).set("ConceptCodeSequence", [
    codeOf("4147007", "SCT", "Mass"),
  ]);
  const group = contentItem("CONTAINS", "CONTAINER", codeOf("125007", "DCM", "Measurement Group"), [finding, measured, source]);
  const observer = contentItem("HAS OBS CONTEXT", "PNAME", codeOf("121008", "DCM", "Person Observer Name")).set(
    "PersonName",
    "Reader^Anna=王^芳",
  );
  const report = startTestObject(identity, sopClasses.ComprehensiveSRStorage, "SR")
    .set("ValueType", "CONTAINER")
    .set("ConceptNameCodeSequence", [codeOf("126000", "DCM", "Imaging Measurement Report")])
    .set("ContinuityOfContent", "SEPARATE")
    .set("CompletionFlag", "COMPLETE")
    .set("VerificationFlag", "VERIFIED")
    .set("VerifyingObserverSequence", [
      new Dataset()
        .set("VerifyingObserverName", "Chief^Ben")
        .set("VerifyingOrganization", "Test hospital")
        .set("VerificationDateTime", "20260102120000"),
    ])
    .set("ContentSequence", [observer, impression, group]);
  return buildPart10(report);
}
