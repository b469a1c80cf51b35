import { describe, expect, it } from "vitest";
import { seededRandom } from "../../testing/report-fixtures.ts";
import { averagePrecision, meanAveragePrecision } from "./average-precision.ts";
import { atThreshold, falsePositiveLevels, frocOf, meanSensitivity, type ScoredScan, scoreScan, sensitivityAt } from "./froc.ts";
import { imageFroc } from "./image-froc.ts";
import { bootstrap, resampled, shareOf } from "./interval.ts";
import { type Box, type FoundBox, matchImage, overlapOf, overlapsHalf, pointsInto, type ScoredImage } from "./match-boxes.ts";
import { areaUnderRoc } from "./roc.ts";

/** The congruential generator whose numbers the stored values were computed from elsewhere. */
function congruential(seed: number): () => number {
  let state = BigInt(seed);
  return () => {
    state = (state * 1103515245n + 12345n) % 2n ** 31n;
    return Number(state) / 2 ** 31;
  };
}

describe("a share", () => {
  // scipy 1.15: binomtest(k, n).proportion_ci(method="wilson")
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [9, 10, 0.5958499732047615, 0.9821237869049271],
    [45, 60, 0.6276792992295218, 0.8422347746994333],
    [10, 10, 0.7224672001371109, 1],
  ])("%i of %i has the interval that scipy gives", (hits, count, low, high) => {
    const share = shareOf(hits, count);
    expect(share.value).toBe(hits / count);
    expect(share.low).toBeCloseTo(low, 9);
    expect(share.high).toBeCloseTo(high, 9);
  });
});

describe("the area under the ROC curve", () => {
  it("is what scikit-learn gives, its interval what numpy gives after DeLong", () => {
    const random = congruential(7);
    const cases = Array.from({ length: 60 }, () => {
      const isPositive = random() < 0.4;
      return { isPositive, score: Math.round((random() + (isPositive ? 0.35 : 0)) * 20) / 20 };
    });
    const { value, low, high } = areaUnderRoc(cases);
    expect(cases.filter(({ isPositive }) => isPositive)).toHaveLength(25);
    expect(value).toBeCloseTo(0.8782857142857142, 12);
    expect([low, high]).toEqual([expect.closeTo(0.7934736497288558, 9), expect.closeTo(0.9630977788425726, 9)]);
  });

  it("turns over with the scores, and knows nothing of one kind alone", () => {
    const random = seededRandom(5);
    for (let n = 0; n < 50; n++) {
      const cases = Array.from({ length: 40 }, () => ({ isPositive: random() < 0.5, score: Math.floor(random() * 10) }));
      const turned = cases.map(({ isPositive, score }) => ({ isPositive, score: -score }));
      expect(areaUnderRoc(cases).value + areaUnderRoc(turned).value).toBeCloseTo(1, 12);
    }
    expect(areaUnderRoc([{ score: 1, isPositive: true }]).value).toBeNaN();
  });
});

