import { describe, expect, it } from "vitest";
import { type DeviceMeasurement, type DeviceProfile, preferenceSchemas } from "../../../src/contract/index.ts";
import { decide, likelyMachine } from "./decide.ts";

const profile: DeviceProfile = preferenceSchemas["device-profile"].parse(undefined);

const computer: DeviceMeasurement = {
  signature: "a card | Chrome/149 | 8",
  measuredAt: "2026-11-22T12:00:00.000Z",
  hasWebgl2: true,
  renderer: "a card",
  largestTexture: 16384,
  largestVolumeTexture: 2048,
  hasNorm16: false,
  hasFloatLinear: true,
  sliceMs: { cpu: 1, gpu: 0.4 },
  largeSliceMs: { cpu: 16, gpu: 3 },
  volumeMs: 0.5,
  memoryGib: 8,
  allocatableBytes: 3 * 2 ** 30,
  cores: 8,
  pixelRatio: 1,
};

describe("which computer it is", () => {
  const other = { ...computer, signature: "another card | Chrome/149 | 8" };

  it("is told without its graphics card where only one can be meant", () => {
    expect(likelyMachine({ ...profile, machines: [computer] }, " | Chrome/149 | 8")).toBe(computer);
    expect(likelyMachine({ ...profile, machines: [computer] }, " | Chrome/150 | 8")).toBeUndefined();
    expect(likelyMachine({ ...profile, machines: [computer] }, " | Chrome/149 | 4")).toBeUndefined();
    expect(likelyMachine({ ...profile, machines: [computer, other] }, " | Chrome/149 | 8")).toBeUndefined();
    expect(likelyMachine(profile, " | Chrome/149 | 8")).toBeUndefined();
  });
});

describe("what is done on a computer", () => {
  it("is the plain way until it has been measured", () => {
    const { planes, volume, largestVolumeTexture, cacheBytes } = decide(profile, undefined);
    expect(planes).toEqual({ small: "cpu", large: "cpu" });
    expect([volume, largestVolumeTexture, cacheBytes]).toEqual(["reduced", undefined, 2 ** 30]);
  });

  it("takes for each size what is clearly quicker, else the CPU", () => {
    expect(decide(profile, computer).planes).toEqual({ small: "gpu", large: "gpu" });
    const slowCard = { ...computer, sliceMs: { cpu: 1, gpu: 4 } };
    expect(decide(profile, slowCard).planes).toEqual({ small: "cpu", large: "gpu" });
    const alike = { ...computer, sliceMs: { cpu: 1, gpu: 0.95 } };
    expect(decide(profile, alike).planes.small).toBe("cpu");
    expect(decide(profile, { ...computer, sliceMs: { cpu: 1, gpu: null } }).planes.small).toBe("cpu");
  });

  it("is what the reader wishes where he does", () => {
    expect(decide({ ...profile, backend: "gpu" }, { ...computer, sliceMs: { cpu: 1, gpu: 4 } }).planes.small).toBe("gpu");
    expect(decide({ ...profile, backend: "cpu" }, computer).planes).toEqual({ small: "cpu", large: "cpu" });
    expect(decide({ ...profile, largestVolumeTexture: 256, cacheMegabytes: 64 }, computer)).toMatchObject({
      largestVolumeTexture: 256,
      cacheBytes: 64 * 2 ** 20,
    });
  });

  it("turns volumes at full resolution only on a quick card", () => {
    expect(decide(profile, computer).volume).toBe("full");
    expect(decide(profile, { ...computer, volumeMs: 80 }).volume).toBe("reduced");
    expect(decide(profile, { ...computer, hasWebgl2: false, volumeMs: null }).volume).toBe("none");
  });

  it("holds no more than the computer gives, and no less than a usual series needs", () => {
    expect(decide(profile, computer).cacheBytes).toBe(2 * 2 ** 30);
    expect(decide(profile, { ...computer, memoryGib: 2 }).cacheBytes).toBe(2 ** 30);
    expect(decide(profile, { ...computer, allocatableBytes: 2 ** 29 }).cacheBytes).toBe(2 ** 29);
    expect(decide(profile, { ...computer, allocatableBytes: 0 }).cacheBytes).toBe(2 * 2 ** 30);
    expect(decide(profile, { ...computer, cores: 2 }).ahead).toBe(2);
  });
});
