import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { shownStatistics, shownValues } from "./shown-values.ts";

const frame = (parts: Partial<Frame>) => ({ unit: "1", ...parts }) as Frame;
const adc = { label: "ADC", unit: "mm2/s", range: [0, 4095] as const, slope: 1e-6, intercept: 0 };

describe("what values are read as", () => {
  it("is SUV where a PET's uptake is known, and the activity itself where not", () => {
    const pet = shownValues(frame({ unit: "Bq/ml", suv: { bodyWeight: 0.0005, missing: [] } }));
    expect([pet.of(6000), pet.unit]).toEqual([3, "{SUVbw}g/ml"]);
    const bare = shownValues(frame({ unit: "Bq/ml", suv: { missing: ["PatientWeight"] } }));
    expect([bare.of(6000), bare.unit]).toEqual([6000, "Bq/ml"]);
  });

  it("is the real world value of what has no unit of its own, within what is mapped", () => {
    const shown = shownValues(frame({ realWorldValues: [adc] }));
    expect([shown.of(1000), shown.of(5000), shown.unit]).toEqual([0.001, undefined, "mm2/s"]);
    expect(shownValues(frame({ unit: "[hnsf'U]", realWorldValues: [adc] })).unit).toBe("[hnsf'U]");
    const table = shownValues(frame({ realWorldValues: [{ ...adc, range: [10, 12], table: { step: 1, values: [1, 4, 9] } }] }));
    expect([table.of(11), table.of(13), table.line]).toEqual([4, undefined, undefined]);
  });

  it("holds for statistics: a deviation is scaled but not moved", () => {
    const statistics = { mean: 10, standardDeviation: 2, minimum: 5, maximum: 20 };
    const line = { ...adc, slope: -2, intercept: 100 };
    expect(shownStatistics(statistics, shownValues(frame({ realWorldValues: [line] })))).toEqual({
      mean: 80,
      standardDeviation: 4,
      minimum: 60,
      maximum: 90,
    });
    expect(shownStatistics({ ...statistics, maximum: 9999 }, shownValues(frame({ realWorldValues: [adc] })))).toBeUndefined();
  });
});
