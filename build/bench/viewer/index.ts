import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ServedWorkstation, serveWorkstation } from "../../../renderer/e2e/workstation.ts";
import type { ImportJob } from "../../../src/contract/index.ts";
import { uidFromText } from "../../../src/dicom/index.ts";
import { hasOrthanc } from "../../../src/testing/orthanc.ts";
import { writeCtSeries } from "../ct-series.ts";
import type { Row } from "../row.ts";
import { ohifFiles, startOhif } from "./ohif.ts";
import { benchOpenings, type Side } from "./openings.ts";
import { hounsfield, ohif } from "./programs.ts";

const rounds = Number(process.env.ROUNDS ?? 5);
const study = uidFromText("bench ct study");

/** This program beside the built OHIF viewer and Orthanc: the same Chromium, the same CT of 512 x 512 x 275. */
export async function benchViewer(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-viewer-"));
  const files = await writeCtSeries(join(folder, "ct"), 275);
  const dist = hasOrthanc() ? ohifFiles() : undefined;
  const peer = dist === undefined ? undefined : await startOhif(dist, files);
  const archive = join(folder, "archive");
  let workstation = await servedWith(archive, join(folder, "ct"));
  try {
    const ours: Side = {
      program: () => hounsfield(workstation, study),
      async restart() {
        await workstation.stop();
        workstation = await serveWorkstation({ demo: false, dataDirectory: archive });
      },
    };
    const theirs: Side | undefined = peer && { program: () => ohif(peer, study), restart: () => peer.restart() };
    return [...(await benchOpenings(ours, theirs, rounds))];
  } finally {
    await workstation.stop();
    await peer?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A workstation that has taken in a folder and runs no model by itself. */
export async function servedWith(archive: string, incoming: string): Promise<ServedWorkstation> {
  const workstation = await serveWorkstation({ demo: false, dataDirectory: archive });
  const settings = await workstation.ask<object>("/api/settings");
  await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify({ ...settings, autoRunModelId: null }) });
  const { id } = await workstation.ask<ImportJob>("/api/imports", { method: "POST", body: JSON.stringify({ path: incoming }) });
  for (;;) {
    const { state } = await workstation.ask<ImportJob>(`/api/imports/${id}`);
    if (state === "done") return workstation;
    if (state !== "running") throw new Error(`The import ended as ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
