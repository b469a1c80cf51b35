import { describe, expect, it } from "vitest";
import type { Analysis, ModelCard, SeriesDetail, SeriesSummary } from "../../src/contract/index.ts";
import { type Finding, sct } from "../../src/findings/index.ts";
import { type ReportDraft, reportTemplateSchema } from "../../src/report/index.ts";
import { reasonFor } from "../actions/index.ts";
import { findingOrder } from "../stores/finding-order.ts";
import { nextProposal } from "../stores/go-to-finding.ts";
import type { Cell } from "../stores/viewport/viewport-store.ts";
import { modelToOffer, reasonNotToRun } from "./ai/run-availability.ts";
import { mainMeasurement, measurementText } from "./findings/describe.ts";
import { switchTemplate } from "./report/switch-template.ts";
import { formOf, parseDestination } from "./settings/destination-form.ts";
import { rowAfterKey } from "./worklist/StudyTable.tsx";

const finding = (id: string, status: Finding["status"], score?: number): Finding =>
  ({
    id,
    status,
    code: sct.lungNodule,
    geometry: { kind: "sphere", centerPatient: [0, 0, 0], diameterMm: 5 },
    measurements: [],
    provenance: score === undefined ? { by: "person", name: "A" } : { by: "model", score },
  }) as unknown as Finding;

describe("the order of findings", () => {
  const findings = [
    finding("a", "rejected", 0.9),
    finding("b", "proposed", 0.5),
    finding("c", "edited", 0.7),
    finding("d", "proposed", 0.8),
    finding("e", "accepted"),
  ];

  it("is proposals by score, then what a person stands behind, then what was rejected", () => {
    expect(findingOrder(findings).map(({ id }) => id)).toEqual(["d", "b", "c", "e", "a"]);
  });

  it("leads from a decided proposal to the next one that waits, and round to the first", () => {
    expect(nextProposal(findings, "d")?.id).toBe("b");
    expect(nextProposal(findings, "b")?.id).toBe("d");
    expect(nextProposal([finding("x", "proposed", 1)], "x")).toBeUndefined();
  });
});

describe("numbers", () => {
  it("are rounded as they are read, with the unit's own symbol", () => {
    expect(measurementText({ value: 8.249, unit: "mm" })).toBe("8.2 mm");
    expect(measurementText({ value: -0.2, unit: "[hnsf'U]" })).toBe("0 HU");
    expect(measurementText({ value: 45.04, unit: "deg" })).toBe("45.0°");
    expect(measurementText({ value: 1, unit: "furlong" })).toBe("1.00 furlong");
  });

  it("show the diameter before the volume", () => {
    const volume = { concept: { value: "118565006", scheme: "SCT", meaning: "Volume" }, value: 9, unit: "mm3" };
    const diameter = { concept: { value: "81827009", scheme: "SCT", meaning: "Diameter" }, value: 3, unit: "mm" };
    const both = { ...finding("a", "proposed"), measurements: [volume, diameter] };
    expect(mainMeasurement(both)).toBe(diameter);
    expect(mainMeasurement({ ...both, measurements: [volume] })).toBe(volume);
  });
});

