import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { type Cell, useViewportStore } from "../stores/viewport/viewport-store.ts";
import { growFinding } from "./measurement/grow-finding.ts";
import type { Measuring } from "./measurement/measuring.ts";
import { useMeasuring } from "./measurement/use-measuring.ts";
import { Blank } from "./overlay/Blank.tsx";
import { Corners } from "./overlay/Corners.tsx";
import { CrosshairLayer } from "./overlay/CrosshairLayer.tsx";
import { CursorLayer } from "./overlay/CursorLayer.tsx";
import { DraftLayer } from "./overlay/DraftLayer.tsx";
import { DrawnLayer } from "./overlay/DrawnLayer.tsx";
import { DrawnLegend } from "./overlay/DrawnLegend.tsx";
import { useDrawnNotes } from "./overlay/drawn-notes.ts";
import { ExplanationLayer, ExplanationLegend } from "./overlay/ExplanationLayer.tsx";
import { FidelityBadge, fidelityAttribute } from "./overlay/FidelityBadge.tsx";
import { FindingLayer } from "./overlay/FindingLayer.tsx";
import { FrameLines } from "./overlay/FrameLines.tsx";
import { planeFidelity } from "./overlay/fidelity.ts";
import { LesionLayer } from "./overlay/LesionLayer.tsx";
import { Letters } from "./overlay/Letters.tsx";
import { LinkMarks } from "./overlay/LinkMarks.tsx";
import { MaskLayer } from "./overlay/MaskLayer.tsx";
import { MeasureControls } from "./overlay/MeasureControls.tsx";
import { usePlaneNotes } from "./overlay/Notes.tsx";
import { PictureParts, pictureAttributes } from "./overlay/PictureParts.tsx";
import { PointedLayer } from "./overlay/PointedLayer.tsx";
import { usePatientNotes } from "./overlay/patient-notes.ts";
import { presentationAttributes, usePresentationNotes } from "./overlay/presentation-notes.ts";
import { ReferenceLines } from "./overlay/ReferenceLines.tsx";
import { useRejectionNotes } from "./overlay/rejection-notes.ts";
import { SavePresentation } from "./overlay/SavePresentation.tsx";
import { ScaleBar } from "./overlay/ScaleBar.tsx";
import { SketchLayer } from "./overlay/SketchLayer.tsx";
import { SlabControl } from "./overlay/SlabControl.tsx";
import { SpineLevel } from "./overlay/SpineLevel.tsx";
import { useSaidNotes } from "./overlay/said-notes.ts";
import { type Drawn, useDrawn } from "./overlay/use-drawn.ts";
import type { Plan } from "./plan.ts";
import type { Slice } from "./plane/slice.ts";
import { RibLayer } from "./ribs/RibLayer.tsx";
import type { Engine } from "./scene/engine.ts";
import { carryOutImageWish } from "./scene/image-wishes.ts";
import type { PlaneFacts } from "./scene/plane-facts.ts";
import type { PlaneScene } from "./scene/plane-scene.ts";
import { bindPlanePointer } from "./scene/pointer.ts";
import { useViewportText } from "./text.ts";
import { useLinks } from "./use-links.ts";
import { usePlaneScene } from "./use-plane-scene.ts";
import { usePresentationWishes } from "./use-presentation-wishes.ts";
import { useSize } from "./use-size.ts";
import { useWishes, type Wishes } from "./use-wishes.ts";
import type { ViewportGridProps } from "./ViewportGrid.tsx";

interface PlaneViewportProps extends ViewportGridProps {
  readonly engine: Engine;
  readonly cell: Cell;
  readonly detail: SeriesDetail;
  readonly plan: Extract<Plan, { kind: "stack" | "mpr" }>;
  /** The computer gives no memory for the volume. */
  readonly onNoMemory: () => void;
}

