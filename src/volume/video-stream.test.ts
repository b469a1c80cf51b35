import { describe, expect, it } from "vitest";
import { avcConfiguration, box, buildTestVideo, film } from "../testing/film.ts";
import { memorySource } from "./byte-source.ts";
import { videoStreamOf } from "./video-stream.ts";

const avc = "1.2.840.10008.1.2.4.102";

async function streamOf(fragments: readonly Uint8Array[], transferSyntaxUid = avc) {
  const source = memorySource(buildTestVideo(fragments, transferSyntaxUid));
  const stream = await videoStreamOf(source);
  const parts = await Promise.all(stream.ranges.map(([offset, length]) => source.read(offset, length)));
  return { stream, bytes: new Uint8Array(Buffer.concat(parts)) };
}

describe("videoStreamOf", () => {
  it("finds an MP4, names its codecs as a browser asks for them, and joins its fragments", async () => {
    const mp4 = film("avc1", avcConfiguration);
    const cut = 60;
    const { stream, bytes } = await streamOf([mp4.subarray(0, cut), mp4.subarray(cut)]);
    expect(stream).toMatchObject({ codec: "h.264", container: "mp4", playable: true, numberOfFrames: 75, frameTimeMs: 40 });
    expect(stream.mimeType).toBe('video/mp4; codecs="avc1.640029"');
    expect(Buffer.compare(bytes, mp4)).toBe(0);
  });

  it("names the profile and level of HEVC", async () => {
    const configuration = box("hvcC", [1, 0x01, 0x60, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 120, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const { stream } = await streamOf([film("hvc1", configuration)], "1.2.840.10008.1.2.4.107");
    expect(stream.mimeType).toBe('video/mp4; codecs="hvc1.1.6.L120.B0"');
  });

  it("says of a film that is cut off that it cannot be played", async () => {
    const mp4 = film("avc1", avcConfiguration);
    const { stream } = await streamOf([mp4.subarray(0, mp4.length - 20)]);
    expect(stream).toMatchObject({ playable: false, reason: "cut-off" });
  });

  it("tells transport, program and elementary streams, which a browser does not play by themselves", async () => {
    const packets = new Uint8Array(188 * 3);
    for (const at of [0, 188, 376]) packets[at] = 0x47;
    expect((await streamOf([packets])).stream).toMatchObject({ container: "mpeg-ts", reason: "container-not-played" });
    const pack = new Uint8Array(64);
    pack.set([0, 0, 1, 0xba]);
    const program = await streamOf([pack], "1.2.840.10008.1.2.4.100");
    expect(program.stream).toMatchObject({ codec: "mpeg-2", container: "mpeg-ps", reason: "codec-not-played" });
    const bare = Uint8Array.of(0, 0, 0, 1, 0x67, 0x64, 0, 0x29);
    expect((await streamOf([bare])).stream).toMatchObject({ container: "elementary", playable: false });
    expect((await streamOf([])).stream).toMatchObject({ reason: "no-stream", byteLength: 0 });
  });

  it("refuses what is no video", async () => {
    await expect(streamOf([new Uint8Array(8)], "1.2.840.10008.1.2.4.50")).rejects.toMatchObject({
      code: "unsupported-transfer-syntax",
    });
  });

  it("bounds boxes that lie about their length", async () => {
    const lying = box("ftyp", Buffer.from("isom"));
    const endless = new Uint8Array(Buffer.concat([lying, box("moov", new Uint8Array(0)).fill(0xff, 0, 4), new Uint8Array(32)]));
    expect((await streamOf([endless])).stream.playable).toBe(false);
  });
});
