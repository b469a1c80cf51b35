import { describe, expect, it } from "vitest";
import type { SeriesSummary, StudyDetail, StudySummary } from "../../src/contract/index.ts";
import { changedSelections } from "./arrived-selections.ts";

const series = (seriesInstanceUid: string, kind: SeriesSummary["kind"], instanceCount: number) =>
  ({ seriesInstanceUid, kind, instanceCount }) as SeriesSummary;
const study = (studyInstanceUid: string) => ({ studyInstanceUid }) as StudySummary;
const images = series("1.1", "image", 20);
const selection = series("1.2", "key-objects", 1);

function detail(current: readonly SeriesSummary[], prior: readonly SeriesSummary[] = [images]): StudyDetail {
  return { study: study("1"), series: [...current], priors: [{ study: study("2"), series: [...prior] }] };
}

describe("selections that have come", () => {
  it.each([
    ["nothing", detail([images, selection]), detail([images, selection]), []],
    ["images of a study without selections", detail([images]), detail([series("1.1", "image", 30)]), []],
    ["a selection", detail([images]), detail([images, selection]), ["1"]],
    ["another one in the same series", detail([images, selection]), detail([images, series("1.2", "key-objects", 2)]), ["1"]],
    ["images that a selection may name", detail([images, selection]), detail([series("1.1", "image", 30), selection]), ["1"]],
    ["the end of a selection", detail([images, selection]), detail([images]), ["1"]],
    ["a selection of a prior", detail([images]), detail([images], [images, selection]), ["2"]],
    ["a study, with a selection", undefined, detail([images, selection]), ["1"]],
    ["no answer", detail([images, selection]), undefined, []],
  ])("%s", (_what, before, now, changed) => expect(changedSelections(before, now)).toEqual(changed));
});