/** A stack, or a plane through a volume, with all that is written over it. */
export function PlaneViewport(props: PlaneViewportProps) {
  const { engine, cell, detail, plan, findings, selectedFindingId } = props;
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const measuring = useMeasuring(detail, props);
  const plane = plan.kind === "mpr" ? plan.plane : undefined;
  const scene = usePlaneScene(props, detail, plane, cell, canvas);
  const facts = useSyncExternalStore(scene?.subscribe ?? subscribeNothing, scene?.facts ?? noFacts);
  const level = useViewportStore(({ overlayLevel }) => overlayLevel);
  const showsDrawn = cell.showsDrawn && level > 0;
  const drawn = useDrawn(engine.drawn, detail, facts, showsDrawn, cell.presentation, plan.kind === "mpr");
  const drawnNotes = useDrawnNotes(detail, drawn, { isPlane: plan.kind === "mpr", isWanted: showsDrawn });
  const notes = [
    ...usePatientNotes(detail),
    ...usePlaneNotes(detail, facts, plan.kind === "mpr"),
    ...useSaidNotes(facts),
    ...drawnNotes,
    ...usePresentationNotes(facts),
    ...useRejectionNotes(detail.studyInstanceUid, facts),
  ];
  const resize = useMemo(() => scene?.resize.bind(scene), [scene]);
  useSize(root, resize);

  useIntent(scene, cell, level > 0);

  useEffect(() => {
    if (scene === undefined || root.current === null) return undefined;
    return bindPlanePointer({ element: root.current, cellId: cell.id, scene, measuring });
  }, [scene, cell.id, measuring]);
  useSceneWishes(cell.id, scene, detail, measuring);
  usePresentationWishes(cell.id, scene, detail);
  useLinks(scene, cell, root);

  const fidelity = facts === undefined ? [] : planeFidelity(scene?.pixels.detail ?? detail, facts, plan.kind === "mpr");
  const hasFailed = facts !== undefined && facts.slice === undefined && facts.failure !== undefined;
  return (
    <div
      ref={root}
      className="viewport-picture"
      {...factAttributes(facts, hasFailed)}
      {...drawnAttributes(drawn)}
      {...fidelityAttribute(fidelity)}
      data-plane={plane}
    >
      <canvas ref={canvas} className="viewport-canvas" />
      <svg className="viewport-marks" aria-hidden="true">
        {facts !== undefined && (
          <>
            {scene !== undefined && <ReferenceLines hub={engine.hub} scene={scene} facts={facts} />}
            <CrosshairLayer facts={facts} plane={plane} level={level} seriesInstanceUid={detail.seriesInstanceUid} />
            <DrawnLayer facts={facts} drawn={drawn} />
            {level > 0 && <RibLayer facts={facts} detail={detail} />}
            <PointedLayer facts={facts} detail={detail} />
            <ExplanationLayer facts={facts} findings={findings} selectedFindingId={selectedFindingId} detail={detail} />
            <MaskLayer facts={facts} findings={findings} detail={detail} />
            <FindingLayer
              facts={facts}
              findings={findings}
              selectedFindingId={selectedFindingId}
              detail={detail}
              measuring={measuring}
            />
            <LesionLayer facts={facts} findings={findings} lesions={props.lesions} detail={detail} />
            <DraftLayer drawing={measuring.drawing} facts={facts} detail={detail} />
            {scene !== undefined && <SketchLayer scene={scene} facts={facts} />}
            {level > 0 && <ScaleBar facts={facts} />}
            {scene !== undefined && <CursorLayer hub={engine.hub} scene={scene} facts={facts} />}
          </>
        )}
      </svg>
      <MeasureControls {...props} facts={facts} measuring={measuring} />
      <ExplanationLegend facts={facts} findings={findings} selectedFindingId={selectedFindingId} detail={detail} />
      {plane !== undefined && <FrameLines />}
      {level > 0 && <Letters letters={facts?.letters} />}
      <Corners
        detail={detail}
        facts={facts}
        cell={cell}
        level={level}
        notes={notes}
        element={root.current}
        links={
          scene !== undefined && facts !== undefined && <LinkMarks hub={engine.hub} scene={scene} facts={facts} cell={cell} />
        }
        legend={<DrawnLegend drawn={drawn} />}
        slab={<SlabControl cell={cell} pixels={scene?.pixels} level={level} />}
      >
        <SpineLevel findings={findings} space={measuring.space} slice={facts?.slice} />
      </Corners>
      {scene !== undefined && facts !== undefined && root.current !== null && (
        <PictureParts scene={scene} facts={facts} cell={cell} detail={detail} element={root.current} level={level} />
      )}
      <FidelityBadge list={fidelity} />
      <SavePresentation cell={cell} detail={detail} facts={facts} findings={findings} />
      <Waiting facts={facts} hasFailed={hasFailed} />
    </div>
  );
}

/** What there is instead of a picture, or that another one is on its way. */
function Waiting({ facts, hasFailed }: { readonly facts: PlaneFacts | undefined; readonly hasFailed: boolean }) {
  const text = useViewportText();
  if (hasFailed) return <Blank title={text("frameFailed")} />;
  if (facts?.slice === undefined) return <Blank title={text("loadingFrames")} isBusy />;
  return facts.wantedIndex === facts.sliceIndex ? null : <span className="waiting" aria-hidden="true" />;
}

