import { describe, expect, it } from "vitest";
import { studyHash } from "../stores/place.ts";
import { parseRoute } from "./routes.ts";

describe("routes", () => {
  it("go to a study and come back", () => {
    expect(parseRoute(studyHash("1.2.840.1"))).toEqual({ kind: "study", studyInstanceUid: "1.2.840.1", tab: undefined });
    expect(parseRoute(studyHash("1.2.840.1", "report"))).toMatchObject({ kind: "study", tab: "report" });
  });

  it("go to a further window of a study", () => {
    expect(parseRoute("#/study/1.2/screen-2")).toMatchObject({ kind: "study", studyInstanceUid: "1.2", screen: 2 });
    expect(parseRoute("#/study/1.2/screen-1")).toEqual({ kind: "worklist" });
    expect(parseRoute("#/study/1.2/screen-9")).toEqual({ kind: "worklist" });
  });

  it("lead to the worklist from anything else", () => {
    for (const hash of ["", "#/", "#/study/", "#/study/../etc", `#/study/${"1".repeat(65)}`, "#/nothing"]) {
      expect(parseRoute(hash)).toEqual({ kind: "worklist" });
    }
    expect(parseRoute("#/study/1.2/unheard")).toMatchObject({ kind: "study", tab: undefined });
  });
});
