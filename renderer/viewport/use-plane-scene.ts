import { type RefObject, useEffect, useRef, useState } from "react";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { indexToPatientMm, type Vec3, type VolumeGrid } from "../../src/geometry/index.ts";
import { playNextSplit } from "../stores/index.ts";
import { changeCine } from "../stores/viewport/movement.ts";
import type { Cell, PlaneName } from "../stores/viewport/viewport-store.ts";
import { presentationState } from "./overlay/presentation-notes.ts";
import type { Engine } from "./scene/engine.ts";
import { type Hub, spaceOf } from "./scene/hub.ts";
import { startOf } from "./scene/places.ts";
import { PlaneScene } from "./scene/plane-scene.ts";
import type { CineLeft } from "./scene/plane-scene-parts.ts";
import { createPlaneSource, createStackSource } from "./scene/slice-source.ts";
import { linkWishes } from "./use-links.ts";

/**
 * The scene of a viewport of slices, made anew for another series; where the reader was in the one before is taken over.
 *
 * @param onNoMemory the computer gives no memory for the volume
 * @param plane through the volume; undefined: a stack
 */
export function usePlaneScene(
  { engine, onNoMemory }: { readonly engine: Engine; readonly onNoMemory: () => void },
  detail: SeriesDetail,
  plane: PlaneName | undefined,
  cell: Cell,
  canvas: RefObject<HTMLCanvasElement | null>,
): PlaneScene | undefined {
  const [scene, setScene] = useState<PlaneScene | undefined>();
  const left = useRef<PlaneScene["place"] | undefined>(undefined);
  const cineLeft = useRef<CineLeft | undefined>(undefined);
  const firstIntent = useRef(cell);
  firstIntent.current = cell;
  const refuse = useRef(onNoMemory);
  refuse.current = onNoMemory;
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const hold = plane === undefined ? engine.cache.hold(detail) : engine.cache.holdVolume(detail);
    if (hold === undefined) {
      refuse.current();
      return undefined;
    }
    const { pixels, release } = hold;
    const { grid } = pixels.detail.geometry;
    const isLinked = plane !== undefined && grid !== undefined;
    const source = isLinked ? createPlaneSource(pixels, grid, plane) : createStackSource(pixels);
    const index = isLinked ? source.nearest(crosshairOf(engine.hub, spaceOf(detail), grid)) : undefined;
    const shown = firstIntent.current;
    const start = startOf(source, detail.frames, left.current ?? engine.places.of(shown), shown.opening);
    const made = new PlaneScene(
      {
        canvas: canvas.current,
        pixels,
        source,
        loader: engine.loader,
        overlays: engine.overlays,
        backends: engine.backends,
        frames: engine.frames,
        hub: engine.hub,
        stateOf: presentationState,
        isLinked,
        links: () => linkWishes(firstIntent.current.id),
        onCine: {
          onEnd: () => changeCine({ playing: false }, firstIntent.current.id),
          onNextStack: () => playNextSplit(firstIntent.current.id, detail.seriesInstanceUid, detail.split),
        },
      },
      firstIntent.current,
      { index: index ?? start.index, camera: start.camera, cine: cineLeft.current },
    );
    if (isLinked && start.isPlaced) made.scrollTo(start.index);
    const leave = engine.places.register(firstIntent.current, made);
    setScene(made);
    return () => {
      setScene(undefined);
      leave();
      left.current = made.place;
      cineLeft.current = made.cineLeft;
      made.dispose();
      release();
    };
  }, [engine, detail, plane, canvas]);
  return scene;
}

/** The crosshair of a patient space; in the middle of the volume where there was none. */
function crosshairOf(hub: Hub, space: string, grid: VolumeGrid): Vec3 {
  const known = hub.crosshair(space);
  if (known !== undefined) return known;
  const pointPatient = middleOf(grid);
  hub.tell({ kind: "crosshair", space, pointPatient, from: hub.name() });
  return pointPatient;
}

function middleOf(grid: VolumeGrid): Vec3 {
  const [i, j, k] = grid.dimensions;
  return indexToPatientMm(grid, [Math.floor((i - 1) / 2), Math.floor((j - 1) / 2), Math.floor((k - 1) / 2)]);
}
