import { isAbort } from "../base/index.ts";
import type { Session } from "../contract/index.ts";
import { createHost, type Handle } from "./create-host.ts";
import { startBackgroundWork } from "./jobs/background.ts";
import { type DemoState, ensureDemo } from "./jobs/demo.ts";
import { type LocalOptions, openLocalWorkstation, productDirectories } from "./local.ts";
import type { Workstation } from "./workstation.ts";

export interface OpenHostOptions extends LocalOptions {
  readonly shell: Session["shell"];
  readonly version: string;
  /** Make the demo patient when the data folder is new. */
  readonly demo: boolean;
}

export interface OpenHost {
  readonly handle: Handle;
  readonly workstation: Workstation;
  /** Stops what is running and closes the stores; what was not finished goes on at the next start. */
  close(): Promise<void>;
}

/** Everything a shell needs, running: the stores, the handler, the outbox's timer, the demo patient in the making. */
export function openHost(options: OpenHostOptions): OpenHost {
  const { shell, version, log, product = productDirectories() } = options;
  const workstation = openLocalWorkstation(options);
  workstation.tasks.warm();
  const demo: DemoState = { building: false };
  const closing = new AbortController();
  const handle = createHost({ workstation, shell, version, rendererDirectory: product.renderer, demo });
  const background = startBackgroundWork(workstation);
  const making = options.demo
    ? ensureDemo(workstation, { modelId: "lung-nodule", state: demo, signal: closing.signal }).catch((error: unknown) => {
        if (!isAbort(error) && !closing.signal.aborted)
          log.error("demo", { message: error instanceof Error ? error.message : String(error) });
      })
    : Promise.resolve();
  async function stop(): Promise<void> {
    closing.abort();
    background.dispose();
    // The stores close only after the demo job has let go of them.
    await workstation.tasks.dispose();
    await making;
    await workstation.dispose();
  }
  let closed: Promise<void> | undefined;
  return {
    handle,
    workstation,
    close: () => {
      // A second Ctrl+C waits for the first one's work instead of ending the program under it.
      closed ??= stop();
      return closed;
    },
  };
}
