import { create } from "zustand";
import type { OutboxItem } from "../../src/contract/index.ts";
import { listOutbox, retryOutboxItem } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";
import { tellFailure } from "./toast-store.ts";

export interface OutboxState {
  /** Newest first. */
  readonly items: readonly OutboxItem[];
  readonly loadState: LoadState;
}

/** What is on its way to a PACS, and what has its receipt. */
export const useOutboxStore = create<OutboxState>()(() => ({ items: [], loadState: idle }));

const { getState, setState } = useOutboxStore;

export async function loadOutbox(): Promise<void> {
  setState({ loadState: loading });
  try {
    setState({ items: newestFirst(await listOutbox()), loadState: ready });
  } catch (error) {
    setState({ loadState: failedBy(error) });
  }
}

function newestFirst(items: readonly OutboxItem[]): readonly OutboxItem[] {
  return [...items].sort((a, b) => b.queuedAt.localeCompare(a.queuedAt));
}

export function showOutboxItem(item: OutboxItem): void {
  setState({ items: newestFirst([...getState().items.filter(({ id }) => id !== item.id), item]) });
}

/** Items that have no receipt yet. */
export function pendingItems(items: readonly OutboxItem[]): readonly OutboxItem[] {
  return items.filter(({ state }) => state !== "delivered");
}

export async function retryDelivery(id: string): Promise<void> {
  try {
    await retryOutboxItem(id);
  } catch (error) {
    tellFailure(error);
  }
}
