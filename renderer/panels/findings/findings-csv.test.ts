import { expect, it } from "vitest";
import { dcm, type Finding, own, sct } from "../../../src/findings/index.ts";
import { familyOf, groupFindings } from "../../stores/index.ts";
import type { Text } from "../../stores/text.ts";
import { sizeText } from "./describe.ts";
import { findingsCsv } from "./findings-csv.ts";

const text: Text = (key) => key.split(".").at(-1) ?? "";
const drawn = (trackingId: string, over: Partial<Finding>) =>
  ({
    trackingId,
    status: "accepted",
    provenance: { by: "person", name: "Doe^Jane" },
    code: sct.length,
    geometry: { kind: "length", pointsPatient: [] },
    measurements: [{ concept: sct.length, value: 12.3456789, unit: "mm" }],
    caveats: [],
    comment: "Secret^Name",
    studyInstanceUid: "1.2.3.4",
    ...over,
  }) as unknown as Finding;

it("saves numbers in full and nothing of the patient, safe to open in a spreadsheet", () => {
  const findings = [
    drawn("=HYPERLINK(1)", {}),
    drawn('M"2', { caveats: ["lossy", "slab"], site: { value: "1", scheme: "X", meaning: "a, b" } }),
  ];
  const csv = findingsCsv(
    findings,
    text,
    ({ meaning }) => meaning,
    () => "Length",
  );
  expect(csv.split("\r\n")).toEqual([
    "label,kind,site,status,quantity,value,unit,caveats",
    "'=HYPERLINK(1),Length,,accepted,Length,12.3456789,mm,",
    '"M""2",Length,"a, b",accepted,Length,12.3456789,mm,lossy slab',
  ]);
  for (const secret of ["Doe", "Secret", "1.2.3.4"]) expect(csv).not.toContain(secret);
});

it("stands together by what it is, named findings first", () => {
  const axes = drawn("axes", { code: dcm.imageRegion, geometry: { kind: "bidirectional", pointsPatient: [] as never } });
  const note = drawn("note", { code: own.annotation, geometry: { kind: "text", pointPatient: [0, 0, 0] } });
  const mass = drawn("mass", { code: sct.mass });
  const all = [note, drawn("first", {}), axes, mass, drawn("second", {})];
  expect(groupFindings(all).accepted.map(({ trackingId }) => trackingId)).toEqual(["mass", "first", "second", "axes", "note"]);
  expect([note, axes, mass].map(familyOf)).toEqual(["annotation", "axes", "named"]);
});

it("tells both axes at a glance", () => {
  const measurements = [
    { concept: sct.longAxis, value: 23.16, unit: "mm" },
    { concept: sct.shortAxis, value: 12, unit: "mm" },
  ];
  expect(sizeText(drawn("M1", { measurements }))).toBe("23.2 × 12.0 mm");
  expect(sizeText(drawn("M1", { measurements: [] }))).toBe("");
});
