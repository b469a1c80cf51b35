import { describe, expect, it } from "vitest";
import { RateMeter } from "./import-rates.ts";

describe("the rates of an import", () => {
  it("are those of late: a drive that slows down shows it, and the time left follows", () => {
    const meter = new RateMeter();
    let done = { files: 0, bytes: 0 };
    for (let tenth = 1; tenth <= 50; tenth += 1) {
      done = { files: tenth * 10, bytes: tenth * 10_000 };
      meter.sample(done, tenth / 10);
    }
    const total = { files: 1500, bytes: 1_500_000 };
    const steady = meter.rates(total);
    expect(steady.filesPerSecond).toBeCloseTo(100, 6);
    expect(steady.bytesPerSecond).toBeCloseTo(100_000, 3);
    expect(steady.secondsLeft).toBeCloseTo(10, 6);
    for (let tenth = 51; tenth <= 250; tenth += 1)
      meter.sample({ files: done.files + tenth - 50, bytes: done.bytes + (tenth - 50) * 1000 }, tenth / 10);
    expect(meter.rates(total).filesPerSecond).toBeLessThan(11);
    expect(meter.rates(total).secondsLeft).toBeGreaterThan(70);
  });

  it("are not guessed: nothing before anything was seen, no time left without a whole or in the first second", () => {
    const meter = new RateMeter();
    expect(meter.rates({ files: 10, bytes: 10 })).toEqual({ filesPerSecond: 0, bytesPerSecond: 0, secondsLeft: null });
    meter.sample({ files: 5, bytes: 5 }, 0.5);
    expect(meter.rates({ files: 10, bytes: 10 }).filesPerSecond).toBeCloseTo(10, 6);
    expect(meter.rates({ files: 10, bytes: 10 }).secondsLeft).toBeNull();
    meter.sample({ files: 5, bytes: 5 }, 0.5);
    expect(meter.rates(null).secondsLeft).toBeNull();
  });

  it("go by the slower of files and bytes", () => {
    const meter = new RateMeter();
    for (let second = 1; second <= 5; second += 1) meter.sample({ files: second * 10, bytes: second * 100 }, second);
    expect(meter.rates({ files: 60, bytes: 5000 }).secondsLeft).toBeCloseTo(45, 6);
  });
});
