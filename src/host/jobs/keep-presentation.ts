import { isPresentedAlike, type PresentationSave } from "../../contract/index.ts";
import { buildPart10, type Dataset, newUid, parsePart10, tagOf } from "../../dicom/index.ts";
import { buildGsps, type ScreenPresentation } from "../../report/index.ts";
import type { FrameHeader, SeriesFrames } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";
import { imagesOfState, namesFrame } from "./base-references.ts";
import { readState, takeOver } from "./base-state.ts";
import { reportContext } from "./report-context.ts";

/**
 * Keeps what is on a screen as a Grayscale Softcopy Presentation State of the study. A state has one Modality LUT and one displayed area:
 * images whose own differ from the first one's are left out of it, and those that the state it comes from does not name.
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
  const { frames, tables } = await framesOf(workstation, body);
  const [first] = frames;
  if (first === undefined) throw new HostError("bad-request", "None of the images is in this series.", { fields: "images" });
  if (first.samplesPerPixel === 3)
    throw new HostError("bad-request", "A grayscale presentation state is for grey images; this one is in colour.", {
      fields: "images",
    });
  const base = body.base && (await readState(workstation, body.base.sopInstanceUid));
  if (body.base !== undefined && base === undefined)
    throw new HostError("not-found", "The presentation state that the images are shown by is not in the archive.");
  const ofBase = base && imagesOfState(base);
  const named = ofBase === undefined ? frames : frames.filter((frame) => namesFrame(ofBase, frame));
  const same = named.filter((frame) => isPresentedAlike(frame, first));
  const chosen = body.base?.keepsGreys === true ? [{ frames: same, voi: undefined }] : chooseVois(same, tables, body);
  if (chosen.every(({ frames: own }) => own.length === 0))
    throw new HostError("bad-request", "The images have no table of their own, and no window was given.", { fields: "window" });
  const { dataset } = parsePart10(await archive.read(first.sopInstanceUid), { untilTag: tagOf("PixelData") });
  const { images: _, window: __, ownVoi: ___, base: ____, inverted, shutter, ...screen } = body;
  const state: ScreenPresentation = {
    ...screen,
    images: imagesOf(
      workstation,
      chosen.flatMap(({ frames: own }) => own),
    ),
    modality: modalityOf(first, dataset),
    voi: chosen.flatMap(({ frames: own, voi }) =>
      voi === undefined ? [] : [{ voi, ...(chosen.length > 1 ? { images: imagesOf(workstation, own) } : {}) }],
    ),
    isInverse: inverted,
    laterality: ["L", "R"].find((side) => side === (dataset.first("Laterality") ?? dataset.first("ImageLaterality"))),
    spacingMm: first.plane?.pixelSpacing ?? first.pixelSpacingMm,
    pixelAspectRatio: first.pixelAspectRatio,
    ...(shutter === undefined ? {} : { shutter: { ...shutter, grey: shutter.fillRgb[0] } }),
  };
  const context = await reportContext(workstation, series.studyInstanceUid, []);
  const identity = { sopInstanceUid: newUid(), seriesInstanceUid: newUid(), seriesNumber: 9960 };
  const written = buildGsps(state, context, identity, { signedBy: body.by, signedAt: now().toISOString() });
  if (base !== undefined && body.base !== undefined) takeOver(written, base, body.base);
  archive.store(buildPart10(written));
  events.emit({ type: "studies" });
  return { sopInstanceUid: identity.sopInstanceUid, seriesInstanceUid: identity.seriesInstanceUid };
}

/** The frames that are meant, in the order asked for, and the tables of their series. */
async function framesOf(
  { seriesFrames }: Workstation,
  { seriesInstanceUid, images }: PresentationSave,
): Promise<{ readonly frames: FrameHeader[]; readonly tables: SeriesTables }> {
  const [first] = images;
  if (first === undefined) return { frames: [], tables: [] };
  const keyOf = (frame: { readonly sopInstanceUid: string; readonly frameNumber: number }) =>
    `${frame.sopInstanceUid}/${frame.frameNumber}`;
  // A stack's frames come together; looked for one by one they would cost the square of their number.
  const split = await seriesFrames.holding(seriesInstanceUid, first.sopInstanceUid, first.frameNumber);
  if (split === undefined) return { frames: [], tables: [] };
  const { frames, voiLookupTables = [] } = await seriesFrames.get(seriesInstanceUid, split);
  const ofStack = new Map(frames.map((frame) => [keyOf(frame), frame]));
  return { frames: images.flatMap((image) => ofStack.get(keyOf(image)) ?? []), tables: voiLookupTables };
}

type SeriesTables = NonNullable<SeriesFrames["voiLookupTables"]>;
type Voi = ScreenPresentation["voi"][number]["voi"];

/** What greys each frame is shown through: its own where that is meant, else the window; frames of the same together. */
function chooseVois(
  frames: readonly FrameHeader[],
  tables: SeriesTables,
  { window, ownVoi }: PresentationSave,
): readonly { readonly frames: readonly FrameHeader[]; readonly voi: Voi }[] {
  const common: Voi | undefined = window && { kind: "window", ...window };
  const groups = new Map<string, { frames: FrameHeader[]; voi: Voi }>();
  for (const frame of frames) {
    const [key, voi] = (ownVoi === undefined ? undefined : ownVoiOf(frame, tables, ownVoi)) ?? ["", common];
    if (voi === undefined) continue;
    const group = groups.get(key) ?? { frames: [], voi };
    group.frames.push(frame);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function ownVoiOf(frame: FrameHeader, tables: SeriesTables, place: number): readonly [string, Voi] | undefined {
  const own = frame.voi[place];
  if (own !== undefined) {
    const { windowCenter: center, windowWidth: width } = own;
    return [`${center} ${width} ${own.function ?? ""}`, { kind: "window", center, width, function: own.function }];
  }
  const index = frame.voiLookupTables?.[place - frame.voi.length];
  const table = index === undefined ? undefined : tables[index];
  return table && [`table ${index}`, { kind: "table", ...table }];
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
