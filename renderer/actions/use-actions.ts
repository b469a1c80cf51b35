import { useMemo, useRef, useSyncExternalStore } from "react";
import {
  type Reason,
  useDrawnStore,
  useDynamicText,
  useExplanationStore,
  useFindingsStore,
  useMessageText,
  usePreference,
  usePreferenceStore,
  useScreenStore,
  useSeriesStore,
  useStudyStore,
  useViewportStore,
  useWorklistStore,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { keyOf, keysInForce } from "./keymap.ts";
import { reasonAgainst } from "./perform.ts";

/** Every store that an action's `isOn` or `reason` reads: a part whose actions read another one adds it here. */
const watched = [
  useViewportStore,
  useSeriesStore,
  useStudyStore,
  useFindingsStore,
  useDrawnStore,
  useExplanationStore,
  useScreenStore,
  useWorklistStore,
  usePreferenceStore,
] as const;

/** Tells once of all changes of one turn of the event loop. */
function watch(changed: () => void): () => void {
  let isTold = true;
  const tell = () => {
    if (!isTold) return;
    isTold = false;
    queueMicrotask(() => {
      isTold = true;
      changed();
    });
  };
  const stops = watched.map((store) => store.subscribe(tell));
  window.addEventListener("hashchange", tell);
  return () => {
    for (const stop of stops) stop();
    window.removeEventListener("hashchange", tell);
  };
}

export interface ActionState {
  readonly action: Action;
  /** Undefined for what is no switch. */
  readonly isOn: boolean | undefined;
  readonly reason: Reason | undefined;
}

function stateOf(action: Action): ActionState {
  const reason = reasonAgainst(action);
  return { action, isOn: action.isOn?.(), reason };
}

function isSame(a: ActionState, b: ActionState | undefined): boolean {
  const issues = a.reason?.issues;
  return (
    a.action === b?.action &&
    a.isOn === b.isOn &&
    a.reason?.key === b.reason?.key &&
    issues?.length === b.reason?.issues?.length &&
    (issues?.every((issue, at) => issue.code === b.reason?.issues?.[at]?.code) ?? true)
  );
}

/**
 * Whether actions are on and why they cannot be used, followed: the component is drawn again only when one of them changed, not with
 * every change of a store.
 *
 * @param list the same array as long as the actions are the same
 */
export function useActionStates(list: readonly Action[]): readonly ActionState[] {
  const last = useRef<readonly ActionState[]>([]);
  const read = () => {
    const now = list.map(stateOf);
    const isUnchanged = now.length === last.current.length && now.every((state, at) => isSame(state, last.current[at]));
    if (!isUnchanged) last.current = now;
    return last.current;
  };
  return useSyncExternalStore(watch, read);
}

/** What an action is called in the language that is chosen. */
export function useActionLabel(): (action: Pick<Action, "id" | "name" | "says">) => string {
  const find = useDynamicText();
  const say = useMessageText();
  return ({ id, name, says }) => {
    const now = says?.();
    return now === undefined ? (name ?? find(`action.${id}`) ?? id) : say(now);
  };
}

/** The key of an action as it is printed, under the keymap in force. */
export function useKeyOf(): (id: string) => string | undefined {
  const preference = usePreference("keymap");
  const keys = useMemo(() => keysInForce(preference), [preference]);
  return (id) => keyOf(keys, id);
}
