import type { SeriesDetail } from "../../../src/contract/index.ts";
import { type ExportOutcome, type ExportWish, tell, tellExportProgress, useScreenStore } from "../../stores/index.ts";
import type { Cine } from "../../stores/viewport/display.ts";
import { cineRange } from "../scene/cine-order.ts";
import type { PlaneScene } from "../scene/plane-scene.ts";
import { fileName } from "./file-name.ts";
import { beginFilm } from "./film.ts";
import { eightBitOf, imagePng } from "./image-png.ts";
import { ZipFile } from "./series-zip.ts";
import { ViewCanvas } from "./view-canvas.ts";
import { showSlice } from "./walk.ts";

export interface Exported {
  readonly scene: PlaneScene;
  readonly element: HTMLElement;
  readonly detail: SeriesDetail;
  readonly cine: Cine;
  /** The viewport was closed, or shows another series. */
  readonly closed: AbortSignal;
}

const failed = (code: Extract<ExportOutcome, { kind: "failed" }>["code"]): ExportOutcome => ({ kind: "failed", code });

/** Makes what the reader wished and gives it to the browser. Undefined where it was stopped. Never throws. */
export async function exportFrom(from: Exported, wish: ExportWish): Promise<ExportOutcome | undefined> {
  try {
    const outcome = await make(from, wish);
    const isDialogOpen = useScreenStore.getState().dialog === "export";
    if (outcome !== undefined && !isDialogOpen) say(outcome);
    return outcome;
  } catch {
    return failed("not-written");
  }
}

function say(outcome: ExportOutcome): void {
  if (outcome.kind === "copied") tell("export.copied", {}, "good");
  else if (outcome.kind === "failed") tell(`export.failure.${outcome.code}`, {}, "bad");
}

function make(from: Exported, wish: ExportWish): Promise<ExportOutcome | undefined> {
  switch (wish.what) {
    case "view":
      return exportView(from, wish);
    case "image":
      return exportImage(from, wish);
    case "series":
      return walk(from, (job) => exportSeries(from, job));
    case "film":
      return walk(from, (job) => exportFilm(from, wish, job));
  }
}

async function exportView({ scene, element, detail }: Exported, wish: ExportWish): Promise<ExportOutcome> {
  const { size, pixelRatio, sliceIndex } = scene.facts();
  const view = new ViewCanvas(size, pixelRatio);
  if (!(await view.draw(scene, element, wish))) return failed("no-picture");
  const blob = await blobOf(view.canvas, wish);
  view.dispose();
  if (wish.target === "clipboard") return copy(blob);
  return save(blob, fileName(detail, sliceIndex + 1, endingOf(wish)));
}

async function exportImage({ scene, detail }: Exported, wish: ExportWish): Promise<ExportOutcome> {
  const picture = scene.picture();
  if (picture === undefined) return failed("no-picture");
  const name = fileName(detail, scene.facts().sliceIndex + 1, endingOf(wish));
  const { slice, greys } = picture;
  if (wish.format === "png") return save(new Blob([new Uint8Array(imagePng(slice, greys))], { type: "image/png" }), name);
  const { width, height, channels, data } = eightBitOf(slice, greys);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * at + channel] = data[channels * at + (channels === 3 ? channel : 0)] as number;
    }
    image.data[4 * at + 3] = 255;
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return save(await blobOf(canvas, wish), name);
}

async function exportSeries({ scene, detail }: Exported, { signal, progress }: Job): Promise<ExportOutcome | undefined> {
  const total = scene.facts().sliceCount;
  const zip = new ZipFile();
  for (let index = 0; index < total; index++) {
    const shown = await showSlice(scene, index, signal);
    if (shown === "stopped") return undefined;
    const picture = scene.picture();
    if (shown === "failed" || picture === undefined) return failed("frame");
    zip.add(fileName(detail, index + 1, "png"), imagePng(picture.slice, picture.greys));
    progress(index + 1, total);
  }
  return save(zip.finish(), fileName(detail, undefined, "zip"));
}

async function exportFilm(from: Exported, wish: ExportWish, { signal, progress }: Job): Promise<ExportOutcome | undefined> {
  const { scene, element, detail, cine } = from;
  const { size, pixelRatio, sliceCount } = scene.facts();
  const view = new ViewCanvas(size, pixelRatio);
  const film = await beginFilm(view.canvas);
  if (film === undefined) return failed("no-encoder");
  const [first, last] = cineRange(cine, sliceCount);
  const frames = Math.floor((last - first) / cine.step) + 1;
  for (let at = 0; at < frames; at++) {
    const index = first + at * cine.step;
    const shown = await showSlice(scene, index, signal);
    if (shown !== "drawn" || !(await view.draw(scene, element, wish))) {
      await film.stop();
      return shown === "stopped" ? undefined : failed("frame");
    }
    await film.add(secondsOf(detail, cine, index + cine.step));
    progress(at + 1, frames);
  }
  const bytes = await film.finish();
  view.dispose();
  const outcome = save(new Blob([bytes], { type: film.mimeType }), fileName(detail, undefined, film.ending));
  return { ...outcome, codec: film.codec, frames };
}

/** How long an image stays until the one at an index follows. */
function secondsOf(detail: SeriesDetail, { framesPerSecond }: Cine, next: number): number {
  const ownMs = framesPerSecond === undefined ? detail.frames[next]?.frameTimeMs : undefined;
  return ownMs === undefined ? 1 / (framesPerSecond ?? detail.recommendedFrameRate ?? 30) : ownMs / 1000;
}

interface Job {
  readonly signal: AbortSignal;
  readonly progress: (done: number, total: number) => void;
}

/** Goes through the slices and back to where the reader was. */
async function walk(
  { scene, closed }: Exported,
  make: (job: Job) => Promise<ExportOutcome | undefined>,
): Promise<ExportOutcome | undefined> {
  const before = scene.facts().sliceIndex;
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  const progress = (done: number, total: number) => tellExportProgress({ done, total, stop });
  progress(0, scene.facts().sliceCount);
  try {
    const outcome = await make({ signal: AbortSignal.any([stopping.signal, closed]), progress });
    return closed.aborted && outcome === undefined ? failed("closed") : outcome;
  } finally {
    if (!closed.aborted) scene.show(before);
  }
}

function endingOf({ format }: ExportWish): string {
  return format === "png" ? "png" : "jpg";
}

async function blobOf(canvas: HTMLCanvasElement, { format, quality, target }: ExportWish): Promise<Blob> {
  const type = format === "jpeg" && target === "file" ? "image/jpeg" : "image/png";
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, quality));
  if (blob === null) throw new RangeError("The picture is too large for one file.");
  return blob;
}

async function copy(blob: Blob): Promise<ExportOutcome> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ [blob.type]: blob })]);
    return { kind: "copied" };
  } catch {
    return failed("clipboard");
  }
}

/** Long enough for a browser that asks where to save. */
const KEEP_MS = 120_000;

function save(blob: Blob, name: string): Extract<ExportOutcome, { kind: "done" }> {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEEP_MS);
  return { kind: "done", fileName: name };
}
