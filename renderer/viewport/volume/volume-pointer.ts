import { setActiveCell, toggleMaximised } from "../../stores/viewport/layout.ts";
import type { ClipBox, Rendering } from "../../stores/viewport/rendering.ts";
import { useViewportStore } from "../../stores/viewport/viewport-store.ts";
import { setClipBox, setLook } from "../../stores/viewport/volume-look.ts";
import { openViewportMenu } from "../../stores/viewport-menu-store.ts";
import { dragUse } from "../scene/mouse.ts";
import { watchPointer } from "../scene/watch-pointer.ts";
import { axisOnView, draggedFace, type Face } from "./clip-hand.ts";
import type { VolumeScene } from "./volume-scene.ts";

type Action = "turn" | "pan" | "zoom" | "look" | "clip";

/** Drags of so many pixels move the preset by as much as it reaches, or stretch it by a factor of e. */
const LOOK_PX = 400;

/**
 * Left turns (or pans and zooms where that tool is chosen, or changes the look where that hand is), with Shift it changes the look: right
 * stretches the preset, up moves it down so that more is seen. Faces of the clip box are dragged. Middle pans, right and the wheel zoom.
 * Returns how to stop.
 */
export function bindVolumePointer(element: HTMLElement, cellId: string, scene: VolumeScene): () => void {
  const rendering = (): Rendering | undefined => useViewportStore.getState().cells.find(({ id }) => id === cellId)?.rendering;
  let face: Face | undefined;
  let startBox: ClipBox | undefined;
  let startLook: Pick<Rendering, "shift" | "stretch"> | undefined;
  const actionOf = (event: PointerEvent): Action => {
    const use = dragUse(event);
    if (use !== undefined) return use === "pan" ? "pan" : "zoom";
    face = faceUnder(event.target);
    if (face !== undefined) return "clip";
    if (event.shiftKey || rendering()?.hand === "look") return "look";
    const { tool } = useViewportStore.getState();
    return tool === "pan" || tool === "zoom" ? tool : "turn";
  };
  return watchPointer<Action>(element, {
    actionOf,
    start() {
      setActiveCell(cellId);
      startLook = rendering();
      startBox = rendering()?.clip;
    },
    drag(action, { step, total }) {
      if (action === "turn") scene.turnBy(step);
      else if (action === "pan") scene.panBy(step);
      else if (action === "zoom") scene.zoomBy(1.01 ** -step[1]);
      else if (action === "look" && startLook !== undefined) {
        const { shift, stretch } = startLook;
        const by = (total[1] / LOOK_PX) * scene.lookReach;
        setLook({ shift: shift + by, stretch: stretch * Math.exp(total[0] / LOOK_PX) }, cellId);
      } else if (action === "clip" && face !== undefined && startBox !== undefined) {
        const along = axisOnView(scene.box, scene.facts().orbit, face.axis);
        setClipBox(draggedFace(startBox, face, along, total), cellId);
      }
    },
    end() {},
    hover() {},
    pinch(factor, _about, step) {
      scene.panBy(step);
      scene.zoomBy(factor);
    },
    threeFingers() {},
    wheel: ({ pixels }) => scene.zoomBy(1.0015 ** -pixels),
    double: () => toggleMaximised(cellId),
    menu: ([x, y]) => openViewportMenu(cellId, x, y),
    cancel() {},
  });
}

function faceUnder(target: EventTarget | null): Face | undefined {
  const held = target instanceof Element ? target.closest<SVGElement>("[data-clip-axis]") : null;
  if (held === null) return undefined;
  return { axis: Number(held.dataset.clipAxis) as Face["axis"], side: held.dataset.clipSide as Face["side"] };
}
