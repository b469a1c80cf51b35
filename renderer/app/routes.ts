import { useSyncExternalStore } from "react";
import type { SideTab } from "../stores/index.ts";

export type Route =
  | { readonly kind: "worklist" }
  | { readonly kind: "study"; readonly studyInstanceUid: string; readonly tab: SideTab | undefined; readonly screen?: number };

const TABS: readonly SideTab[] = ["findings", "ai", "report"];

/** Reads a hash: `#/` is the worklist, `#/study/<uid>` a study, `#/study/<uid>/report` its report, `#/study/<uid>/screen-2` its second window. Anything else is the worklist. */
export function parseRoute(hash: string): Route {
  const parts = /^#\/study\/(?=[0-9.]{1,64}(?:\/|$))([0-9]+(?:\.[0-9]+)*)(?:\/([a-z]+)|\/screen-([2-4]))?$/.exec(hash);
  if (parts?.[1] === undefined) return { kind: "worklist" };
  if (parts[3] !== undefined) return { kind: "study", studyInstanceUid: parts[1], tab: undefined, screen: Number(parts[3]) };
  return { kind: "study", studyInstanceUid: parts[1], tab: TABS.find((tab) => tab === parts[2]) };
}

function listen(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

/** The hash of the address, followed. */
export function useHash(): string {
  return useSyncExternalStore(listen, () => window.location.hash);
}
