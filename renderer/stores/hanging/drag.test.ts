import { beforeEach, describe, expect, it } from "vitest";
import type { StudyDetail } from "../../../src/contract/index.ts";
import { useStudyStore } from "../study-store.ts";
import { emptyCell, useViewportStore } from "../viewport/viewport-store.ts";
import { dropOn, SERIES_DRAG_TYPE } from "./drag.ts";

const series = (seriesInstanceUid: string) => ({ seriesInstanceUid, kind: "image" });
const detail = {
  study: { studyInstanceUid: "1" },
  series: [series("1.1")],
  priors: [{ study: { studyInstanceUid: "2" }, series: [series("2.1")] }],
} as unknown as StudyDetail;

const drop = (...uids: string[]) => dropOn("cell-0", (type) => (type === SERIES_DRAG_TYPE ? uids.join("\n") : ""));
const shown = () => {
  const [content] = useViewportStore.getState().cells.map((cell) => cell.content);
  return content?.kind === "empty" ? undefined : content?.seriesInstanceUid;
};

describe("a series that is dropped on a cell", () => {
  beforeEach(() => {
    useStudyStore.setState({ studyInstanceUid: "1", detail });
    useViewportStore.setState({ rows: 1, columns: 1, cells: [emptyCell("cell-0")], activeCellId: "cell-0" });
  });

  it("is shown there: of the open study, or of an earlier one of the patient", () => {
    expect([drop("1.1"), shown()]).toEqual([true, "1.1"]);
    expect([drop("2.1"), shown()]).toEqual([true, "2.1"]);
  });

  it("is not of another patient, as one dragged over from a window with another study may be", () => {
    expect([drop("9.1"), shown()]).toEqual([false, undefined]);
    expect([drop("9.1", "1.1"), shown()]).toEqual([true, "1.1"]);
  });
});
