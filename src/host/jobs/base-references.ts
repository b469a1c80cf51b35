import type { Dataset } from "../../dicom/index.ts";

/** Images that a state is for: their frames from 1 by SOP Instance UID, "all" where none is named. */
export type NamedImages = ReadonlyMap<string, ReadonlySet<number> | "all">;

/** The images of Referenced Series Sequence (PS3.3 C.11.11). */
export function imagesOfState(state: Dataset): NamedImages {
  const series = state.get("ReferencedSeriesSequence") ?? [];
  const named = new Map<string, ReadonlySet<number> | "all">();
  for (const image of series.flatMap((item) => item.get("ReferencedImageSequence") ?? [])) {
    const [uid, frames] = [uidOf(image), framesOf(image)];
    const before = named.get(uid) ?? new Set<number>();
    named.set(uid, frames === "all" || before === "all" ? "all" : new Set([...before, ...frames]));
  }
  return named;
}

/** Whether they have a frame of an image. */
export function namesFrame(
  images: NamedImages,
  { sopInstanceUid, frameNumber }: { readonly sopInstanceUid: string; readonly frameNumber: number },
): boolean {
  const frames = images.get(sopInstanceUid);
  return frames === "all" || frames?.has(frameNumber) === true;
}

/** Items for these images and frames alone: one that names no image is for all, one that names only others goes. */
export function limitedTo(items: readonly Dataset[], images: NamedImages): Dataset[] {
  return items.flatMap((item) => {
    const named = item.get("ReferencedImageSequence");
    if (named === undefined) return [item];
    const held = named.flatMap((image) => limitedReference(image, images.get(uidOf(image))));
    return held.length === 0 ? [] : [item.set("ReferencedImageSequence", held)];
  });
}

function limitedReference(image: Dataset, meant: ReadonlySet<number> | "all" | undefined): Dataset[] {
  if (meant === undefined || meant === "all") return meant === undefined ? [] : [image];
  const own = framesOf(image);
  const frames = own === "all" ? [...meant] : [...own].filter((frame) => meant.has(frame));
  return frames.length === 0 ? [] : [image.set("ReferencedFrameNumber", frames)];
}

const uidOf = (image: Dataset) => image.first("ReferencedSOPInstanceUID") ?? "";

function framesOf(image: Dataset): ReadonlySet<number> | "all" {
  const frames = image.get("ReferencedFrameNumber") ?? [];
  return frames.length === 0 ? "all" : new Set(frames.map(Number));
}
