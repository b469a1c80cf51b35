import { create } from "zustand";
import type { Engine } from "../../src/contract/index.ts";
import { getEngine, measureModel } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { tellFailure } from "./toast-store.ts";

interface EngineState {
  readonly engine: Engine | undefined;
  readonly engineState: LoadState;
}

/** What runs models on this computer, as the host last said. */
export const useEngineStore = create<EngineState>()(() => ({ engine: undefined, engineState: idle }));

const { setState } = useEngineStore;

export async function loadEngine(): Promise<void> {
  setState({ engineState: loading });
  try {
    setState({ engine: await getEngine(), engineState: ready });
  } catch (error) {
    setState({ engineState: failedBy(error) });
  }
}

/** Measures a model anew; what it comes to stands where the old numbers stood. */
export async function measureAgain(modelId: string): Promise<void> {
  try {
    setState({ engine: await measureModel(modelId), engineState: ready });
  } catch (error) {
    tellFailure(error);
  }
}
