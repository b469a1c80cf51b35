import { describe, expect, it } from "vitest";
import { makeFinding, modelProvenance, personProvenance } from "../testing/report-fixtures.ts";
import type { Finding, FindingStatus } from "./finding.ts";
import { createFinding, type Decision, decide, edit } from "./lifecycle.ts";
import { packMask } from "./mask.ts";
import { sct } from "./sct.ts";

const at = "2026-11-22T11:00:00.000Z";
const sphere = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 8 } as const;
const larger = { kind: "sphere", centerPatient: [1, 2, 3], diameterMm: 10 } as const;
const mask = packMask([1, 1, 1], [2, 1, 1], [1, 1]);

function proposal(): Finding {
  const accepted = makeFinding(1, { geometry: sphere, segment: mask }, modelProvenance);
  return decide(accepted, "proposed", "Doe^Jane", at);
}

const ofModel: Readonly<Record<FindingStatus, () => Finding>> = {
  proposed: proposal,
  accepted: () => decide(proposal(), "accepted", "Doe^Jane", at),
  edited: () => edit(proposal(), { geometry: larger }, "Doe^Jane", at),
  rejected: () => decide(proposal(), "rejected", "Doe^Jane", at),
};

describe("a model's finding", () => {
  it("starts as a proposal, made by the model", () => {
    const {
      trackingId,
      id: _id,
      status: _status,
      history: _history,
      provenance: _provenance,
      trackingUid: _uid,
      ...input
    } = proposal();
    const made = createFinding({ ...input, trackingId }, modelProvenance, { id: crypto.randomUUID(), trackingUid: "2.25.9" }, at);
    expect(made.status).toBe("proposed");
    expect(made.history).toEqual([{ at, by: "lung-nodule 1.0.0", from: null, to: "proposed" }]);
  });

  const table: readonly [FindingStatus, Decision, FindingStatus][] = [
    ["proposed", "accepted", "accepted"],
    ["proposed", "rejected", "rejected"],
    ["accepted", "rejected", "rejected"],
    ["accepted", "proposed", "proposed"],
    ["edited", "rejected", "rejected"],
    ["edited", "proposed", "proposed"],
    ["rejected", "accepted", "accepted"],
    ["rejected", "proposed", "proposed"],
  ];
  it.each(table)("%s, %s -> %s", (from, decision, to) => {
    const before = ofModel[from]();
    const after = decide(before, decision, "Roe", at);
    expect(after.status).toBe(to);
    expect(after.history.slice(0, -1)).toEqual(before.history);
    expect(after.history.at(-1)).toMatchObject({ at, by: "Roe", from, to });
  });

  const unchanged: readonly [FindingStatus, Decision][] = [
    ["proposed", "proposed"],
    ["accepted", "accepted"],
    ["edited", "accepted"],
    ["rejected", "rejected"],
  ];
  it.each(unchanged)("%s, %s: a step sent twice is one step", (from, decision) => {
    const before = ofModel[from]();
    expect(decide(before, decision, "Roe", at)).toBe(before);
  });

  it.each(["proposed", "accepted", "edited"] as const)("%s, edit -> edited, and what was replaced is kept", (from) => {
    const before = ofModel[from]();
    const after = edit(before, { geometry: { ...sphere, diameterMm: 12 } }, "Roe", at);
    expect(after.status).toBe("edited");
    expect(after.history.at(-1)?.replaced).toEqual({
      geometry: before.geometry,
      measurements: before.measurements,
      reference: before.reference,
      caveats: before.caveats,
      ...(before.segment === undefined ? {} : { segment: before.segment }),
    });
  });

  it("takes over where a new shape was drawn and what it lacks, and gives both back", () => {
    const before = proposal();
    const reference = { ...before.reference, sopInstanceUid: "2.25.77" };
    const after = edit(before, { geometry: larger, reference, caveats: ["slab"] }, "Roe", at);
    expect(after).toMatchObject({ reference, caveats: ["slab"] });
    expect(decide(after, "proposed", "Roe", at)).toMatchObject({ reference: before.reference, caveats: before.caveats });
  });

  it("loses the old mask and the old numbers with the old shape", () => {
    const after = edit(proposal(), { geometry: larger }, "Roe", at);
    expect(after.segment).toBeUndefined();
    expect(after.measurements).toEqual([
      { concept: sct.diameter, value: 10, unit: "mm" },
      { concept: sct.volume, value: (Math.PI / 6) * 1000, unit: "mm3" },
    ]);
  });

  it("has the mask that comes with the new shape, and its own again when it is taken back", () => {
    const drawn = packMask([2, 2, 2], [3, 1, 1], [1, 0, 1]);
    const after = edit(proposal(), { geometry: larger, segment: drawn }, "Roe", at);
    expect([after.status, after.segment, after.history.at(-1)?.replaced?.segment]).toEqual(["edited", drawn, mask]);
    expect(decide(after, "proposed", "Roe", at).segment).toEqual(mask);
  });

  it("cannot be edited once rejected", () => {
    expect(() => edit(ofModel.rejected(), { geometry: larger }, "Roe", at)).toThrowError(
      expect.objectContaining({ area: "findings", code: "illegal-step" }),
    );
  });

  it("is again what the model proposed when it is taken back, and keeps the edited shape in its history", () => {
    const twice = edit(ofModel.edited(), { geometry: { ...sphere, diameterMm: 12 } }, "Roe", at);
    const back = decide(twice, "proposed", "Roe", at);
    expect(back.geometry).toEqual(sphere);
    expect(back.segment).toEqual(mask);
    expect(back.measurements).toEqual(proposal().measurements);
    expect(back.history.at(-1)?.replaced?.geometry).toEqual({ ...sphere, diameterMm: 12 });
  });

  it("resumes as edited when a rejected one that had been edited is accepted", () => {
    const rejected = decide(ofModel.edited(), "rejected", "Roe", at);
    const resumed = decide(rejected, "accepted", "Roe", at);
    expect(resumed.status).toBe("edited");
    expect(resumed.geometry).toEqual(larger);
  });

  it("does not resume an edit that was taken back before", () => {
    const taken = decide(ofModel.edited(), "proposed", "Roe", at);
    expect(decide(decide(taken, "rejected", "Roe", at), "accepted", "Roe", at).status).toBe("accepted");
  });

  it("keeps its status when only its words change, and keeps the old words", () => {
    const after = edit(proposal(), { comment: "spiculated" }, "Roe", at);
    expect(after.status).toBe("proposed");
    expect(after.history.at(-1)).toEqual({
      at,
      by: "Roe",
      from: "proposed",
      to: "proposed",
      replacedWords: { trackingId: "F1", comment: "" },
    });
    expect(edit(after, { comment: "spiculated" }, "Roe", at)).toBe(after);
  });
});

