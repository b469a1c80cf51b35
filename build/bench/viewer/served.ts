import { type ServedWorkstation, serveWorkstation } from "../../../renderer/e2e/workstation.ts";
import type { ImportJob } from "../../../src/contract/index.ts";

/** A workstation that has taken in a folder and runs no model by itself. */
export async function servedWith(archive: string, incoming: string): Promise<ServedWorkstation> {
  const workstation = await serveWorkstation({ demo: false, dataDirectory: archive });
  const { id } = await workstation.ask<ImportJob>("/api/imports", { method: "POST", body: JSON.stringify({ path: incoming }) });
  for (;;) {
    const { state } = await workstation.ask<ImportJob>(`/api/imports/${id}`);
    if (state === "done") return workstation;
    if (state !== "running") throw new Error(`The import ended as ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
