import { create } from "zustand";
import { type Message, type TextKey, type TextValues, toMessage } from "./text.ts";

export interface Toast {
  readonly id: number;
  readonly tone: "neutral" | "good" | "bad";
  readonly message: Message;
}

/** Transient news, newest last. A failure stays until it is closed. */
export const useToastStore = create<{ readonly toasts: readonly Toast[]; readonly nextId: number }>()(() => ({
  toasts: [],
  nextId: 1,
}));

const { getState, setState } = useToastStore;

/** Most toasts on screen at once; the oldest goes. */
const MOST = 3;

function push(tone: Toast["tone"], message: Message): void {
  const { toasts, nextId } = getState();
  setState({ toasts: [...toasts, { id: nextId, tone, message }].slice(-MOST), nextId: nextId + 1 });
}

export function tell(key: TextKey, values: TextValues = {}, tone: Toast["tone"] = "neutral"): void {
  push(tone, { kind: "text", key, values });
}

/** Tells a sentence that was put together elsewhere. */
export function tellMessage(message: Message): void {
  push("neutral", message);
}

/** Tells what failed; a cancelled job is no news. */
export function tellFailure(error: unknown): void {
  const message = toMessage(error);
  if (message !== undefined) push("bad", message);
}

export function dismissToast(id: number): void {
  setState({ toasts: getState().toasts.filter((toast) => toast.id !== id) });
}
