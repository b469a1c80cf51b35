import { describe, expect, it } from "vitest";
import { areOfOnePatient, isSamePatient } from "./same-patient.ts";

const ada = { patientId: "7", patientBirthDate: "19500101", patientSex: "F" };

describe("studies of one patient", () => {
  it("have the same identifier, and nothing that says otherwise", () => {
    expect(isSamePatient(ada, { ...ada })).toBe(true);
    expect(isSamePatient(ada, { ...ada, patientBirthDate: "", patientSex: "" })).toBe(true);
    expect(isSamePatient(ada, { ...ada, patientSex: "O" })).toBe(true);
  });

  it("are not told by an identifier that two patients share, nor by none", () => {
    expect(isSamePatient(ada, { ...ada, patientBirthDate: "19620412" })).toBe(false);
    expect(isSamePatient(ada, { ...ada, patientSex: "M" })).toBe(false);
    expect(isSamePatient({ ...ada, patientId: "" }, { ...ada, patientId: "" })).toBe(false);
    expect(isSamePatient(ada, { ...ada, patientId: "8" })).toBe(false);
  });

  it("are told by the name where no birth date vouches for the identifier: two houses give the same one", () => {
    const named = (patientName: string, patientBirthDate = "") => ({ ...ada, patientName, patientBirthDate });
    expect(isSamePatient(named("Roe^Jane"), named("Smith^Mary"))).toBe(false);
    expect(isSamePatient(named("李^小红"), named("王^建国"))).toBe(false);
    expect(isSamePatient(named("Roe^Jane", "19500101"), named("Smith^Mary"))).toBe(false);
    // Married, written otherwise, with a title, in another script, or with a birth date that agrees.
    expect(isSamePatient(named("Roe^Jane"), named("Smith^JANE^^Dr"))).toBe(true);
    expect(isSamePatient(named("M\u00fcller^Eva"), named("MULLER"))).toBe(true);
    expect(isSamePatient(named("Wang^Xiaodong"), named("王^小东"))).toBe(true);
    expect(isSamePatient(named("Wang^XD=王^小东"), named("Ong^S T=王^小东"))).toBe(true);
    expect(isSamePatient(named("Roe^Jane", "19500101"), named("Smith^Mary", "19500101"))).toBe(true);
    expect(isSamePatient(named(""), named("Smith^Mary"))).toBe(true);
    expect(isSamePatient(named("1"), named("2"))).toBe(true);
  });

  it("are looked up by their UIDs; a study that is not there is nobody's", () => {
    const studies = new Map([
      ["1", ada],
      ["2", { ...ada }],
      ["3", { ...ada, patientId: "8" }],
    ]);
    const archive = { study: (uid: string) => studies.get(uid) } as never;
    expect(["1", "2", "3", "4"].map((uid) => areOfOnePatient(archive, "1", uid))).toEqual([true, true, false, false]);
  });
});
