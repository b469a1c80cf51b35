import { describe, expect, it } from "vitest";
import { findingSchema, type ModelProvenance } from "../../findings/index.ts";
import { makeFinding, modelProvenance } from "../../testing/report-fixtures.ts";
import { algorithmParameters, readModelProvenance } from "./algorithm.ts";

const model = modelProvenance as ModelProvenance;
const back = (provenance: ModelProvenance) =>
  readModelProvenance(
    { name: provenance.modelId, version: provenance.modelVersion, parameters: algorithmParameters(provenance) },
    provenance.score,
  );

describe("a model's provenance as algorithm parameters", () => {
  it("reads back the same, with all that is known and with what earlier versions kept", () => {
    expect(back(model)).toEqual(model);
    const { operatingPoint: _o, variants: _v, provider: _p, time: _t, ...earlier } = model;
    expect(back(earlier)).toEqual(earlier);
    expect(algorithmParameters(earlier).map((text) => text.split("=")[0])).toEqual([
      "weightsSha256",
      "analysisId",
      "threshold",
      "mode",
      "flip",
    ]);
  });

  it("keeps a parameter of the model apart that is called as a part of the provenance", () => {
    const parameters = { time: 3, weightsSha256: "x", "parameter.time": "=a=b\\c", operatingPoint: false };
    expect(back({ ...model, parameters })).toEqual({ ...model, parameters });
    const { time: _t, ...timeless } = model;
    expect(back({ ...timeless, parameters })).toEqual({ ...timeless, parameters });
  });

  it("is nobody's where another program wrote the parameters", () => {
    expect(readModelProvenance({ name: "CAD", version: "2", parameters: ["sensitivity high"] }, 0.4)).toBeUndefined();
    const wrongHash = algorithmParameters(model).with(0, 'weightsSha256="12"');
    expect(readModelProvenance({ name: "a", version: "1", parameters: wrongHash }, 0.4)).toBeUndefined();
  });

  it("parses in findings that were stored before the operating point was kept", () => {
    const { operatingPoint: _o, variants: _v, provider: _p, time: _t, ...earlier } = model;
    const stored = { ...makeFinding(1, { geometry: { kind: "point", pointPatient: [1, 2, 3] } }), provenance: earlier };
    expect(findingSchema.parse(JSON.parse(JSON.stringify(stored))).provenance).toEqual(earlier);
  });
});
