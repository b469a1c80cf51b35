import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Dataset, parsePart10 } from "../../dicom/index.ts";
import { dataRoot } from "../../testing/environment.ts";
import { buildTestEcg, testEcg } from "../../testing/objects.ts";
import { parseObject, readSamples } from "../index.ts";

const identity = { studyInstanceUid: "1.2.3", seriesInstanceUid: "1.2.3.4", sopInstanceUid: "1.2.3.4.5" };
const datasetOf = (more?: (group: Dataset) => void) => parsePart10(buildTestEcg(identity, more)).dataset;
const bytesOf = (array: Int8Array | Uint8Array | Uint16Array | Int32Array) =>
  new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);

describe("samples of a waveform", () => {
  it("are in the unit of their channel, channel after channel", () => {
    const { channelCount, count, values } = readSamples(datasetOf(), 0, 0, 1e9);
    expect([channelCount, count]).toEqual([12, 5000]);
    const leadTwo = values.subarray(count, 2 * count);
    expect(leadTwo[Math.round(0.5 * testEcg.frequencyHz)]).toBe(1000);
    expect(leadTwo[Math.round(0.1 * testEcg.frequencyHz)]).toBe(0);
    expect(values.subarray(0, count).every((value) => value === 0)).toBe(true);
  });

  it("are given in part", () => {
    const { from, count, values } = readSamples(datasetOf(), 0, 4990, 100);
    expect([from, count, values.length]).toEqual([4990, 10, 120]);
  });

  it("take sensitivity, correction factor, baseline and padding into account", () => {
    const dataset = datasetOf((group) => {
      for (const channel of group.get("ChannelDefinitionSequence") ?? []) {
        channel.set("ChannelSensitivity", 2).set("ChannelSensitivityCorrectionFactor", 1.5).set("ChannelBaseline", 100);
      }
      group.set("WaveformPaddingValue", new Uint8Array([0, 0]));
    });
    const { values, count } = readSamples(dataset, 0, 0, 1e9);
    expect(values[count + 250]).toBe(200 * 2 * 1.5 + 100);
    expect(values[0]).toBeNaN();
  });

  it.each([
    ["SB", 8, bytesOf(new Int8Array([-128, 127])), [-128, 127]],
    ["UB", 8, bytesOf(new Uint8Array([0, 255])), [0, 255]],
    ["US", 16, bytesOf(new Uint16Array([0, 65_535])), [0, 65_535]],
    ["SL", 32, bytesOf(new Int32Array([-70_000, 70_000])), [-70_000, 70_000]],
  ])("are read as %s of %i bits", (interpretation, bits, bytes, expected) => {
    const dataset = datasetOf((group) => {
      const [channel] = group.get("ChannelDefinitionSequence") ?? [];
      group
        .set("ChannelDefinitionSequence", channel === undefined ? [] : [channel.delete("ChannelSensitivity")])
        .set("NumberOfWaveformSamples", 2)
        .set("WaveformBitsAllocated", bits)
        .set("WaveformSampleInterpretation", interpretation)
        .set("WaveformData", bytes);
    });
    expect([...readSamples(dataset, 0, 0, 10).values]).toEqual(expected);
  });

  it("are refused by name: companded sound, an unknown form, none at all", () => {
    const refusalOf = (more: (group: Dataset) => void) => {
      const file = parsePart10(buildTestEcg(identity, more));
      const { content } = parseObject(file, 0);
      const refusal = content.kind === "waveform" ? content.groups[0]?.refusal : undefined;
      expect(() => readSamples(file.dataset, 0, 0, 1)).toThrow(expect.objectContaining({ area: "objects", code: refusal }));
      return refusal;
    };
    expect(refusalOf((group) => group.set("WaveformSampleInterpretation", "MB").set("WaveformBitsAllocated", 8))).toBe("audio");
    expect(refusalOf((group) => group.set("WaveformSampleInterpretation", "XX"))).toBe("unsupported-samples");
    expect(refusalOf((group) => group.set("WaveformBitsAllocated", 12))).toBe("unsupported-samples");
    expect(refusalOf((group) => group.set("WaveformData", new Uint8Array(4)))).toBe("damaged");
    expect(refusalOf((group) => group.set("SamplingFrequency", 0))).toBe("damaged");
    expect(() => readSamples(datasetOf(), 7, 0, 1)).toThrow(expect.objectContaining({ code: "no-such-part" }));
  });

  it("end where the data end, whatever is declared", () => {
    const dataset = datasetOf((group) => group.set("NumberOfWaveformSamples", 4_000_000_000));
    expect(readSamples(dataset, 0, 0, 1e9).count).toBe(5000);
  });
});

const recorded = join(dataRoot() ?? "", "objects", "ecg", "anonymous_ecg.dcm");

describe.skipIf(!existsSync(recorded))("a recorded ECG", () => {
  it("has the values that pydicom 3.0's waveform_array gives, to the last bit of a 32 bit float", () => {
    const { dataset } = parsePart10(readFileSync(recorded));
    const digest = (group: number) =>
      createHash("sha256")
        .update(bytesOf(new Uint8Array(readSamples(dataset, group, 0, 1e9).values.buffer)))
        .digest("hex");
    expect(digest(0)).toBe("8a09030a999afd6b4fcdc15a5b56ba7ed211b13a66f92111b97bc9336a145c0b");
    expect(digest(1)).toBe("865c239832e93e01556df7f1e5c3a4e763610ece936601ac00928b6e3117aa38");
  });
});
