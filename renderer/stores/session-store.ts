import { create } from "zustand";
import { toErrorRecord } from "../../src/base/index.ts";
import type { Progress, Session } from "../../src/contract/index.ts";
import { getSession } from "../api/index.ts";
import { failedBy, idle, type LoadState, loading, ready } from "./load-state.ts";

export interface SessionState {
  readonly session: Session | undefined;
  readonly loadState: LoadState;
  /** Whether the event stream stands. `lost` is said in a banner; `expired`: another run of the host, which this page may not talk to. */
  readonly connection: "connecting" | "open" | "lost" | "expired";
  /** How far the demo patient is built; undefined when that is not going on. */
  readonly demo: Progress | undefined;
}

/** This workstation, and whether its host answers. */
export const useSessionStore = create<SessionState>()(() => ({
  session: undefined,
  loadState: idle,
  connection: "connecting",
  demo: undefined,
}));

const { getState, setState } = useSessionStore;

export async function loadSession(): Promise<Session | undefined> {
  setState({ loadState: loading });
  try {
    const session = await getSession();
    setState({
      session,
      loadState: ready,
      demo: session.demoBuilding ? (session.demoProgress ?? getState().demo ?? { fraction: 0, step: "demo" }) : undefined,
    });
    return session;
  } catch (error) {
    setState({ loadState: failedBy(error) });
    return undefined;
  }
}

export function setConnection(connection: "open"): void {
  setState({ connection });
}

/** The event stream was lost: finds out whether the host is away, or there and no longer this page's own. */
export async function lookForHost(): Promise<void> {
  try {
    await getSession();
  } catch (error) {
    const { area, code } = toErrorRecord(error);
    setState({ connection: area === "host" && code === "forbidden" ? "expired" : "lost" });
  }
}

/** Building of the demo patient went on; at 1 it is there. */
export function showDemoProgress(progress: Progress): void {
  setState({ demo: progress.fraction >= 1 ? undefined : progress });
}
