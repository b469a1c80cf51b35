import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HangingProtocol, SeriesSummary, StudyDetail } from "../../../src/contract/index.ts";
import { usePreferenceStore } from "../preference-store.ts";
import { useStudyStore } from "../study-store.ts";
import { emptyCell, useViewportStore } from "../viewport/viewport-store.ts";
import { useHangingStore } from "./hanging-state.ts";
import { fillMissing, hangBy } from "./hanging-store.ts";
import { hangArrived } from "./open-study.ts";

/** CT left, MR right. Which stack of a series is meant is asked of the host: until it answers nothing is hung. */
function protocolOf(id: string, rank: number, needs: readonly string[]): HangingProtocol {
  const keys = ["ct", "mr"];
  const choice = (modality: string) => ({
    name: modality,
    anyOf: [{ modality: [modality] }],
    stack: { by: "echo", pick: "lowest" as const },
  });
  const cells = keys.map((series) => ({ series, study: 0, show: { kind: "stack" as const } }));
  return {
    id,
    name: id,
    rank,
    fits: { modality: ["CT"], series: needs.map((modality) => ({ modality: [modality] })) },
    series: Object.fromEntries(keys.map((key) => [key, choice(key.toUpperCase())])),
    stages: [{ name: id, screen: { shape: "grid", rows: 1, columns: 2, cells }, linked: false }],
  };
}

const plain = protocolOf("plain", 0, ["CT"]);
const better = protocolOf("better", 20, ["CT", "MR"]);

function detailOf(study: string, modalities: readonly string[]): StudyDetail {
  const series = modalities.map((modality) => ({
    ...{ seriesInstanceUid: `${study}.${modality}`, studyInstanceUid: study, modality, kind: "image" },
    ...{ seriesDescription: "", bodyPartExamined: "", frameCount: 10, instanceCount: 10 },
  })) as SeriesSummary[];
  return { study: { studyInstanceUid: study, studyDescription: "" }, series, priors: [] } as unknown as StudyDetail;
}

const open = (detail: StudyDetail) => useStudyStore.setState({ studyInstanceUid: detail.study.studyInstanceUid, detail });
const shown = () =>
  useViewportStore.getState().cells.map(({ content }) => ("seriesInstanceUid" in content ? content.seriesInstanceUid : "-"));
const applied = () => useHangingStore.getState().applied;

describe("a study that is still arriving", () => {
  let answer = () => {};
  beforeEach(() => {
    const gate = new Promise<void>((resolve) => {
      answer = resolve;
    });
    vi.stubGlobal("fetch", async () => {
      await gate;
      return Response.json({ area: "host", code: "not-found", message: "", details: {} }, { status: 404 });
    });
    const { preferences } = usePreferenceStore.getState();
    const own = { automatic: true, own: [plain, better] };
    usePreferenceStore.setState({ isLoaded: true, preferences: { ...preferences, "hanging-protocols": own } });
    open(detailOf("1", ["CT"]));
    leaveMissing();
  });
  afterEach(() => vi.unstubAllGlobals());

  /** As a protocol hangs it whose second series has not come. */
  function leaveMissing(first = emptyCell("cell-0"), protocolId = "plain"): void {
    const missing = { name: "MR", study: 0, isStudyMissing: false };
    const cells = [first, { ...emptyCell("cell-1"), content: { kind: "empty", missing } as const }];
    useViewportStore.setState({ rows: 1, columns: 2, cells });
    useHangingStore.setState({ applied: { protocolId, stage: 0 }, screen: 1, isRestored: false });
  }

  it("fills cells whose series was missing", async () => {
    open(detailOf("1", ["CT", "MR"]));
    answer();
    await fillMissing();
    expect(shown()).toEqual(["-", "1.MR"]);
  });

  it("never fills the cells of the study, or of the protocol, that was opened meanwhile", async () => {
    for (const leave of [() => open(detailOf("2", ["CT"])), () => leaveMissing(emptyCell("cell-0"), "better")]) {
      open(detailOf("1", ["CT", "MR"]));
      leaveMissing();
      const filling = fillMissing();
      leave();
      answer();
      await filling;
      expect(shown()).toEqual(["-", "-"]);
    }
  });

  it("is hung to the end where more of it comes meanwhile, and then filled", async () => {
    const few = detailOf("1", ["CT"]);
    const hanging = hangBy(plain, few);
    open(detailOf("1", ["CT", "MR"]));
    await Promise.race([fillMissing(), Promise.resolve()]);
    answer();
    await hanging;
    expect(shown()).toEqual(["1.CT", "1.MR"]);
  });

  it("is hung anew by what fits better, but not once its reader has laid a hand on it", async () => {
    const more = detailOf("1", ["CT", "MR"]);
    open(more);
    let isTouched = false;
    const before = applied();
    const hanging = hangArrived(more, () => isTouched);
    isTouched = true;
    answer();
    await hanging;
    expect(applied()).toBe(before);
    expect(shown()).toEqual(["-", "1.MR"]);
    await hangArrived(more, () => false);
    expect([applied()?.protocolId, ...shown()]).toEqual(["better", "1.CT", "1.MR"]);
  });
});
