import { create } from "zustand";
import type { Explanation } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { getExplanation } from "../api/index.ts";
import { failedBy, type LoadState, loading, ready } from "./load-state.ts";

/** Maps that are kept: each was computed for a while. */
const MOST_KEPT = 40;

interface Asked {
  readonly state: LoadState;
  readonly explanation?: Explanation;
}

/** What scores of proposals rest on: whether it is shown, and what was asked for, by finding. */
export const useExplanationStore = create<{
  readonly isShown: boolean;
  readonly asked: Readonly<Record<string, Asked>>;
}>()(() => ({ isShown: false, asked: {} }));

const { getState, setState } = useExplanationStore;

/** Shows the map of the chosen proposal over the images, or takes it off; it goes with the choice. */
export function toggleExplanation(): void {
  const { isShown, asked } = getState();
  const answered = Object.entries(asked).filter(([, { state }]) => state.kind !== "failed");
  setState({ isShown: !isShown, asked: Object.fromEntries(answered) });
}

/** Asks for the map of a proposal, once; what failed is asked for again when the map is put on the next time. */
export async function needExplanation({ id }: Pick<Finding, "id">): Promise<void> {
  if (getState().asked[id] !== undefined) return;
  put(id, { state: loading });
  try {
    put(id, { state: ready, explanation: await getExplanation(id) });
  } catch (error) {
    put(id, { state: failedBy(error) });
  }
}

function put(id: string, asked: Asked): void {
  const { [id]: _old, ...others } = getState().asked;
  const kept = Object.entries(others).slice(-(MOST_KEPT - 1));
  setState({ asked: { ...Object.fromEntries(kept), [id]: asked } });
}
