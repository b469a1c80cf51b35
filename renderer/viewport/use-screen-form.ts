import { useSyncExternalStore } from "react";
import { screenForm } from "../stores/viewport/layout.ts";

/** Whether the window is wider than high, followed. */
export function useScreenForm(): "landscape" | "portrait" {
  return useSyncExternalStore(listen, screenForm);
}

function listen(changed: () => void): () => void {
  window.addEventListener("resize", changed);
  return () => window.removeEventListener("resize", changed);
}