describe("controls that are off", () => {
  const cell = (content: Cell["content"]): Cell =>
    ({ id: "cell-0", content, cine: { playing: false, framesPerSecond: undefined } }) as Cell;
  const series = (kind: "volume" | "stack", unit: string, frames = 3): SeriesDetail =>
    ({
      frames: Array.from({ length: frames }, () => ({ unit, voi: [] })),
      geometry: { kind, issues: kind === "stack" ? [{ code: "gaps", details: {} }] : [] },
    }) as unknown as SeriesDetail;
  const stack = [cell({ kind: "stack", seriesInstanceUid: "1" })];
  const reason = (control: Parameters<typeof reasonFor>[0], cells: readonly Cell[], detail?: SeriesDetail) =>
    reasonFor(control, cells, "cell-0", detail);

  it("say why: nothing open, not a volume, not CT, one image", () => {
    expect(reason("mpr", [cell({ kind: "empty" })])?.key).toBe("toolbar.reason.noSeries");
    expect(reason("mpr", stack)?.key).toBe("toolbar.reason.checking");
    expect(reason("mpr", stack, series("stack", "1"))).toMatchObject({
      key: "toolbar.reason.notAVolume",
      issues: [{ code: "gaps" }],
    });
    expect(reason("ct-window", stack, series("volume", "1"))?.key).toBe("toolbar.reason.windowsAreForCt");
    expect(reason("cine", stack, series("volume", "1", 1))?.key).toBe("toolbar.reason.oneImage");
    expect(reason("crosshair", stack)?.key).toBe("toolbar.reason.onlyInMpr");
  });

  it("are on where they can be used", () => {
    const ct = series("volume", "[hnsf'U]");
    for (const control of ["mpr", "volume3d", "window", "cine", "measure", "turn", "image"] as const) {
      expect(reason(control, stack, ct)).toBeUndefined();
    }
  });

  it("never measure on a volume rendering", () => {
    const volume = [cell({ kind: "volume3d", seriesInstanceUid: "1", preset: "bone" })];
    expect(reason("measure", volume, series("volume", "[hnsf'U]"))?.key).toBe("toolbar.reason.notOnVolume");
  });

  it("run no model on a series it is not made for, nor twice at once", () => {
    const model = { id: "m", usable: true, modalities: ["CT"] } as unknown as ModelCard;
    const ct = { seriesInstanceUid: "1", modality: "CT" } as SeriesSummary;
    const running = { seriesInstanceUid: "1", modelId: "m", state: "running" } as Analysis;
    expect(reasonNotToRun(model, ct, [])).toBeUndefined();
    expect(reasonNotToRun(model, ct, [running])).toBe("ai.reason.running");
    expect(reasonNotToRun(model, { ...ct, modality: "MR" }, [])).toBe("ai.reason.otherModality");
    expect(reasonNotToRun({ ...model, usable: false }, ct, [])).toBe("ai.reason.unusable");
    expect(reasonNotToRun(undefined, ct, [])).toBe("ai.reason.noModel");
  });

  it("offer the model that takes the series, unless the reader chose another for such series", () => {
    const limbs = { id: "limbs", usable: true, modalities: ["DX", "CR"] } as unknown as ModelCard;
    const lungs = { id: "lungs", usable: true, modalities: ["CT"] } as unknown as ModelCard;
    const any = { id: "any", usable: true, modalities: [] } as unknown as ModelCard;
    const [ct, dx, mr] = ["CT", "DX", "MR"].map((modality) => ({ modality }) as SeriesSummary);
    const offered = (...of: Parameters<typeof modelToOffer>) => modelToOffer(...of)?.id;
    expect(offered([limbs, lungs, any], ct, undefined)).toBe("lungs");
    expect(offered([limbs, lungs, any], dx, undefined)).toBe("limbs");
    expect(offered([limbs, lungs, any], ct, { id: "any", modality: "CT" })).toBe("any");
    expect(offered([limbs, lungs, any], dx, { id: "any", modality: "CT" })).toBe("limbs");
    expect(offered([limbs, { ...lungs, usable: false }, any], ct, undefined)).toBe("any");
    expect(offered([limbs, lungs], mr, { id: "lungs", modality: "CT" })).toBe("lungs");
    expect(offered([{ ...limbs, usable: false }, lungs], undefined, undefined)).toBe("lungs");
    expect(offered([], ct, undefined)).toBeUndefined();
    const films = { ...limbs, modalities: ["DX", "SC"] };
    const picture = { seriesInstanceUid: "1", modality: "OT" } as SeriesSummary;
    expect(offered([lungs, films], picture, undefined)).toBe("limbs");
    expect(reasonNotToRun(films, picture, [])).toBeUndefined();
    expect(reasonNotToRun(limbs, picture, [])).toBe("ai.reason.otherModality");
  });
});

describe("the destination form", () => {
  it("gives back what it was opened with", () => {
    const dimse = { kind: "dimse", host: "pacs", port: 104, calledAeTitle: "PACS", callingAeTitle: "ME" } as const;
    for (const destination of [{ kind: "embedded" } as const, { kind: "dicomweb", url: "http://pacs/dw" } as const, dimse]) {
      expect(parseDestination(formOf(destination))).toEqual(destination);
    }
  });

  it("is undefined while something is missing or wrong", () => {
    const form = { ...formOf({ kind: "embedded" }), kind: "dimse" } as const;
    expect(parseDestination(form)).toBeUndefined();
    expect(parseDestination({ ...form, host: "a", calledAeTitle: "B", port: "70000" })).toBeUndefined();
    expect(parseDestination({ ...form, kind: "dicomweb", url: "ftp://pacs" })).toBeUndefined();
  });
});

describe("rows by keys", () => {
  it("stay inside the list", () => {
    expect(rowAfterKey("ArrowUp", 0, 5)).toBe(0);
    expect(rowAfterKey("ArrowDown", -1, 5)).toBe(0);
    expect(rowAfterKey("PageDown", 2, 5)).toBe(4);
    expect(rowAfterKey("End", 0, 5)).toBe(4);
    expect(rowAfterKey("a", 0, 5)).toBeUndefined();
  });
});

describe("another template", () => {
  const section = (id: string, normal: string) => ({
    id,
    heading: { en: id, "zh-CN": id },
    code: { value: id, scheme: "99", meaning: id },
    normal: { en: normal, "zh-CN": normal },
  });
  const template = (id: string, ...sections: object[]) =>
    reportTemplateSchema.parse({ id, version: "1", title: { en: id, "zh-CN": id }, modalities: ["CT"], sections });
  const chest = template("chest", section("technique", "CT."), section("lungs", "Clear."), section("impression", ""));
  const general = template("general", section("technique", "Any."), section("impression", ""));
  const draft: ReportDraft = {
    studyInstanceUid: "1",
    templateId: "chest",
    language: "en",
    sections: { technique: "CT.", lungs: "Own words on the lungs.", impression: "Own impression." },
    findingIds: [],
    flow: {},
    revision: 2,
    savedAt: "2026-01-01T00:00:00.000Z",
  };

  it("loses no word of the reader, and leaves the old template's words behind", () => {
    expect(switchTemplate(draft, chest, general)).toMatchObject({
      templateId: "general",
      revision: 2,
      sections: { technique: "Any.", impression: "Own impression.\nOwn words on the lungs." },
    });
  });
});
