import { currentReasonText, type Reason, tell, useToastStore } from "../stores/index.ts";
import type { Action } from "./action.ts";

/** Which screen is before the reader; actions of the study screen have nothing to act on in the worklist. */
export type Screen = "study" | "worklist";

export function currentScreen(): Screen {
  return typeof window !== "undefined" && window.location.hash.startsWith("#/study/") ? "study" : "worklist";
}

/** Why an action cannot be used now; undefined where it can. */
export function reasonAgainst(action: Action): Reason | undefined {
  if (action.where !== "everywhere" && currentScreen() !== "study") return { key: "action.reason.onlyInStudy" };
  return action.reason?.();
}

/** Does what an action does, or says why it cannot be done now. */
export function perform(action: Action): void {
  const reason = reasonAgainst(action);
  if (reason === undefined) action.run();
  else tellReason(reason);
}

/** Says a reason among the news, unless it is the last thing that was said there. */
function tellReason(reason: Reason): void {
  const last = useToastStore.getState().toasts.at(-1)?.message;
  if (last?.kind === "text" && last.key === reason.key) return;
  tell(reason.key, { reason: currentReasonText(reason) });
}
