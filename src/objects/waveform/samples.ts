import type { Dataset } from "../../dicom/index.ts";
import { itemsOf, numberOf, textOf } from "../attributes.ts";
import { ObjectError } from "../errors.ts";
import type { WaveformGroup } from "./content.ts";

/** Bits allocated that each interpretation may have (PS3.3 C.10.9.1.5, C.10.9.1.7). */
const interpretations: Readonly<Record<string, readonly number[]>> = {
  SB: [8],
  UB: [8],
  MB: [8],
  AB: [8],
  SS: [16],
  US: [16],
  SL: [32],
  UL: [32],
  SV: [64],
  UV: [64],
};
const companded: readonly string[] = ["MB", "AB"];

/** Largest part of a group that is given at once: 512 MiB of floats would not fit a message. */
const mostValues = 32 * 1024 * 1024;

/** Samples of a part of a multiplex group, channel after channel, each `count` long, in the channel's unit; NaN is padding. */
export interface WaveformSamples {
  readonly channelCount: number;
  readonly from: number;
  readonly count: number;
  readonly values: Float32Array;
}

/** Why a group's samples cannot be read: sound, of a form this program does not know, or fewer than it says. */
export function refusalOf(group: Dataset): WaveformGroup["refusal"] {
  const interpretation = textOf(group, "WaveformSampleInterpretation", 4);
  if (companded.includes(interpretation)) return "audio";
  const bits = numberOf(group, "WaveformBitsAllocated") ?? 0;
  if (!(interpretations[interpretation] ?? []).includes(bits)) return "unsupported-samples";
  const channels = itemsOf(group, "ChannelDefinitionSequence").length;
  const frequency = numberOf(group, "SamplingFrequency") ?? 0;
  const samples = numberOf(group, "NumberOfWaveformSamples") ?? 0;
  if (channels === 0 || !(frequency > 0) || !(samples > 0)) return "damaged";
  return bytesOf(group).length < (bits / 8) * channels ? "damaged" : undefined;
}

/**
 * Samples `from` to `from + count` of a multiplex group (from 0), interleaved in the file, in the unit of each channel:
 * sample x sensitivity x correction factor + baseline (PS3.3 C.10.9.1.4.2).
 * @throws ObjectError no-such-part, audio, unsupported-samples, damaged, too-large
 */
export function readSamples(dataset: Dataset, groupIndex: number, from: number, count: number): WaveformSamples {
  const group = itemsOf(dataset, "WaveformSequence")[groupIndex];
  if (group === undefined) throw new ObjectError("no-such-part", "This waveform has no such group of channels.");
  const refusal = refusalOf(group);
  if (refusal !== undefined) throw refused(refusal);
  const channels = itemsOf(group, "ChannelDefinitionSequence");
  const bytes = bytesOf(group);
  const width = (numberOf(group, "WaveformBitsAllocated") ?? 16) / 8;
  const there = Math.min(numberOf(group, "NumberOfWaveformSamples") ?? 0, Math.floor(bytes.length / width / channels.length));
  const start = Math.min(Math.max(0, Math.floor(from)), there);
  const length = Math.min(Math.max(0, Math.floor(count)), there - start);
  if (length * channels.length > mostValues) {
    throw new ObjectError("too-large", "More of this waveform was asked for than is given at once; ask for a shorter part.");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = reader(view, textOf(group, "WaveformSampleInterpretation", 4));
  const padding = paddingOf(group, textOf(group, "WaveformSampleInterpretation", 4));
  const values = new Float32Array(length * channels.length);
  for (const [channel, definition] of channels.entries()) {
    const { gain, offset } = scaleOf(definition);
    for (let n = 0; n < length; n++) {
      const stored = read(((start + n) * channels.length + channel) * width);
      values[channel * length + n] = stored === padding ? Number.NaN : stored * gain + offset;
    }
  }
  return { channelCount: channels.length, from: start, count: length, values };
}

function refused(refusal: NonNullable<WaveformGroup["refusal"]>): ObjectError {
  const sentences = {
    audio: "These samples are compressed sound, which is not played here.",
    "unsupported-samples": "The samples of this waveform are of a form that is not known; they are not shown.",
    damaged: "This waveform holds fewer samples than it says; it is not shown.",
  };
  return new ObjectError(refusal, sentences[refusal]);
}

function bytesOf(group: Dataset): Uint8Array {
  return group.get("WaveformData") ?? new Uint8Array(0);
}

function scaleOf(channel: Dataset): { readonly gain: number; readonly offset: number } {
  const sensitivity = numberOf(channel, "ChannelSensitivity");
  if (sensitivity === undefined) return { gain: 1, offset: 0 };
  const correction = numberOf(channel, "ChannelSensitivityCorrectionFactor") ?? 1;
  return { gain: sensitivity * correction, offset: numberOf(channel, "ChannelBaseline") ?? 0 };
}

function reader(view: DataView, interpretation: string): (at: number) => number {
  switch (interpretation) {
    case "SB":
      return (at) => view.getInt8(at);
    case "UB":
      return (at) => view.getUint8(at);
    case "US":
      return (at) => view.getUint16(at, true);
    case "SL":
      return (at) => view.getInt32(at, true);
    case "UL":
      return (at) => view.getUint32(at, true);
    case "SV":
      return (at) => Number(view.getBigInt64(at, true));
    case "UV":
      return (at) => Number(view.getBigUint64(at, true));
    default:
      return (at) => view.getInt16(at, true);
  }
}

/** Waveform Padding Value (5400,100A), of one sample's form. */
function paddingOf(group: Dataset, interpretation: string): number | undefined {
  const bytes = group.get("WaveformPaddingValue");
  if (!(bytes instanceof Uint8Array)) return undefined;
  const width = (interpretations[interpretation]?.[0] ?? 16) / 8;
  if (bytes.length < width) return undefined;
  return reader(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), interpretation)(0);
}
