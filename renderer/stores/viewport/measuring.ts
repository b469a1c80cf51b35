import { create } from "zustand";
import type { VertebraName } from "../../../src/findings/index.ts";

/** Wishes of those who measure that are kept with no finding: they last as long as the sitting. */
export interface MeasuringState {
  /** The vertebra that the next click labels; undefined: counted on from the last label. */
  readonly vertebra: VertebraName | undefined;
  /** Which way labels of the spine count on: by where the click lies, or towards the head or the feet wherever it lies. */
  readonly spineDirection: "auto" | "up" | "down";
  /** Where labels were put, by finding: CSS pixels from the middle of what they belong to. */
  readonly labelPlaces: Readonly<Record<string, readonly [number, number]>>;
  /** The region whose histogram is shown. */
  readonly histogramOf: string | undefined;
}

export const useMeasuringStore = create<MeasuringState>()(() => ({
  vertebra: undefined,
  spineDirection: "auto",
  labelPlaces: {},
  histogramOf: undefined,
}));

const { getState, setState } = useMeasuringStore;

export function chooseVertebra(vertebra: VertebraName | undefined): void {
  setState({ vertebra });
}

export function chooseSpineDirection(spineDirection: MeasuringState["spineDirection"]): void {
  setState({ spineDirection });
}

/** Puts a finding's label somewhere else; without a place it finds its own again. */
export function putLabel(findingId: string, place: readonly [number, number] | undefined): void {
  const { [findingId]: _old, ...others } = getState().labelPlaces;
  setState({ labelPlaces: place === undefined ? others : { ...others, [findingId]: place } });
}

export function toggleHistogram(findingId: string): void {
  setState({ histogramOf: getState().histogramOf === findingId ? undefined : findingId });
}
