import { create } from "zustand";
import type { KeyImagesAnswer } from "../../src/contract/index.ts";
import { getKeyImages } from "../api/index.ts";
import { useKeyImagesStore } from "./key-images-store.ts";

interface RejectionsState {
  readonly byStudy: Readonly<Record<string, KeyImagesAnswer | "asked">>;
}

/** Studies beside the open one whose key images are held; those asked for first go first. */
const mostStudies = 24;

/** Key images of studies that stand beside the open one: an image may be withdrawn by a selection of its own study. */
export const useRejectionsStore = create<RejectionsState>()(() => ({ byStudy: {} }));

const { getState, setState } = useRejectionsStore;

/** Asks once for what a study on screen withdraws; the open study's key images are held already. A failed question is asked again later. */
export function askForRejections(studyInstanceUid: string): void {
  if (useKeyImagesStore.getState().studyInstanceUid === studyInstanceUid) return;
  if (getState().byStudy[studyInstanceUid] !== undefined) return;
  hold(studyInstanceUid, "asked");
  void load(studyInstanceUid);
}

/** Asks again, where it was asked for. */
export function reloadRejections(studyInstanceUid: string): void {
  if (getState().byStudy[studyInstanceUid] !== undefined) void load(studyInstanceUid);
}

async function load(studyInstanceUid: string): Promise<void> {
  try {
    hold(studyInstanceUid, await getKeyImages(studyInstanceUid));
  } catch {
    // What is known stays; what was never known is asked for by the next viewport.
    if (getState().byStudy[studyInstanceUid] === "asked") setState({ byStudy: without(studyInstanceUid) });
  }
}

function hold(studyInstanceUid: string, answer: KeyImagesAnswer | "asked"): void {
  const others = Object.entries(without(studyInstanceUid)).slice(1 - mostStudies);
  setState({ byStudy: { ...Object.fromEntries(others), [studyInstanceUid]: answer } });
}

function without(studyInstanceUid: string): RejectionsState["byStudy"] {
  const { [studyInstanceUid]: _, ...others } = getState().byStudy;
  return others;
}
