import { describe, expect, it } from "vitest";
import { createFinding, decide, type Finding, sct, ucum } from "../../src/findings/index.ts";
import { daysBetween, lesionsOf } from "./lesions.ts";

const at = "2026-01-05T10:15:00.000Z";

function lesion(number: number, trackingUid: string, mm: number): Finding {
  return createFinding(
    {
      trackingId: `M${number}`,
      studyInstanceUid: "2.25.1",
      seriesInstanceUid: "2.25.2",
      code: sct.length,
      geometry: { kind: "point", pointPatient: [number, 0, 0] },
      reference: { sopInstanceUid: "2.25.3", sopClassUid: "1.2.840.10008.5.1.4.1.1.2", frameNumber: 1 },
      measurements: [{ concept: sct.diameter, value: mm, unit: ucum.millimetre }],
    },
    { by: "person", name: "Reader" },
    { id: `6f6f2b9e-6d1c-4a57-9f39-0d9d4a4e6d${String(number).padStart(2, "0")}`, trackingUid },
    at,
  );
}

describe("lesions that are followed", () => {
  const prior = (studyDate: string, ...findings: Finding[]) => ({ studyInstanceUid: `2.25.${studyDate}`, studyDate, findings });

  it("are findings of one tracking UID, numbered in order of making, the newest prior first", () => {
    const findings = [lesion(1, "a", 8), lesion(2, "b", 5), lesion(3, "c", 9)];
    const priors = [prior("20250701", lesion(11, "c", 7)), prior("20250101", lesion(12, "a", 6), lesion(13, "c", 6))];
    const lesions = lesionsOf(findings, priors, "20260101");
    expect(lesions.map(({ number, finding }) => [number, finding.trackingId])).toEqual([
      [1, "M1"],
      [2, "M3"],
    ]);
    expect(lesions[1]?.earlier.map(({ studyDate, days, growth }) => [studyDate, days, growth.size?.difference])).toEqual([
      ["20250701", 184, 2],
      ["20250101", 365, 3],
    ]);
  });

  it("are none that was rejected", () => {
    const rejected = decide(lesion(1, "a", 8), "rejected", "Reader", at);
    expect(lesionsOf([rejected], [prior("20250101", lesion(2, "a", 6))], "20260101")).toEqual([]);
  });

  it("have no days between dates that are none", () => {
    expect(daysBetween("20240228", "20240301")).toBe(2);
    expect(daysBetween("", "20240301")).toBeUndefined();
    expect(daysBetween("2024", "20240301")).toBeUndefined();
  });
});
