import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { videoSchema } from "../../contract/index.ts";
import { avcConfiguration, buildTestVideo, film } from "../../testing/film.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const mp4 = film("avc1", avcConfiguration);
const sop = "2.25.1";

describe("the routes of a video", () => {
  let directory: string;
  let host: OpenHost;
  const ask = (path: string, range?: string) =>
    host.handle(new Request(`http://localhost/api/videos/${path}`, range === undefined ? {} : { headers: { range } }));
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "videos-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.archive.store(buildTestVideo([mp4.subarray(0, 50), mp4.subarray(50)], "1.2.840.10008.1.2.4.102"));
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("say what it is", async () => {
    const info = videoSchema.parse(await (await ask(`${sop}/info`)).json());
    expect(info).toMatchObject({ playable: true, container: "mp4", rows: 480, numberOfFrames: 75, byteLength: mp4.length });
    expect((await ask("2.25.404/info")).status).toBe(404);
  });

  it("give the stream whole and in ranges across its fragments", async () => {
    const whole = await ask(sop);
    expect([whole.status, whole.headers.get("content-type")]).toEqual([200, 'video/mp4; codecs="avc1.640029"']);
    expect(Buffer.compare(new Uint8Array(await whole.arrayBuffer()), mp4)).toBe(0);
    const part = await ask(sop, "bytes=45-59");
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 45-59/${mp4.length}`]);
    expect(Buffer.compare(new Uint8Array(await part.arrayBuffer()), mp4.subarray(45, 60))).toBe(0);
    const end = await ask(sop, "bytes=-4");
    expect(Buffer.compare(new Uint8Array(await end.arrayBuffer()), mp4.subarray(-4))).toBe(0);
    expect((await ask(sop, `bytes=${mp4.length}-`)).status).toBe(416);
    expect((await ask(sop, "bytes=1-2,4-5")).status).toBe(200);
  });
});
