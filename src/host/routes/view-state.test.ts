import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LARGEST_VIEW_STATE_BYTES, type ViewState } from "../../contract/index.ts";
import { buildInstance } from "../../testing/instances.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const cell: ViewState["cells"][number] = {
  content: { kind: "stack", seriesInstanceUid: "1.2.3.4" },
  window: { center: 40, width: 400 },
  showsOverlays: true,
  showsShutter: true,
  showsDrawn: true,
  inverted: true,
  rotationDegrees: 90,
  flippedHorizontally: false,
  flippedVertically: false,
  place: { index: 7, count: 20, pointPatient: [1, 2, 3], zoom: 2, pan: [4, -5] },
};
const state: ViewState = {
  shape: "grid",
  rows: 1,
  columns: 1,
  meantFor: "landscape",
  cells: [cell],
  activeCell: 0,
  scrollSync: false,
  protocol: { id: "ct-chest", stage: 1 },
};

describe("how a study was left", () => {
  let directory: string;
  let host: OpenHost;
  const open = () =>
    openHost({
      dataDirectory: directory,
      log: { info() {}, warn() {}, error() {} },
      shell: "browser",
      version: "test",
      demo: false,
    });
  const send = (path: string, method = "GET", body?: unknown) =>
    host.handle(
      new Request(`http://localhost/api${path}`, {
        method,
        headers: { "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  const kept = async (query = "") => (await (await send(`/studies/1.2.3/view-state${query}`)).json()) as { state: unknown };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "view-state-"));
    host = open();
    host.workstation.archive.store(buildInstance());
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("is nothing until it is kept, and comes back after the next start, each screen by itself", async () => {
    expect(await kept()).toEqual({ state: null });
    expect((await send("/studies/1.2.3/view-state", "PUT", state)).status).toBe(204);
    await host.close();
    host = open();
    expect(await kept()).toEqual({ state });
    expect(await kept("?screen=2")).toEqual({ state: null });
  });

  it("is not kept of a study that is not here, nor where it is of another form or too large", async () => {
    expect((await send("/studies/9.9/view-state", "PUT", state)).status).toBe(404);
    expect((await send("/studies/1.2.3/view-state", "PUT", { ...state, rows: 5 })).status).toBe(400);
    expect((await send("/studies/1.2.3/view-state?screen=9", "PUT", state)).status).toBe(400);
    const large = { ...state, more: "x".repeat(LARGEST_VIEW_STATE_BYTES) };
    expect((await send("/studies/1.2.3/view-state", "PUT", large)).status).toBe(413);
    expect(await kept()).toEqual({ state });
  });

  it("is as if nothing were kept where another edition stored it", async () => {
    host.workstation.workspace.writeSetting("view-state:2:1.2.3", { rows: 1 });
    expect(await kept("?screen=2")).toEqual({ state: null });
  });

  it("goes when a person wants the study as it is hung anew, and with the study", async () => {
    expect((await send("/studies/1.2.3/view-state", "DELETE")).status).toBe(204);
    expect(await kept()).toEqual({ state: null });
    await send("/studies/1.2.3/view-state", "PUT", state);
    expect((await send("/archive/studies/1.2.3", "DELETE", { reason: "wrong patient" })).status).toBe(204);
    expect(host.workstation.workspace.readSetting("view-state:1:1.2.3")).toBeUndefined();
  });
});
