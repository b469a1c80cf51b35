import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding, Measurement } from "./finding.ts";
import { growthOf } from "./growth.ts";
import { createFinding, edit } from "./lifecycle.ts";
import { sct } from "./sct.ts";
import { ownTrackingUid, trackAs } from "./tracking.ts";
import { ucum } from "./ucum.ts";

const at = "2026-01-05T10:15:00.000Z";

function lesion(measurements: readonly Measurement[]): Finding {
  return createFinding(
    {
      trackingId: "M1",
      studyInstanceUid: "2.25.1",
      seriesInstanceUid: "2.25.2",
      code: sct.length,
      geometry: {
        kind: "length",
        pointsPatient: [
          [0, 0, 0],
          [8, 0, 0],
        ],
      },
      reference: { sopInstanceUid: "2.25.3", sopClassUid: "1.2.840.10008.5.1.4.1.1.2", frameNumber: 1 },
      measurements: [...measurements],
    },
    { by: "person", name: "Reader" },
    { id: "6f6f2b9e-6d1c-4a57-9f39-0d9d4a4e6d10", trackingUid: "2.25.4" },
    at,
  );
}

const sized = (mm: number, mm3: number) =>
  lesion([
    { concept: sct.diameter, value: mm, unit: ucum.millimetre },
    { concept: sct.volume, value: mm3, unit: ucum.cubicMillimetre },
  ]);

describe("the same lesion at another time", () => {
  it("has the lesion's tracking UID, and keeps the one it had", () => {
    const tracked = trackAs(lesion([]), "2.25.99", "Reader", at);
    expect(tracked.trackingUid).toBe("2.25.99");
    expect(tracked.history.at(-1)).toEqual({ at, by: "Reader", from: "accepted", to: "accepted", replacedTrackingUid: "2.25.4" });
    expect(ownTrackingUid(tracked)).toBe("2.25.4");
    expect(ownTrackingUid(trackAs(tracked, "2.25.98", "Reader", at))).toBe("2.25.4");
    expect(ownTrackingUid(lesion([]))).toBe("2.25.4");
    expect(trackAs(tracked, "2.25.99", "Reader", at)).toBe(tracked);
  });

  it("stays it when its words change", () => {
    const tracked = trackAs(lesion([]), "2.25.99", "Reader", at);
    expect(edit(tracked, { comment: "spiculated" }, "Reader", at).trackingUid).toBe("2.25.99");
  });
});

describe("growth", () => {
  it("is said in the unit and in percent, with the time in which the volume doubles", () => {
    const growth = growthOf(sized(8, 268), sized(10, 536), 100);
    expect(growth.size).toMatchObject({ difference: 2, percent: 25 });
    expect(growth.volume).toMatchObject({ difference: 268, percent: 100 });
    expect(growth.doublingDays).toBeCloseTo(100, 9);
  });

  it("halves where it shrinks, and doubles never where nothing changes or nothing is known", () => {
    expect(growthOf(sized(10, 536), sized(8, 268), 60).doublingDays).toBeCloseTo(-60, 9);
    expect(growthOf(sized(8, 268), sized(8, 268), 60).doublingDays).toBeUndefined();
    expect(growthOf(sized(8, 268), sized(9, 300), undefined).doublingDays).toBeUndefined();
    expect(growthOf(sized(8, 268), sized(9, 300), 0).doublingDays).toBeUndefined();
    expect(growthOf(sized(0, 0), sized(9, 300), 30)).toMatchObject({ size: { percent: undefined }, doublingDays: undefined });
  });

  it("compares only what both have in one unit", () => {
    const pixels = lesion([{ concept: sct.length, value: 20, unit: "{pixels}" }]);
    const long = lesion([{ concept: sct.length, value: 9, unit: ucum.millimetre }]);
    expect(growthOf(pixels, long, 10).size).toBeUndefined();
    expect(growthOf(sized(8, 268), long, 10)).toEqual({ size: undefined, volume: undefined, doublingDays: undefined });
  });

  it("doubles as often in a time as it has doubled", () => {
    const positive = fc.double({ min: 1, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(
        positive,
        fc.integer({ min: 1, max: 4000 }),
        fc.double({ min: -4, max: 4, noNaN: true }),
        (volume, days, doublings) => {
          fc.pre(Math.abs(doublings) > 0.01);
          const found = growthOf(sized(1, volume), sized(1, volume * 2 ** doublings), days).doublingDays as number;
          expect(days / found).toBeCloseTo(doublings, 6);
        },
      ),
    );
  });
});
