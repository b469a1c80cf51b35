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
  /** An expression that is true when three planes are drawn from all slices. */
  readonly mprComplete: string;
  /** What lets a browser in that sends no headers. */
  readonly cookie?: { readonly name: string; readonly value: string; readonly origin: string };
}

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
    mprComplete: `(() => {
      const planes = [...document.querySelectorAll(".viewport-picture[data-plane]")];
      return planes.length === 3 && planes.every(({ dataset }) =>
        dataset.state === "ready" && dataset.framesLoaded === dataset.frameCount && dataset.sliceIndex !== undefined);
    })()`,
    cookie: {
      name: `hounsfield-session-${new URL(workstation.origin).port}`,
      value: workstation.bearer,
      origin: workstation.origin,
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
    mprComplete: `(() => {
      const volumes = window.cornerstone?.cache.getVolumes() ?? [];
      const planes = document.querySelectorAll("canvas.cornerstone-canvas");
      return planes.length >= 3 && volumes.length > 0 && volumes.every(({ loadStatus }) => loadStatus?.loaded === true);
    })()`,
  };
}
