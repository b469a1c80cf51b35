import type { Page } from "playwright-core";
import type { ServedWorkstation } from "../../../renderer/e2e/workstation.ts";
import type { OhifPeer } from "./ohif.ts";

/** A viewer as a benchmark drives it. */
export interface Program {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly studyUrl: string;
  readonly mprUrl: string;
  readonly worklistUrl: string;
  /** Waits until the worklist shows the study and nothing more is on its way. */
  worklistReady(page: Page): Promise<void>;
  /** Opens the study from the worklist; resolves when the hand is off the mouse. */
  openFromWorklist(page: Page): Promise<void>;
  /** Resolves when three planes are drawn from all slices. */
  mprComplete(page: Page): Promise<void>;
}

const patience = { timeout: 180_000, polling: "raf" as const };

export function hounsfield(workstation: ServedWorkstation, studyInstanceUid: string): Program {
  const study = `${workstation.origin}/#/study/${studyInstanceUid}`;
  return {
    name: "Hounsfield",
    headers: { authorization: `Bearer ${workstation.bearer}` },
    studyUrl: study,
    mprUrl: study,
    worklistUrl: `${workstation.origin}/`,
    async worklistReady(page) {
      await page.getByTestId("study-row").first().waitFor();
      await page.waitForLoadState("networkidle");
    },
    openFromWorklist: (page) => page.getByTestId("study-row").first().dblclick(),
    async mprComplete(page) {
      await page.waitForFunction(
        () => {
          const planes = [...document.querySelectorAll<HTMLElement>(".viewport-picture[data-plane]")];
          const isDone = ({ dataset }: HTMLElement) =>
            dataset.state === "ready" && dataset.framesLoaded === dataset.frameCount && dataset.sliceIndex !== undefined;
          return planes.length === 3 && planes.every(isDone);
        },
        undefined,
        patience,
      );
    },
  };
}

export function ohif(peer: OhifPeer, studyInstanceUid: string): Program {
  return {
    name: peer.name,
    headers: {},
    studyUrl: `${peer.url}/viewer?StudyInstanceUIDs=${studyInstanceUid}`,
    mprUrl: `${peer.url}/viewer?StudyInstanceUIDs=${studyInstanceUid}&hangingProtocolId=mpr`,
    worklistUrl: `${peer.url}/`,
    async worklistReady(page) {
      await page.getByText("BENCH", { exact: true }).first().waitFor();
      await page.waitForLoadState("networkidle");
    },
    openFromWorklist: (page) => page.getByText("BENCH", { exact: true }).first().dblclick(),
    async mprComplete(page) {
      await page.waitForFunction(
        () => {
          const { cornerstone } = window as unknown as {
            cornerstone?: { cache: { getVolumes(): { loadStatus?: { loaded: boolean } }[] } };
          };
          const volumes = cornerstone?.cache.getVolumes() ?? [];
          return (
            window.hounsfieldProbe.painted.length >= 3 &&
            volumes.length > 0 &&
            volumes.every(({ loadStatus }) => loadStatus?.loaded === true)
          );
        },
        undefined,
        patience,
      );
    },
  };
}