describe("a person's finding", () => {
  const own = () => makeFinding(2, { geometry: sphere }, personProvenance);

  it("is accepted from the start, and stays accepted when edited", () => {
    expect(own().status).toBe("accepted");
    expect(own().history).toEqual([{ at: expect.any(String), by: "Doe^Jane", from: null, to: "accepted" }]);
    const after = edit(own(), { geometry: larger }, "Roe", at);
    expect(after.status).toBe("accepted");
    expect(after.history.at(-1)?.replaced?.geometry).toEqual(sphere);
  });

  it("can be rejected and accepted again, but is never a proposal", () => {
    const rejected = decide(own(), "rejected", "Roe", at);
    expect(rejected.status).toBe("rejected");
    expect(decide(rejected, "accepted", "Roe", at).status).toBe("accepted");
    for (const finding of [own(), rejected]) {
      expect(() => decide(finding, "proposed", "Roe", at)).toThrowError(expect.objectContaining({ code: "illegal-step" }));
    }
    expect(() => edit(rejected, { geometry: larger }, "Roe", at)).toThrowError(expect.objectContaining({ code: "illegal-step" }));
  });
});

describe("what is refused", () => {
  it("numbers that are none, in a shape or a measurement", () => {
    expect(() => makeFinding(3, { geometry: { ...sphere, diameterMm: Number.NaN } })).toThrowError(
      expect.objectContaining({ code: "invalid" }),
    );
    const finding = makeFinding(3, { geometry: sphere });
    const nonsense = [{ concept: sct.length, value: Number.POSITIVE_INFINITY, unit: "mm" }];
    expect(() => edit(finding, { measurements: nonsense }, "Roe", at)).toThrowError(expect.objectContaining({ code: "invalid" }));
  });

  it("a mask that is empty or does not fit its box", () => {
    const empty = packMask([0, 0, 0], [2, 2, 2], new Uint8Array(8));
    const short = { minIndex: [0, 0, 0], size: [9, 9, 9], bitsBase64: "AAAA" } as const;
    for (const segment of [empty, { ...short, size: [9, 9, 9] as [number, number, number] }]) {
      expect(() => makeFinding(4, { geometry: sphere, segment }, modelProvenance)).toThrowError(
        expect.objectContaining({ code: "invalid-mask" }),
      );
    }
  });
});

it("writes an ellipse with its major axis first, whichever way it was drawn", () => {
  const pointsPatient = [
    [0, -1, 0],
    [0, 1, 0],
    [-5, 0, 0],
    [5, 0, 0],
  ] as const;
  const finding = makeFinding(5, { geometry: { kind: "ellipse", pointsPatient: [...pointsPatient] as never } });
  expect(finding.geometry).toEqual({
    kind: "ellipse",
    pointsPatient: [
      [-5, 0, 0],
      [5, 0, 0],
      [0, -1, 0],
      [0, 1, 0],
    ],
  });
});
