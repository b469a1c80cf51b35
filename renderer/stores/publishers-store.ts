import { create } from "zustand";
import type { ModelPublisher } from "../../src/contract/index.ts";
import { addPublisher, listPublishers, readPublisherKey, removePublisher } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { tell, tellFailure } from "./toast-store.ts";

/** A key file that was chosen: its owner is named and its fingerprint compared before anybody is trusted. */
interface ChosenKey {
  readonly key: string;
  readonly fingerprint: string;
}

interface PublishersState {
  readonly publishers: readonly ModelPublisher[];
  readonly publishersState: LoadState;
  readonly chosenKey: ChosenKey | undefined;
}

/** Whose signed packages are taken in without asking. */
export const usePublishersStore = create<PublishersState>()(() => ({
  publishers: [],
  publishersState: idle,
  chosenKey: undefined,
}));

const { setState } = usePublishersStore;

/** A public key is a few hundred bytes; more is another file. */
const MOST_BYTES = 16_384;

export async function loadPublishers(): Promise<void> {
  setState({ publishersState: loading });
  try {
    setState({ publishers: await listPublishers(), publishersState: ready });
  } catch (error) {
    setState({ publishersState: failedBy(error) });
  }
}

/** Reads a key file; what it holds is shown, nobody is trusted yet. */
export async function chooseKey(file: File): Promise<void> {
  setState({ chosenKey: undefined });
  try {
    const key = await file.slice(0, MOST_BYTES).text();
    setState({ chosenKey: { key, fingerprint: await readPublisherKey(key) } });
  } catch (error) {
    tellFailure(error);
  }
}

export function dropKey(): void {
  setState({ chosenKey: undefined });
}

export async function trustPublisher(name: string, key: string): Promise<void> {
  try {
    setState({ publishers: await addPublisher(name, key), chosenKey: undefined });
    tell("models.publishers.trusted", { name }, "good");
  } catch (error) {
    tellFailure(error);
  }
}

export async function distrustPublisher({ name, fingerprint }: ModelPublisher): Promise<void> {
  try {
    setState({ publishers: await removePublisher(fingerprint) });
    tell("models.publishers.removed", { name });
  } catch (error) {
    tellFailure(error);
  }
}
