import type { WaveformAnnotation, WaveformDocument } from "../waveform/content.ts";
import { codedText, lines } from "./lines.ts";

export function waveformLines(waveform: WaveformDocument): readonly string[] {
  return [
    ...lines([["Acquired", waveform.acquisitionDateTime]]),
    ...waveform.acquisitionContext.map(({ concept, value }) => `${codedText(concept)}: ${value}`),
    ...waveform.groups.flatMap((group, at) => [
      `Group ${at + 1} ${group.label}: ${group.channels.length} channels, ${group.sampleCount} samples at ${group.samplingFrequencyHz} Hz (${(group.sampleCount / Math.max(1e-9, group.samplingFrequencyHz)).toFixed(2)} s), ${group.bitsAllocated} bit ${group.sampleInterpretation}${group.refusal === undefined ? "" : `, not shown: ${group.refusal}`}`,
      ...group.channels.map((channel) =>
        [
          `  ${channel.label}`,
          channel.sensitivity === undefined ? "" : `${channel.sensitivity} ${channel.unit?.value ?? ""} a step`,
          channel.filterLowHz === undefined ? "" : `from ${channel.filterLowHz} Hz`,
          channel.filterHighHz === undefined ? "" : `to ${channel.filterHighHz} Hz`,
        ]
          .filter(Boolean)
          .join(", "),
      ),
    ]),
    ...waveform.annotations.map(annotationText).filter(Boolean),
  ];
}

function annotationText({ text, concept, value, unit, code }: WaveformAnnotation): string {
  if (text !== "") return `Note: ${text}`;
  const what = value === undefined ? codedText(code) : `${value} ${unit?.value ?? ""}`.trim();
  return [codedText(concept), what].filter(Boolean).join(": ");
}
