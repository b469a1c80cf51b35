import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_VERY_HIGH,
  type VideoCodec,
  WebMOutputFormat,
} from "mediabunny";

/** In the order in which other programs can play them. */
const inMp4: VideoCodec[] = ["avc", "vp9", "av1", "hevc"];
const inWebM: VideoCodec[] = ["vp9", "vp8", "av1"];

export interface Film {
  readonly codec: VideoCodec;
  readonly ending: "mp4" | "webm";
  readonly mimeType: string;
  /** Adds what is on the canvas now. */
  add(seconds: number): Promise<void>;
  /** Ends the film and gives the file. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
  stop(): Promise<void>;
}

/** Begins a film of a canvas: MP4 with what this browser can encode, else WebM; undefined where it can encode nothing. */
export async function beginFilm(canvas: HTMLCanvasElement): Promise<Film | undefined> {
  const { width, height } = canvas;
  const mp4 = await getFirstEncodableVideoCodec(inMp4, { width, height });
  const codec = mp4 ?? (await getFirstEncodableVideoCodec(inWebM, { width, height }));
  if (codec === null) return undefined;
  const target = new BufferTarget();
  const output = new Output({
    format: mp4 === null ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: "in-memory" }),
    target,
  });
  const source = new CanvasSource(canvas, { codec, bitrate: QUALITY_VERY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  let at = 0;
  return {
    codec,
    ending: mp4 === null ? "webm" : "mp4",
    mimeType: mp4 === null ? "video/webm" : "video/mp4",
    async add(seconds) {
      await source.add(at, seconds);
      at += seconds;
    },
    async finish() {
      await output.finalize();
      return new Uint8Array(target.buffer as ArrayBuffer);
    },
    stop: () => output.cancel(),
  };
}