/** Overlay planes go with the texts in the corners: where the reader wants none, the image stands alone. */
function useIntent(scene: PlaneScene | undefined, cell: Cell, showsTexts: boolean): void {
  const { window, voiIndex, inverted, rotationDegrees, flippedHorizontally, flippedVertically, cine, showsShutter } = cell;
  const { interpolation, colourMap, suvType, align, slab, presentation } = cell;
  const showsOverlays = cell.showsOverlays && showsTexts;
  useEffect(() => {
    const turn = { rotationDegrees, flippedHorizontally, flippedVertically, align };
    const look = { window, voiIndex, inverted, interpolation, colourMap, suvType, slab, presentation };
    scene?.setIntent({ ...look, ...turn, cine, showsOverlays, showsShutter });
  }, [
    scene,
    window,
    voiIndex,
    inverted,
    rotationDegrees,
    flippedHorizontally,
    flippedVertically,
    align,
    cine,
    showsOverlays,
    showsShutter,
    interpolation,
    colourMap,
    suvType,
    slab,
    presentation,
  ]);
}

const subscribeNothing = () => () => {};
const noFacts = (): PlaneFacts | undefined => undefined;

function useSceneWishes(cellId: string, scene: PlaneScene | undefined, detail: SeriesDetail, measuring: Measuring): void {
  const wishes = useMemo(
    () => (scene === undefined ? undefined : sceneWishes(cellId, scene, detail, measuring)),
    [cellId, scene, detail, measuring],
  );
  useWishes(cellId, wishes);
}

function sceneWishes(cellId: string, scene: PlaneScene, detail: SeriesDetail, measuring: Measuring): Wishes {
  return {
    onCommand(action) {
      if (carryOutImageWish(action, scene, cellId)) return;
      if (action.kind === "scroll") scene.scrollBy(action.by);
      else if (action.kind === "scroll-to") scene.scrollToEdge(action.edge);
      else if (action.kind === "zoom") scene.zoomBy(action.factor);
      else if (action.kind === "fit" || action.kind === "reset") scene.fit();
      else if (action.kind === "link-here") scene.links.linkHere();
      else if (action.kind === "shift-here") scene.links.shiftHere();
      else if (action.kind === "grow-boundary") void growFinding(action.by, scene, measuring);
    },
    onFocus({ beside, ...place }) {
      const isBeside = beside?.studyInstanceUid === detail.studyInstanceUid;
      const { pointPatient, frameOfReferenceUid, reference } = isBeside ? beside : place;
      if (pointPatient !== undefined) {
        const isHere = !frameOfReferenceUid || !detail.frameOfReferenceUid || frameOfReferenceUid === detail.frameOfReferenceUid;
        if (isHere) scene.focus(pointPatient);
      } else if (reference !== undefined) scene.focusFrame(reference.sopInstanceUid, reference.frameNumber);
    },
  };
}

/** Whether what is drawn of other objects has come, for tests. */
function drawnAttributes(drawn: readonly Drawn[]): Readonly<Record<`data-${string}`, string>> {
  if (drawn.length === 0) return {};
  return { "data-drawn": drawn.some(({ paths }) => paths === undefined) ? "loading" : "ready" };
}

/** Facts for tests and for assistive tools; described in README.md. */
function factAttributes(facts: PlaneFacts | undefined, hasFailed: boolean): Readonly<Record<`data-${string}`, string | number>> {
  if (facts === undefined) return { "data-state": "loading" };
  const crosshair = facts.crosshair?.map((part) => part.toFixed(2)).join(" ");
  return {
    "data-state": hasFailed ? "error" : facts.slice === undefined ? "loading" : "ready",
    "data-slice-index": facts.sliceIndex,
    "data-slice-count": facts.sliceCount,
    "data-window-center": facts.window.center,
    "data-window-width": facts.window.width,
    "data-voi": facts.voi.kind === "table" ? "TABLE" : (facts.window.function ?? "LINEAR"),
    "data-layers": facts.layers.isLoading ? "loading" : "ready",
    "data-shuttered": String(facts.layers.isShuttered),
    "data-inverted": String(facts.inverted),
    ...presentationAttributes(facts),
    "data-zoom": facts.zoom.toFixed(4),
    "data-magnification": facts.magnification.toFixed(4),
    "data-view-from-pixel": facts.viewFromPixel.map((part) => part.toFixed(6)).join(" "),
    "data-frames-loaded": facts.framesLoaded,
    "data-frame-count": facts.frameCount,
    ...pictureAttributes(facts),
    ...(facts.slice?.slab === undefined ? {} : slabAttributes(facts.slice.slab)),
    ...(crosshair === undefined ? {} : { "data-crosshair": crosshair }),
    ...(facts.slice === undefined ? {} : { "data-sop-instance-uid": facts.slice.frame.sopInstanceUid }),
  };
}

function slabAttributes({
  mode,
  thicknessMm,
  planes,
}: NonNullable<Slice["slab"]>): Readonly<Record<`data-${string}`, string | number>> {
  return { "data-slab": mode, "data-slab-thickness": thicknessMm, "data-slab-planes": planes };
}