describe("average precision", () => {
  it("is what pycocotools gives", () => {
    const random = congruential(11);
    const whole = (range: number) => Math.trunc(random() * range);
    const labels = ["", "a", "b"];
    const box = (x: number, y: number, width: number, height: number): Box => [x, y, x + width, y + height];
    const images: ScoredImage[] = [];
    for (let image = 0; image < 12; image++) {
      const truth: { label: string; box: Box }[] = [];
      const found: FoundBox[] = [];
      for (let left = whole(4); left > 0; left--) {
        const label = labels[1 + whole(2)] ?? "";
        const [x, y, width, height] = [whole(150), whole(150), 10 + whole(40), 10 + whole(40)];
        truth.push({ label, box: box(x, y, width, height) });
        if (random() < 0.75) {
          const [dx, dy] = [Math.trunc((random() - 0.5) * 16), Math.trunc((random() - 0.5) * 16)];
          found.push({ label, box: box(x + dx, y + dy, width, height), score: 0.3 + 0.7 * random() });
        }
        if (random() < 0.3) found.push({ label, box: box(x + 2, y + 2, width, height), score: 0.5 * random() });
      }
      for (let left = whole(3); left > 0; left--)
        found.push({ label: labels[1 + whole(2)] ?? "", box: box(whole(150), whole(150), 20, 20), score: 0.8 * random() });
      images.push({ truth, found });
    }
    expect(images.flatMap(({ truth }) => truth)).toHaveLength(23);
    expect(images.flatMap(({ found }) => found)).toHaveLength(43);
    expect(averagePrecision(images, "a")).toBeCloseTo(0.49323354, 7);
    expect(averagePrecision(images, "b")).toBeCloseTo(0.42965086, 7);
    const mean = meanAveragePrecision(images);
    expect(mean.value).toBeCloseTo(0.46144219973600153, 9);
    expect(mean.low).toBeLessThan(mean.value);
    expect(mean.high).toBeGreaterThan(mean.value);
  });

  it("is 1 of what is there, and no higher for more that is not", () => {
    const random = seededRandom(9);
    const any = (): Box => {
      const [x, y] = [random() * 90, random() * 90];
      return [x, y, x + 1 + random() * 20, y + 1 + random() * 20];
    };
    for (let n = 0; n < 40; n++) {
      const truth = Array.from({ length: 1 + Math.floor(random() * 4) }, () => ({ label: "a", box: any() }));
      const perfect = truth.map((one) => ({ ...one, score: 0.5 + random() / 2 }));
      expect(averagePrecision([{ truth, found: perfect }], "a")).toBeCloseTo(1, 12);
      const more = [...perfect, { label: "a", box: [200, 200, 210, 210] as Box, score: random() }];
      expect(averagePrecision([{ truth, found: more }], "a")).toBeLessThanOrEqual(1);
      const [a, b] = [any(), any()];
      expect(overlapOf(a, b)).toBe(overlapOf(b, a));
      expect(overlapOf(a, a)).toBeCloseTo(1, 12);
    }
    expect(averagePrecision([{ truth: [], found: [] }], "a")).toBeNaN();
  });
});

describe("the FROC curve", () => {
  it("is what the definition gives, threshold by threshold (numpy)", () => {
    const random = congruential(3);
    const whole = (range: number) => Math.trunc(random() * range);
    const scans: ScoredScan[] = Array.from({ length: 6 }, () => {
      const hits = Array.from({ length: 1 + whole(4) }, () => (random() < 0.2 ? null : Math.round(random() * 50) / 50));
      const falsePositives = Array.from({ length: whole(12) }, () => Math.round(random() * 0.8 * 50) / 50);
      return { hits, falsePositives };
    });
    expect([scans.flatMap(({ hits }) => hits).length, scans.flatMap((scan) => scan.falsePositives).length]).toEqual([17, 28]);
    const at = falsePositiveLevels.map((level) => sensitivityAt(scans, level) * 17);
    expect(at.map((hits) => Math.round(hits * 1e6) / 1e6)).toEqual([1, 1, 2, 3, 5, 10, 12]);
    expect(meanSensitivity(scans)).toBeCloseTo(0.2857142857142857, 12);
  });

  it("rises with the false positives that are allowed, and agrees with its thresholds", () => {
    const random = seededRandom(2);
    for (let n = 0; n < 40; n++) {
      const scans: ScoredScan[] = Array.from({ length: 1 + Math.floor(random() * 8) }, () => ({
        hits: Array.from({ length: 1 + Math.floor(random() * 3) }, () => (random() < 0.2 ? null : random())),
        falsePositives: Array.from({ length: Math.floor(random() * 9) }, () => random()),
      }));
      const levels = falsePositiveLevels.map((level) => sensitivityAt(scans, level));
      expect([...levels].sort((a, b) => a - b)).toEqual(levels);
      const { sensitivity, falsePositives } = atThreshold(scans, random());
      expect(sensitivityAt(scans, falsePositives)).toBeGreaterThanOrEqual(sensitivity.value - 1e-12);
      const { mean } = frocOf(scans);
      if (scans.length > 1) expect(mean.low).toBeLessThanOrEqual(mean.high);
    }
  });

  it("counts a finding for what it lies on, a second one for nothing, and all else as false", () => {
    const truth = [
      { centrePatient: [0, 0, 0], diameterMm: 10 },
      { centrePatient: [8, 0, 0], diameterMm: 10 },
      { centrePatient: [50, 0, 0], diameterMm: 1 },
    ] as const;
    const found = [
      { centrePatient: [3, 0, 0], score: 0.4 },
      { centrePatient: [1, 1, 0], score: 0.7 },
      { centrePatient: [5, 0, 0], score: 0.6 },
      { centrePatient: [51.9, 0, 0], score: 0.2 },
      { centrePatient: [0, 5.1, 0], score: 0.9 },
    ] as const;
    expect(scoreScan(truth, found)).toEqual({ hits: [0.7, 0.6, 0.2], falsePositives: [0.9] });
  });
});

