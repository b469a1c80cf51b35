import { create } from "zustand";
import { type Message, type TextKey, type TextValues, toMessage } from "./text.ts";

export interface Toast {
  readonly id: number;
  /** `lasting`: it stays until what it tells of is over. */
  readonly tone: "neutral" | "good" | "bad" | "lasting";
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

/** What takes longer is said to be going on. */
const LASTS_AFTER_MS = 300;

function push(tone: Toast["tone"], message: Message): number {
  const { toasts, nextId } = getState();
  setState({ toasts: [...toasts, { id: nextId, tone, message }].slice(-MOST), nextId: nextId + 1 });
  return nextId;
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

/** Says that something is going on where it takes long, until it is done: for what is begun by a key, where no button can show it. */
export async function tellLasting<T>(job: Promise<T>, key: TextKey): Promise<T> {
  let told: number | undefined;
  const timer = setTimeout(() => {
    told = push("lasting", { kind: "text", key, values: {} });
  }, LASTS_AFTER_MS);
  try {
    return await job;
  } finally {
    clearTimeout(timer);
    if (told !== undefined) dismissToast(told);
  }
}

export function dismissToast(id: number): void {
  setState({ toasts: getState().toasts.filter((toast) => toast.id !== id) });
}
