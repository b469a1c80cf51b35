import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { silentLog } from "../base/index.ts";
import type { ImportJob } from "../contract/index.ts";
import { modelsAtRest } from "../testing/models-at-rest.ts";
import { buildRulerPhantom } from "../testing/ruler-phantom.ts";
import { type OpenHost, openHost } from "./open-host.ts";

const { files } = buildRulerPhantom("uploads");

describe("dropped files", () => {
  let directory: string;
  let host: OpenHost;
  const cache = () => readdirSync(join(directory, "cache"));
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "uploads-"));
    mkdirSync(join(directory, "cache", "upload-killed"), { recursive: true });
    mkdirSync(join(directory, "cache", "upload-running"));
    writeFileSync(join(directory, "cache", "upload-killed", "0"), "left behind");
    utimesSync(join(directory, "cache", "upload-killed"), new Date(), new Date(Date.now() - 2 * 24 * 60 * 60_000));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.workspace.writeSetting("preference:models", modelsAtRest);
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Names as the wire has them: FormData would tidy them up. */
  async function upload(entries: readonly (readonly [name: string, bytes: Uint8Array])[]) {
    const body = Buffer.concat([
      ...entries.flatMap(([name, bytes]) => [
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\n`),
        bytes,
        Buffer.from("\r\n"),
      ]),
      Buffer.from("--b--\r\n"),
    ]);
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const request = new Request("http://localhost/api/imports/upload", { method: "POST", headers, body });
    const { id } = (await (await host.handle(request)).json()) as ImportJob;
    return vi.waitFor(
      async () => {
        const job = (await (await host.handle(new Request(`http://localhost/api/imports/${id}`))).json()) as ImportJob;
        expect(job.state).not.toBe("running");
        return job;
      },
      { timeout: 30_000, interval: 50 },
    );
  }
  const image = (at: number) => files[at] as Uint8Array;

  it("come in all, also two of one name, as two discs have them", async () => {
    const job = await upload([
      ["DICOM/IM0001", image(0)],
      ["DICOM/IM0001", image(1)],
    ]);
    expect(job).toMatchObject({ state: "done", imported: 2, filesSeen: 2 });
  });

  it("come in whatever they are called; a name is shown and never a path", async () => {
    const names = ["../../out", "/etc/passwd", "a", "a/b", "n".repeat(300), "nul\0byte", "back\\", "C:\\x.dcm", "."];
    const job = await upload([...names.map((name, at) => [name, image(at + 2)] as const), ["no image \u0007", Buffer.from("x")]]);
    expect(job).toMatchObject({ state: "done", imported: names.length, rejected: [{ path: "no image \ufffd" }] });
    const own = ["analyses", "archive", "cache", "imports", "models", "outbox", "workspace"];
    expect(readdirSync(directory).sort()).toEqual(own);
  });

  it("leave nothing behind, and what a killed process left is taken away at the next start", async () => {
    await vi.waitFor(() => expect(cache()).toEqual(["upload-running"]), { timeout: 5_000 });
  });

  it("are refused with a reason where they are none", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const body = '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--\r\n';
    const answer = await host.handle(new Request("http://localhost/api/imports/upload", { method: "POST", headers, body }));
    expect([answer.status, cache()]).toEqual([400, ["upload-running"]]);
  });

  it("cannot be named by a relative path, which means another folder than the reader thinks", async () => {
    const body = JSON.stringify({ path: "pictures" });
    expect((await host.handle(new Request("http://localhost/api/imports", { method: "POST", body }))).status).toBe(400);
  });
});