describe("the bootstrap", () => {
  it("gives the interval of a mean that theory gives, the same each time", () => {
    const random = seededRandom(1);
    const values = Array.from({ length: 400 }, () => random());
    const mean = (sample: readonly number[]) => sample.reduce((sum, value) => sum + value, 0) / sample.length;
    const { value, low, high } = bootstrap(values, mean, 2000, 4);
    const half = (1.96 * Math.sqrt(1 / 12)) / Math.sqrt(400);
    expect((high - low) / (2 * half)).toBeGreaterThan(0.9);
    expect((high - low) / (2 * half)).toBeLessThan(1.1);
    expect(bootstrap(values, mean, 2000, 4)).toEqual({ value, low, high });
    expect(bootstrap([1], mean).low).toBeNaN();
  });
});

describe("boxes of images", () => {
  const random = seededRandom(13);
  const any = (): Box => {
    const [x, y] = [random() * 90, random() * 90];
    return [x, y, x + 5 + random() * 30, y + 5 + random() * 30];
  };
  const images = Array.from({ length: 24 }, (): ScoredImage => {
    const truth = Array.from({ length: Math.floor(random() * 3) }, () => ({ label: "a", box: any() }));
    const near = truth.flatMap(({ box }) => {
      const by = (random() - 0.5) * 12;
      const moved = box.map((value) => value + by) as unknown as Box;
      return random() < 0.8 ? [{ label: "a", box: moved, score: random() }] : [];
    });
    const others = Array.from({ length: Math.floor(random() * 3) }, () => ({ label: "a", box: any(), score: random() }));
    return { truth, found: [...near, ...others] };
  });

  it("give the same interval whether samples are counted or made", () => {
    const counted = meanAveragePrecision(images);
    const made = bootstrap(images, (sample) => averagePrecision(sample, "a"));
    expect(counted.value).toBeCloseTo(made.value, 12);
    expect(counted.low).toBeCloseTo(made.low, 9);
    expect(counted.high).toBeCloseTo(made.high, 9);
    const mean = resampled(images.length, (counts) =>
      images.reduce((sum, { found }, n) => sum + found.length * (counts[n] ?? 0), 0),
    );
    expect(mean.value).toBe(images.flatMap(({ found }) => found).length);
  });

  it("are found at a level as scans are", () => {
    const matched = images.map((image) => matchImage(image, undefined, overlapsHalf));
    const scans = matched.map(({ truth, marks }) => ({
      hits: truth,
      falsePositives: marks.flatMap(({ score, isRight }) => (isRight ? [] : [score])),
    }));
    for (const { perImage, sensitivity } of imageFroc(matched)) {
      const made = bootstrap(scans, (sample) => sensitivityAt(sample, perImage));
      expect(sensitivity.value).toBeCloseTo(sensitivityAt(scans, perImage), 12);
      expect([sensitivity.low, sensitivity.high]).toEqual([expect.closeTo(made.low, 9), expect.closeTo(made.high, 9)]);
    }
  });

  it("point at the right place by their middle, whatever their size", () => {
    const truth = [{ label: "a", box: [10, 10, 20, 20] as const }];
    const small = { label: "a", score: 0.9, box: [14, 14, 16, 16] as const };
    const beside = { label: "a", score: 0.8, box: [16, 10, 26, 20] as const };
    const other = { label: "b", score: 0.7, box: [10, 10, 20, 20] as const };
    const image = { truth, found: [small, beside, other] };
    expect(matchImage(image, undefined, pointsInto)).toEqual({
      truth: [0.9],
      marks: [small, beside, other].map(({ score }) => ({ score, isRight: score === 0.9 })),
    });
    expect(matchImage(image, undefined, overlapsHalf).truth).toEqual([null]);
  });
});
