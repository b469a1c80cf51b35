import { type Dataset, sopClasses } from "../../dicom/index.ts";
import { itemOf, itemsOf, numberOf, numbersOf, textOf, textsOf, tuples } from "../attributes.ts";
import { codedOf } from "../code.ts";
import type { WaveformAnnotation, WaveformChannel, WaveformDocument, WaveformGroup } from "./content.ts";
import { refusalOf } from "./samples.ts";

const mostGroups = 50;
const mostChannels = 500;

const ecgClasses: ReadonlySet<string> = new Set([
  sopClasses.TwelveLeadECGWaveformStorage,
  sopClasses.GeneralECGWaveformStorage,
  sopClasses.AmbulatoryECGWaveformStorage,
  sopClasses.General32bitECGWaveformStorage,
]);

/** A waveform object without its samples, which are read group by group (PS3.3 A.34, C.10.9, C.10.10). */
export function parseWaveform(dataset: Dataset, sopClassUid: string): WaveformDocument {
  return {
    kind: "waveform",
    isEcg: ecgClasses.has(sopClassUid) || textOf(dataset, "Modality", 16) === "ECG",
    acquisitionDateTime: textOf(dataset, "AcquisitionDateTime", 26),
    groups: itemsOf(dataset, "WaveformSequence", mostGroups).map(readGroup),
    annotations: itemsOf(dataset, "WaveformAnnotationSequence", 5000).map(readAnnotation),
    acquisitionContext: itemsOf(dataset, "AcquisitionContextSequence", 100).map((item) => ({
      concept: codedOf(item, "ConceptNameCodeSequence"),
      value: contextValue(item),
    })),
  };
}

function readGroup(item: Dataset): WaveformGroup {
  return {
    label: textOf(item, "MultiplexGroupLabel", 64),
    originality: textOf(item, "WaveformOriginality", 16),
    timeOffsetSeconds: (numberOf(item, "MultiplexGroupTimeOffset") ?? 0) / 1000,
    samplingFrequencyHz: numberOf(item, "SamplingFrequency") ?? 0,
    sampleCount: numberOf(item, "NumberOfWaveformSamples") ?? 0,
    bitsAllocated: numberOf(item, "WaveformBitsAllocated") ?? 0,
    sampleInterpretation: textOf(item, "WaveformSampleInterpretation", 4),
    channels: itemsOf(item, "ChannelDefinitionSequence", mostChannels).map(readChannel),
    refusal: refusalOf(item),
  };
}

function readChannel(item: Dataset): WaveformChannel {
  const source = codedOf(item, "ChannelSourceSequence");
  return {
    label: textOf(item, "ChannelLabel", 64) || (source?.meaning ?? ""),
    source,
    sensitivity: numberOf(item, "ChannelSensitivity"),
    sensitivityCorrection: numberOf(item, "ChannelSensitivityCorrectionFactor"),
    baseline: numberOf(item, "ChannelBaseline"),
    unit: codedOf(item, "ChannelSensitivityUnitsSequence"),
    filterLowHz: numberOf(item, "FilterLowFrequency"),
    filterHighHz: numberOf(item, "FilterHighFrequency"),
    notchHz: numberOf(item, "NotchFilterFrequency"),
    timeSkewSeconds: numberOf(item, "ChannelTimeSkew"),
    bitsStored: numberOf(item, "WaveformBitsStored") ?? 0,
    status: textsOf(item, "ChannelStatus", 10),
  };
}

function readAnnotation(item: Dataset): WaveformAnnotation {
  return {
    group: numberOf(item, "AnnotationGroupNumber") ?? 0,
    channels: tuples(numbersOf(item, "ReferencedWaveformChannels", 200), 2),
    text: textOf(item, "UnformattedTextValue", 1024),
    concept: codedOf(item, "ConceptNameCodeSequence"),
    value: numberOf(item, "NumericValue"),
    unit: codedOf(item, "MeasurementUnitsCodeSequence"),
    code: codedOf(item, "ConceptCodeSequence"),
    samplePositions: numbersOf(item, "ReferencedSamplePositions", 1000),
    timeOffsetsMs: numbersOf(item, "ReferencedTimeOffsets", 1000),
  };
}

function contextValue(item: Dataset): string {
  const number = numberOf(item, "NumericValue");
  if (number !== undefined) return `${number} ${codedOf(item, "MeasurementUnitsCodeSequence")?.value ?? ""}`.trim();
  const code = codedOf(item, "ConceptCodeSequence")?.meaning;
  return code ?? (textOf(item, "TextValue", 1024) || textOf(itemOf(item, "MeasuredValueSequence"), "NumericValue", 32));
}
