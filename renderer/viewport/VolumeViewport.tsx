import { type RefObject, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { centrePatient, ucum } from "../../src/findings/index.ts";
import type { VolumeGrid } from "../../src/geometry/index.ts";
import { currentDecisions } from "../stores/index.ts";
import { type Cell, useViewportStore } from "../stores/viewport/viewport-store.ts";
import { isInSpace } from "./measurement/seen.ts";
import { Blank } from "./overlay/Blank.tsx";
import { ClipLayer } from "./overlay/ClipLayer.tsx";
import { Corners } from "./overlay/Corners.tsx";
import { useDrawnNotes } from "./overlay/drawn-notes.ts";
import { FidelityBadge, fidelityAttribute } from "./overlay/FidelityBadge.tsx";
import { factorName, volumeFidelity } from "./overlay/fidelity.ts";
import { geometryNotes } from "./overlay/geometry-notes.ts";
import { hiddenNotes } from "./overlay/hidden-notes.ts";
import { Letters } from "./overlay/Letters.tsx";
import { cutOffNotes, note, seriesNotes } from "./overlay/Notes.tsx";
import { OrientationCube } from "./overlay/OrientationCube.tsx";
import { usePatientNotes } from "./overlay/patient-notes.ts";
import { Refused } from "./overlay/Refused.tsx";
import { VolumeControl } from "./overlay/VolumeControl.tsx";
import { VolumeCursor } from "./overlay/VolumeCursor.tsx";
import type { Plan } from "./plan.ts";
import type { Engine } from "./scene/engine.ts";
import { spaceOf } from "./scene/hub.ts";
import { useGeometryText, useViewportText } from "./text.ts";
import { useSize } from "./use-size.ts";
import { useWishes, type Wishes } from "./use-wishes.ts";
import type { ViewportGridProps } from "./ViewportGrid.tsx";
import { type Orbit, project } from "./volume/orbit.ts";
import type { VolumeFacts } from "./volume/volume-facts.ts";
import { bindVolumePointer } from "./volume/volume-pointer.ts";
import { VolumeScene } from "./volume/volume-scene.ts";

interface VolumeViewportProps extends ViewportGridProps {
  readonly engine: Engine;
  readonly cell: Cell;
  readonly detail: SeriesDetail;
  readonly plan: Extract<Plan, { kind: "volume3d" }>;
  /** The computer gives no memory for the volume. */
  readonly onNoMemory: () => void;
}

/** A volume rendering, with what is written over it. */
export function VolumeViewport(props: VolumeViewportProps) {
  const { cell, detail, plan } = props;
  const text = useViewportText();
  const root = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const scene = useScene(props, host);
  const facts = useSyncExternalStore(scene?.subscribe ?? subscribeNothing, scene?.facts ?? noFacts);
  const level = useViewportStore(({ overlayLevel }) => overlayLevel);
  const { rendering } = cell;
  useEffect(() => scene?.setLook({ preset: plan.preset, rendering }), [scene, plan.preset, rendering]);
  const resize = useMemo(() => scene?.resize.bind(scene), [scene]);
  useSize(root, resize);
  useEffect(() => {
    if (scene === undefined || root.current === null) return undefined;
    return bindVolumePointer(root.current, cell.id, scene);
  }, [scene, cell.id]);
  const wishes = useMemo(() => (scene === undefined ? undefined : volumeWishes(scene, detail)), [scene, detail]);
  useWishes(cell.id, wishes);
  const notes = [
    ...usePatientNotes(detail),
    ...useVolumeNotes(detail, facts),
    ...hiddenNotes(rendering, facts?.body, text),
    ...useDrawnNotes(detail, [], { isPlane: false, isWanted: true, isVolume: true }),
  ];
  const failure = facts?.failure;
  const fidelity = facts === undefined || failure !== undefined ? [] : volumeFidelity(scene?.pixels.detail ?? detail, facts);
  return (
    <div
      ref={root}
      className="viewport-picture viewport-volume"
      data-state={failure !== undefined ? "refused" : facts?.hasPicture ? "ready" : "loading"}
      data-quality={facts?.quality}
      data-share={facts?.share.toFixed(3)}
      data-preset={plan.preset}
      {...fidelityAttribute(fidelity)}
      data-zoom={facts?.orbit.viewScale.toFixed(4)}
      data-direction={facts?.orbit.right.map((part) => part.toFixed(3)).join(" ")}
      data-body={facts?.body}
      data-context={facts?.isLost ? "lost" : "there"}
      data-reduced={facts && factorName(facts.factors)}
      data-clip={
        rendering.clip.isOn ? [...rendering.clip.low, ...rendering.clip.high].map((part) => part.toFixed(3)).join(" ") : undefined
      }
      data-look={`${rendering.shift.toFixed(1)} ${rendering.stretch.toFixed(3)} ${rendering.opacity.toFixed(3)}`}
      data-frames-loaded={facts?.framesLoaded}
      data-frame-count={facts?.frameCount}
    >
      <div ref={host} className="viewport-canvas" hidden={failure !== undefined} />
      {failure === undefined && facts !== undefined && <VolumeMarks {...props} facts={facts} />}
      {level > 0 && failure === undefined && <Letters letters={facts?.letters} />}
      <Corners
        detail={detail}
        facts={undefined}
        cell={cell}
        level={level}
        notes={failure === undefined ? notes : []}
        element={null}
      >
        {failure === undefined && <VolumeStrip {...props} facts={facts} scene={scene} />}
      </Corners>
      {failure === undefined && <VolumeTools {...props} facts={facts} scene={scene} level={level} />}
      {failure !== undefined && (
        <Refused wish="volume3d" refusal={{ kind: "limit", key: failure }} detail={detail} cellId={cell.id} />
      )}
      <FidelityBadge list={fidelity} />
      {failure === undefined && !facts?.hasPicture && <Blank title={text("loadingFrames")} isBusy />}
    </div>
  );
}

interface VolumePartProps extends VolumeViewportProps {
  readonly facts: VolumeFacts | undefined;
  readonly scene: VolumeScene | undefined;
}

/** The cube, which goes with the texts in the corners, and the clip box. */
function VolumeTools({ cell, facts, scene, level }: VolumePartProps & { readonly level: 0 | 1 | 2 }) {
  if (facts === undefined || scene === undefined) return null;
  return (
    <>
      {level > 0 && <OrientationCube orbit={facts.orbit} cellId={cell.id} />}
      <ClipLayer facts={facts} box={scene.box} clip={cell.rendering.clip} />
    </>
  );
}

/** What the volume is shown by, as the last line of its corner, and what is done to it. */
function VolumeStrip({ cell, plan, detail, facts, scene }: VolumePartProps) {
  const text = useViewportText();
  if (facts === undefined || scene === undefined) return null;
  const unit = detail.frames[0]?.unit;
  const tableReason =
    unit !== ucum.hounsfield ? text("volume.tableNeedsCt") : facts.body === "failed" ? text("volume.tableFailed") : undefined;
  return (
    <VolumeControl
      cellId={cell.id}
      preset={plan.preset}
      rendering={cell.rendering}
      unit={unit}
      scene={scene}
      tableReason={tableReason}
    />
  );
}

const subscribeNothing = () => () => {};
const noFacts = (): VolumeFacts | undefined => undefined;

function useScene(
  { engine, detail, plan: { preset }, cell, onNoMemory }: VolumeViewportProps,
  host: RefObject<HTMLElement | null>,
): VolumeScene | undefined {
  const [scene, setScene] = useState<VolumeScene | undefined>();
  const first = useRef({ cell, preset, onNoMemory });
  const orbit = useRef<{ readonly seriesInstanceUid: string; readonly orbit: Orbit } | undefined>(undefined);
  first.current = { cell, preset, onNoMemory };
  useEffect(() => {
    if (host.current === null) return undefined;
    const hold = engine.cache.holdVolume(detail);
    if (hold === undefined) {
      first.current.onNoMemory();
      return undefined;
    }
    const { pixels, release } = hold;
    const grid = pixels.detail.geometry.grid as VolumeGrid;
    const made = new VolumeScene(
      {
        host: host.current,
        pixels,
        grid,
        loader: engine.loader,
        largestSide: () => currentDecisions().largestVolumeTexture,
      },
      { preset: first.current.preset, rendering: first.current.cell.rendering },
    );
    const { cell: shown } = first.current;
    const opening = shown.opening?.kind === "place" ? shown.opening.place : undefined;
    const left = (engine.places.of(shown) ?? opening)?.orbit;
    if (orbit.current?.seriesInstanceUid === detail.seriesInstanceUid) made.look(orbit.current.orbit);
    else if (left !== undefined) made.lookFrom(left);
    const leave = engine.places.register(shown, made);
    setScene(made);
    return () => {
      setScene(undefined);
      leave();
      orbit.current = { seriesInstanceUid: detail.seriesInstanceUid, orbit: made.facts().orbit };
      made.dispose();
      release();
    };
  }, [engine, detail, host]);
  return scene;
}

function volumeWishes(scene: VolumeScene, detail: SeriesDetail): Wishes {
  return {
    onCommand(action) {
      if (action.kind === "zoom") scene.zoomBy(action.factor);
      else if (action.kind === "view-from") scene.viewFrom(action.from);
      else if (action.kind === "fit" || action.kind === "reset") scene.reset();
    },
    onFocus({ beside, ...place }) {
      const { pointPatient, frameOfReferenceUid } = beside?.studyInstanceUid === detail.studyInstanceUid ? beside : place;
      const isHere = !frameOfReferenceUid || !detail.frameOfReferenceUid || frameOfReferenceUid === detail.frameOfReferenceUid;
      if (pointPatient !== undefined && isHere) scene.focus(pointPatient);
    },
  };
}

function useVolumeNotes(detail: SeriesDetail, facts: VolumeFacts | undefined) {
  const text = useViewportText();
  const geometryText = useGeometryText();
  if (facts === undefined) return seriesNotes(detail, text);
  const { framesLoaded, framesFailed, framesCutOff, frameCount, quality, fit, hasPicture } = facts;
  const isLoading = framesLoaded + framesFailed < frameCount;
  const isReduced = quality === "moving" && facts.share < 0.99;
  const qualityKey = quality === "full" ? "note.full" : isReduced ? "note.moving" : "note.refining";
  return [
    ...seriesNotes(detail, text),
    ...geometryNotes(detail, { isVolume: true, isAcquired: false }, text, geometryText),
    ...cutOffNotes(framesCutOff, text),
    ...(framesFailed > 0 ? [note("missing", text("note.missing", { count: framesFailed }), "danger")] : []),
    ...(fit?.reason === undefined
      ? []
      : [
          note(
            "reduced",
            text("note.reduced", {
              percent: Math.round(100 / fit.stride),
              reason: text(`reason.${fit.reason}`, { limit: fit.limit }),
            }),
            "warning",
          ),
        ]),
    ...(facts.body === "finding" ? [note("body", text("note.findingBody"), "quiet")] : []),
    ...(facts.isLost ? [note("context", text("note.contextLost"), "warning")] : []),
    // Of averaged voxels nothing is full: the badge says so.
    ...(hasPicture && !isLoading && (quality !== "full" || facts.factors.every((factor) => factor === 1))
      ? [note("quality", text(qualityKey, { parts: Math.max(2, Math.round(1 / facts.share)) }), "quiet")]
      : []),
  ];
}

/** Where findings are, seen through the volume: a ring of their size. */
function VolumeMarks({
  engine,
  facts,
  findings,
  selectedFindingId,
  onSelectFinding,
  detail,
}: VolumeViewportProps & { readonly facts: VolumeFacts }) {
  const here = { seriesInstanceUid: detail.seriesInstanceUid, frameOfReferenceUid: detail.frameOfReferenceUid };
  return (
    <svg className="viewport-marks" aria-hidden="true">
      <VolumeCursor hub={engine.hub} space={spaceOf(detail)} facts={facts} />
      {findings
        .filter((finding) => finding.status !== "rejected" && isInSpace(finding, here))
        .map((finding) => {
          const point = centrePatient(finding.geometry);
          if (point === undefined) return null;
          const [x, y] = project(facts.orbit, facts.size, point);
          const diameterMm = finding.geometry.kind === "sphere" ? finding.geometry.diameterMm : 6;
          const radius = Math.max(5, (diameterMm / 2) * facts.orbit.viewScale);
          return (
            <g
              key={finding.id}
              className="finding"
              data-finding-id={finding.id}
              data-status={finding.status}
              data-provenance={finding.provenance.by}
              data-selected={finding.id === selectedFindingId}
              onPointerDown={(event) => {
                if (event.button !== 0) return;
                event.stopPropagation();
                onSelectFinding(finding.id);
              }}
            >
              {["mark-rim", "mark-line", "mark-reach"].map((name) => (
                <circle key={name} className={name} cx={x} cy={y} r={radius} />
              ))}
            </g>
          );
        })}
    </svg>
  );
}
