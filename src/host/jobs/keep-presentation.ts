import type { PresentationSave } from "../../contract/index.ts";
import { buildPart10, type Dataset, newUid, parsePart10, tagOf } from "../../dicom/index.ts";
import { buildGsps, type ScreenPresentation } from "../../report/index.ts";
import type { FrameHeader } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";
import { reportContext } from "./report-context.ts";

/**
 * Keeps what is on a screen as a Grayscale Softcopy Presentation State of the study. A state has one Modality LUT: images whose own
 * differs from the first one's are left out of it.
 *
 * @throws HostError not-found, bad-request; ArchiveError
 */
export async function keepPresentation(
  workstation: Workstation,
  body: PresentationSave,
): Promise<{ readonly sopInstanceUid: string; readonly seriesInstanceUid: string }> {
  const { archive, events, now } = workstation;
  const series = archive.series(body.seriesInstanceUid);
  if (series === undefined) throw new HostError("not-found", "This series is not in the archive.");
  const frames = await framesOf(workstation, body);
  const [first] = frames;
  if (first === undefined) throw new HostError("bad-request", "None of the images is in this series.", { fields: "images" });
  if (first.samplesPerPixel === 3)
    throw new HostError("bad-request", "A grayscale presentation state is for grey images; this one is in colour.", {
      fields: "images",
    });
  const same = frames.filter(
    (frame) => isSameTransform(frame, first) && (body.window !== undefined || isSameTable(frame, first)),
  );
  const { dataset } = parsePart10(await archive.read(first.sopInstanceUid), { untilTag: tagOf("PixelData") });
  const { images: _, window: __, inverted, ...screen } = body;
  const state: ScreenPresentation = {
    ...screen,
    images: imagesOf(workstation, same.length === 0 ? [first] : same),
    modality: modalityOf(first, dataset),
    voi: voiOf(body, dataset),
    isInverse: inverted,
    laterality: ["L", "R"].find((side) => side === (dataset.first("Laterality") ?? dataset.first("ImageLaterality"))),
    spacingMm: first.plane?.pixelSpacing ?? first.pixelSpacingMm,
  };
  const context = await reportContext(workstation, series.studyInstanceUid, []);
  const identity = { sopInstanceUid: newUid(), seriesInstanceUid: newUid(), seriesNumber: 9960 };
  const bytes = buildPart10(buildGsps(state, context, identity, { signedBy: body.by, signedAt: now().toISOString() }));
  archive.store(bytes);
  events.emit({ type: "studies" });
  return { sopInstanceUid: identity.sopInstanceUid, seriesInstanceUid: identity.seriesInstanceUid };
}

async function framesOf({ seriesFrames }: Workstation, { seriesInstanceUid, images }: PresentationSave): Promise<FrameHeader[]> {
  const [first] = images;
  if (first === undefined) return [];
  const keyOf = (frame: { readonly sopInstanceUid: string; readonly frameNumber: number }) =>
    `${frame.sopInstanceUid}/${frame.frameNumber}`;
  // A stack's frames come together; looked for one by one they would cost the square of their number.
  const split = await seriesFrames.holding(seriesInstanceUid, first.sopInstanceUid, first.frameNumber);
  if (split === undefined) return [];
  const { frames } = await seriesFrames.get(seriesInstanceUid, split);
  const ofStack = new Map(frames.map((frame) => [keyOf(frame), frame]));
  return images.flatMap((image) => ofStack.get(keyOf(image)) ?? []);
}

/** Whether the same VOI LUT is their own. */
function isSameTable({ voiLookupTables: a }: FrameHeader, { voiLookupTables: b }: FrameHeader): boolean {
  return a?.[0] === b?.[0];
}

function isSameTransform({ modalityTransform: a }: FrameHeader, { modalityTransform: b }: FrameHeader): boolean {
  return JSON.stringify(a) === JSON.stringify(b) && a?.kind !== "table";
}

/** Instances with the frames that are meant; no frames named only where an instance has a single one: it would be for all of them. */
function imagesOf({ archive }: Pick<Workstation, "archive">, frames: readonly FrameHeader[]): ScreenPresentation["images"] {
  const isMultiFrame = (sopInstanceUid: string) => (archive.instance(sopInstanceUid)?.numberOfFrames ?? 1) > 1;
  const grouped = Map.groupBy(frames, ({ sopInstanceUid }) => sopInstanceUid);
  return [...grouped].map(([sopInstanceUid, own]) => ({
    sopInstanceUid,
    sopClassUid: own[0]?.sopClassUid ?? "",
    frameNumbers: isMultiFrame(sopInstanceUid) ? own.map(({ frameNumber }) => frameNumber) : [],
  }));
}

function modalityOf({ modalityTransform }: FrameHeader, dataset: Dataset): ScreenPresentation["modality"] {
  const item = dataset.get("ModalityLUTSequence")?.[0];
  if (modalityTransform?.kind === "table" && item !== undefined) return { kind: "table", item };
  if (modalityTransform?.kind !== "linear") return { kind: "none" };
  const type = dataset.first("RescaleType") ?? (dataset.first("Modality") === "CT" ? "HU" : "US");
  return { ...modalityTransform, type };
}

/** The reader's window; else the image's own table as it stands. */
function voiOf({ window }: PresentationSave, dataset: Dataset): ScreenPresentation["voi"] {
  if (window !== undefined) return { kind: "window", ...window };
  const item = dataset.get("VOILUTSequence")?.[0];
  if (item !== undefined) return { kind: "table", item };
  throw new HostError("bad-request", "The images have no table of their own, and no window was given.", { fields: "window" });
}
