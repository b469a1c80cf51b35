import type { StudyDetail } from "../../../src/contract/index.ts";
import { currentPreference, usePreferenceStore } from "../preference-store.ts";
import { firstSeries, useStudyStore } from "../study-store.ts";
import { openSeries } from "../viewport/content.ts";
import { arrangeLater, forgetStages } from "./arrangement.ts";
import { useHangingStore } from "./hanging-state.ts";
import { applyProtocol, fillMissing, fittingProtocols, hangBy } from "./hanging-store.ts";
import { showPriorBeside } from "./screens.ts";
import { type keptViewState, restoreViewState } from "./view-state.ts";

const PREFERENCES_AFTER_MS = 2_000;

/**
 * Shows a study that was opened: as it was left, else by the protocol that fits best, else its largest series. Answers false, and nothing
 * is shown, while the study has no series yet.
 *
 * @param kept how it was left, asked for beside the study itself
 */
export async function showOpenedStudy(detail: StudyDetail, kept: ReturnType<typeof keptViewState>): Promise<boolean> {
  const [state] = await Promise.all([kept, preferencesCame()]);
  const isStillOpen = useStudyStore.getState().studyInstanceUid === detail.study.studyInstanceUid;
  if (!isStillOpen || (state !== undefined && restoreViewState(state, detail))) return true;
  // A further window is told by the first what its stage has for it.
  const { screen, applied } = useHangingStore.getState();
  if (screen > 1) {
    if (applied !== undefined) await applyProtocol(applied.protocolId, applied.stage);
    showPriorBeside();
    return true;
  }
  return await hangAnew(detail);
}

/**
 * More of the study that is shown has come. Where nobody has touched it and another protocol fits better by now it is hung by that; otherwise
 * everything stays where it is, and cells whose series was missing are filled.
 *
 * @param isTouched asked again just before anything is torn away: the reader may have begun while it was made ready
 */
export async function hangArrived(detail: StudyDetail, isTouched: () => boolean): Promise<void> {
  const { applied, screen, isRestored } = useHangingStore.getState();
  const [best] = currentPreference("hanging-protocols").automatic ? fittingProtocols(detail) : [];
  const isBetter = best !== undefined && best.id !== applied?.protocolId;
  let isLeft = true;
  if (isBetter && !isTouched() && !isRestored && screen === 1) {
    isLeft = false;
    await hangAnew(detail, () => {
      isLeft = isTouched();
      if (isLeft) useHangingStore.setState({ applied });
      return isLeft;
    });
  }
  if (isLeft) await fillMissing();
}

/** By the protocol that fits best where the reader wants that, else the largest series; `isRefused` as `hangBy` asks it. */
export async function hangAnew(detail: StudyDetail, isRefused?: () => boolean): Promise<boolean> {
  const done = arrangeLater("hang");
  forgetStages();
  useHangingStore.setState({ applied: undefined, isRestored: false });
  const [best] = currentPreference("hanging-protocols").automatic ? fittingProtocols(detail) : [];
  if (best !== undefined) {
    await hangBy(best, detail, undefined, isRefused);
    done();
    return true;
  }
  const first = firstSeries(detail);
  if (first !== undefined) openSeries(first.seriesInstanceUid, "cell-0");
  done();
  return first !== undefined;
}

/** What the reader set for good has come, or will not: then the defaults serve. */
function preferencesCame(): Promise<void> {
  if (usePreferenceStore.getState().isLoaded) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, PREFERENCES_AFTER_MS);
    const stop = usePreferenceStore.subscribe(({ isLoaded }) => isLoaded && done());
  });
}
