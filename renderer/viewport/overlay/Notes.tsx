import type { SeriesDetail } from "../../../src/contract/index.ts";
import { useDeviceStore, useDynamicText, useImportStore, useLocalText, useViewportStore } from "../../stores/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { useGeometryText, useRepairWords, useViewportText, type ViewportText } from "../text.ts";
import { geometryNotes } from "./geometry-notes.ts";
import { repairNotes } from "./repair-notes.ts";

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly tone: "quiet" | "warning" | "danger" | "synthetic";
  /** Which tag stands for it in a small cell, where that is not its own: `viewport.tag.<tag>`. */
  readonly tag?: string;
}

/** What a reader must know about what is on screen beside what its badge says; never hidden. In a small cell each is a tag that says the rest under the pointer. */
export function Notes({ notes }: { readonly notes: readonly Note[] }) {
  const find = useDynamicText();
  return (
    <div className="notes" role="status">
      {notes.map(({ id, text, tone, tag: tagId = id }) => {
        const tag = find(`viewport.tag.${tagId}`);
        return tag === undefined ? (
          <span key={id} className="note" data-note={id} data-tone={tone}>
            {text}
          </span>
        ) : (
          <span key={id} className="note" data-note={id} data-tone={tone} data-folds="" title={text}>
            <span className="note-whole">{text}</span>
            <span className="note-tag" aria-hidden="true">
              {tag}
            </span>
          </span>
        );
      })}
    </div>
  );
}

/** Notes on a viewport of slices. */
export function usePlaneNotes(detail: SeriesDetail, facts: PlaneFacts | undefined, isPlane: boolean): Note[] {
  const needsWhole = isPlane || facts?.slice?.slab !== undefined;
  const text = useViewportText();
  const geometryText = useGeometryText();
  const isAcquired = facts?.slice?.isAcquired !== false;
  return [
    ...seriesNotes(detail, text),
    ...useArrivalNotes(detail, text),
    ...usePhaseNotes(detail, text),
    ...geometryNotes(detail, { isVolume: needsWhole, isAcquired }, text, geometryText),
    ...lackNotes(facts, needsWhole, text),
    ...(facts?.slice === undefined ? [] : spacingNotes(facts, text)),
    ...(facts === undefined ? [] : [...layerNotes(facts, text), ...voiNotes(facts, text)]),
    ...suvNotes(detail, text),
    ...useGpuNotes(text),
    ...repairNotes(detail, text, useRepairWords()),
  ];
}

/** Nothing is wrong with the picture, but a reader should know why it may be slower now. */
function useGpuNotes(text: ViewportText): Note[] {
  const hasGivenUpGpu = useDeviceStore((state) => state.hasGivenUpGpu);
  return hasGivenUpGpu ? [note("gpu-lost", text("note.gpuLost"), "quiet")] : [];
}

/** What is on screen may not be all of the series: more of its study is being imported right now. */
function useArrivalNotes({ studyInstanceUid }: SeriesDetail, text: ViewportText): Note[] {
  const isArriving = useImportStore(({ jobs }) =>
    jobs.some(({ state, studyInstanceUids }) => state === "running" && studyInstanceUids.includes(studyInstanceUid)),
  );
  return isArriving ? [note("arriving", text("note.arriving"), "warning")] : [];
}

/** A hanging protocol put the stack here for what it may be. */
function usePhaseNotes({ seriesInstanceUid, split }: SeriesDetail, text: ViewportText): Note[] {
  const say = useLocalText();
  const guessed = useViewportStore(
    ({ cells }) =>
      cells.find(({ guessedPhase }) => guessedPhase?.seriesInstanceUid === seriesInstanceUid && guessedPhase.split === split)
        ?.guessedPhase,
  );
  return guessed === undefined ? [] : [note("phase-guessed", text("note.phaseGuessed", { name: say(guessed.name) }), "warning")];
}

export function seriesNotes({ synthetic, converted, textGuessed }: SeriesDetail, text: ViewportText): Note[] {
  return [
    ...(synthetic ? [note("synthetic", text("synthetic"), "synthetic")] : []),
    ...(textGuessed ? [note("text-guessed", text("note.textGuessed"), "warning")] : []),
    ...(converted ? [note("converted", text("note.converted"), "warning")] : []),
  ];
}

function lackNotes(facts: PlaneFacts | undefined, needsWhole: boolean, text: ViewportText): Note[] {
  if (facts === undefined) return [];
  const { framesFailed } = facts;
  const missing = framesFailed === 0 ? [] : [note("missing", text("note.missing", { count: framesFailed }), "danger")];
  const cutOff = cutOffNotes(needsWhole ? facts.framesCutOff : Number(facts.isCutOff), text);
  return [...missing, ...cutOff];
}

/** A frame whose file ends early is drawn with what is there: the rest is no tissue. */
export function cutOffNotes(count: number, text: ViewportText): Note[] {
  return count === 0 ? [] : [note("cut-off", text("note.cutOff", { count }), "danger")];
}

/** What a length on this image means, in words; of cross-sections nothing has to be said. */
function spacingNotes({ slice }: PlaneFacts, text: ViewportText): Note[] {
  const frame = slice?.frame;
  if (frame?.ultrasoundRegions !== undefined) return [note("regions", text("note.regions"), "quiet")];
  const source = slice?.frame.pixelSpacingSource;
  if (slice?.isCalibrated === false) return [note("uncalibrated", text("note.uncalibrated"), "quiet")];
  if (source === "reader") return [note("calibrated-reader", text("note.calibratedReader"), "warning")];
  if (source === "corrected") {
    const factor = Number((frame?.pixelSpacingFactor ?? 1).toFixed(3));
    return [note("corrected", text("note.corrected", { factor }), "quiet")];
  }
  if (source === "calibrated" && frame?.pixelSpacingCalibration !== undefined) {
    const { type, description: words } = frame.pixelSpacingCalibration;
    const description = words === "" ? "" : ` (${words})`;
    return type === "FIDUCIAL"
      ? [note("calibrated-fiducial", text("note.calibratedFiducial", { description }), "quiet")]
      : [note("calibrated-geometry", text("note.calibratedGeometry", { description }), "quiet")];
  }
  return source === "detector" ? [note("detector", text("note.detector"), "quiet")] : [];
}

export function note(id: string, text: string, tone: Note["tone"]): Note {
  return { id, text, tone };
}

/** What hides part of the image, and what of it could not be read. */
function layerNotes({ layers }: PlaneFacts, text: ViewportText): Note[] {
  return [
    ...(layers.isShuttered ? [note("shutter", text("note.shutter"), "quiet")] : []),
    ...(layers.lacksOverlay ? [note("overlay-missing", text("note.overlayMissing"), "warning")] : []),
  ];
}

function voiNotes({ replacesTable, slice, interpolation }: PlaneFacts, text: ViewportText): Note[] {
  return [
    ...(replacesTable ? [note("table-replaced", text("note.tableReplaced"), "quiet")] : []),
    ...(interpolation === "nearest" ? [note("sharp", text("note.sharp"), "quiet")] : []),
    ...(slice?.frame.ignoredIccProfile ? [note("colour-profile", text("note.colourProfile"), "quiet")] : []),
  ];
}

/** A PET without SUV says which data its file lacks. */
function suvNotes({ frames }: SeriesDetail, text: ViewportText): Note[] {
  const suv = frames[0]?.suv;
  if (suv === undefined || suv.bodyWeight !== undefined) return [];
  const missing = suv.missing.map((keyword) => text(`suvDatum.${keyword}`)).join(text("listComma"));
  return [note("suv-missing", text("note.suvMissing", { missing }), "warning")];
}
