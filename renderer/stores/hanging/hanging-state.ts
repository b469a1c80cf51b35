import { create } from "zustand";
import type { ViewPlace } from "../../../src/contract/index.ts";

/** A series that another window shows, and its patient space. */
export interface ShownElsewhere {
  readonly space: string;
  readonly series: string;
}

export interface HangingState {
  /** Which stage of which protocol the screen was hung by. */
  readonly applied: { readonly protocolId: string; readonly stage: number } | undefined;
  /** Which screen this window is, from 1; a second window shows what a stage has for the second screen. */
  readonly screen: number;
  /** Asks the viewports where a cell's reader is; the viewports put it here. */
  readonly readPlace: ((cellId: string) => ViewPlace | undefined) | undefined;
  /** Asks the viewports what the study's other windows show of its images; the viewports put it here. */
  readonly readElsewhere: (() => readonly ShownElsewhere[]) | undefined;
  /** The study is shown as it was left in an earlier sitting, and nobody has hung it anew or said that they know. */
  readonly isRestored: boolean;
  /** The number of the last opening: each is carried out once. */
  readonly opening: number;
  /** The opening that a hanging is under way for; another number than `opening` was overtaken. */
  readonly pending: number | undefined;
}

export const useHangingStore = create<HangingState>()(() => ({
  applied: undefined,
  screen: 1,
  readPlace: undefined,
  readElsewhere: undefined,
  isRestored: false,
  opening: 0,
  pending: undefined,
}));

/** A number for the next opening. */
export function nextOpening(): number {
  const opening = useHangingStore.getState().opening + 1;
  useHangingStore.setState({ opening });
  return opening;
}

/** What the study's other windows show of its images. */
export function shownElsewhere(): readonly ShownElsewhere[] {
  return useHangingStore.getState().readElsewhere?.() ?? [];
}
