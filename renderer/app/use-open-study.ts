import { type RefObject, useCallback, useEffect, useRef } from "react";
import {
  clearAll,
  followScreens,
  hangArrived,
  keptViewState,
  openStudyStores,
  saveViewOf,
  showOpenedStudy,
  useHangingStore,
  useStudyStore,
  useViewportStore,
  type ViewSaving,
} from "../stores/index.ts";

/**
 * Asks for everything of a study when it is opened, and shows it: as it was left, else as a protocol hangs it. How it is shown is kept from
 * then on.
 *
 * @param screen which screen this window is, from 1
 * @returns to be told that a picture was moved
 */
export function useOpenStudy(studyInstanceUid: string, screen: number): () => void {
  const detail = useStudyStore((state) => state.detail);
  const opened = useRef<string>(undefined);
  const kept = useRef<ReturnType<typeof keptViewState>>(undefined);
  const isTouched = useRef(false);
  const moved = useSaving(studyInstanceUid, isTouched);
  useEffect(() => {
    useHangingStore.setState({ screen });
    const { cells } = useViewportStore.getState();
    const isOther = useStudyStore.getState().studyInstanceUid !== studyInstanceUid;
    if (isOther || cells.every(({ content }) => content.kind === "empty")) {
      clearAll();
      useHangingStore.setState({ applied: undefined, isRestored: false });
      opened.current = undefined;
      kept.current = keptViewState(studyInstanceUid);
    } else {
      // As its reader left it: it is come back to by hand.
      opened.current = studyInstanceUid;
      isTouched.current = true;
    }
    void openStudyStores(studyInstanceUid);
    return followScreens(studyInstanceUid);
  }, [studyInstanceUid, screen]);
  useEffect(() => {
    if (detail?.study.studyInstanceUid !== studyInstanceUid) return;
    if (opened.current === studyInstanceUid) {
      void hangArrived(detail, () => isTouched.current);
      return;
    }
    opened.current = studyInstanceUid;
    const wait = kept.current ?? Promise.resolve(undefined);
    void showOpenedStudy(detail, wait).then((isShown) => {
      // Nothing of it has come yet: it is shown when it has.
      if (!isShown && opened.current === studyInstanceUid) opened.current = undefined;
    });
  }, [detail, studyInstanceUid]);
  return moved;
}

const TOUCHES = ["pointerdown", "wheel", "keydown", "drop"] as const;

/** Keeps how a study is shown, from the first touch of the reader on: what a protocol hung by itself is hung anew next time. */
function useSaving(studyInstanceUid: string, isTouched: RefObject<boolean>): () => void {
  const saving = useRef<ViewSaving | undefined>(undefined);
  useEffect(() => {
    isTouched.current = false;
    const view = saveViewOf(studyInstanceUid);
    const touch = () => isTouched.current && useStudyStore.getState().studyInstanceUid === studyInstanceUid && view.touch();
    const byHand = () => {
      isTouched.current = true;
    };
    saving.current = { touch, flush: view.flush };
    const stops = [useViewportStore.subscribe(touch), useHangingStore.subscribe(touch)];
    for (const kind of TOUCHES) window.addEventListener(kind, byHand, { capture: true, passive: true });
    const leave = () => view.flush(true);
    window.addEventListener("pagehide", leave);
    return () => {
      view.flush(false);
      for (const stop of stops) stop();
      for (const kind of TOUCHES) window.removeEventListener(kind, byHand, { capture: true });
      window.removeEventListener("pagehide", leave);
      saving.current = undefined;
    };
  }, [studyInstanceUid, isTouched]);
  return useCallback(() => saving.current?.touch(), []);
}
