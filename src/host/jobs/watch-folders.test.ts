import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../../base/index.ts";
import { buildInstance } from "../../testing/instances.ts";
import { openLocalWorkstation } from "../local.ts";
import { readSettings, writeSettings } from "../settings.ts";
import type { Workstation } from "../workstation.ts";
import { type WatchedFolders, watchFolders } from "./watch-folders.ts";

const times = { lookEveryMs: 200, pendingEveryMs: 100, afterFailureMs: 1000 };
let directory = "";
let incoming = "";
let workstation: Workstation;
let watched: WatchedFolders;

function open(enabled = true): void {
  workstation = openLocalWorkstation({ dataDirectory: join(directory, "data"), log: silentLog });
  const settings = {
    ...readSettings(workstation.workspace),
    watchedFolders: [{ path: incoming, enabled }],
    watchStillSeconds: 1,
  };
  writeSettings(workstation.workspace, settings);
  watched = watchFolders(workstation, times);
}
async function close(): Promise<void> {
  watched.dispose();
  await workstation.dispose();
}
const until = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const count = () => workstation.archive.counts().instances;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "watch-"));
  incoming = join(directory, "incoming");
  mkdirSync(incoming);
});
afterEach(async () => {
  await close();
  rmSync(directory, { recursive: true, force: true });
});

describe("a watched folder", () => {
  it("takes what appears once it is still, leaves it where it is, and takes nothing twice, also after a restart", async () => {
    open();
    const bytes = buildInstance({ sopInstanceUid: "1.2.1" });
    const growing = join(incoming, "growing.dcm");
    writeFileSync(growing, bytes.subarray(0, 200));
    await until(() => expect(watched.list()[0]).toMatchObject({ state: "waiting", pending: 1 }));
    appendFileSync(growing, bytes.subarray(200));
    mkdirSync(join(incoming, "sub"));
    writeFileSync(join(incoming, "sub", "other.dcm"), buildInstance({ sopInstanceUid: "1.2.2" }));
    writeFileSync(join(incoming, "notes.txt"), "no image, and not asked for again");
    await until(() => expect(count()).toBe(2));
    await until(() => expect(watched.list()[0]).toMatchObject({ state: "watching", taken: 3 }));
    expect(workstation.archive.instance("1.2.1")?.byteLength).toBe(bytes.length);
    expect([existsSync(growing), workstation.imports.running.size]).toEqual([true, 1]);
    await close();

    open();
    await until(() => expect(watched.list()[0]?.lastLookAt).not.toBeNull());
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(workstation.imports.running.size).toBe(0);
    writeFileSync(join(incoming, "later.dcm"), buildInstance({ sopInstanceUid: "1.2.3" }));
    await until(() => expect(count()).toBe(3));
  }, 60_000);

  it("says that it is not there, finds it again, and rests when it is told to", async () => {
    rmSync(incoming, { recursive: true });
    open();
    await until(() => expect(watched.list()[0]).toMatchObject({ state: "missing", error: { code: "not-found" } }));
    mkdirSync(incoming);
    await until(() => expect(watched.list()[0]).toMatchObject({ state: "watching" }));
    writeSettings(workstation.workspace, {
      ...readSettings(workstation.workspace),
      watchedFolders: [{ path: incoming, enabled: false }],
    });
    watched.refresh();
    expect(watched.list()).toMatchObject([{ path: incoming, state: "stopped" }]);
  }, 60_000);
});
