import { setWindow } from "../../stores/viewport/looks.ts";
import type { Command } from "../../stores/viewport/viewport-store.ts";
import { autoWindow } from "../plane/auto-window.ts";
import { presetWindow } from "../plane/preset-window.ts";
import { defaultVoi } from "../plane/window.ts";
import type { PlaneScene } from "./plane-scene.ts";

/** Carries out what a reader wishes of the picture of one cell; false for a command of another kind. */
export function carryOutImageWish(action: Command["action"], scene: PlaneScene, cellId: string): boolean {
  const { slice, frameIndex, suvType } = scene.facts();
  switch (action.kind) {
    case "size":
      scene.holdSize(action.sizing);
      return true;
    case "auto-window": {
      const window = slice && autoWindow(slice);
      if (window !== undefined) setWindow(window, cellId);
      return true;
    }
    case "window-preset": {
      if (slice === undefined) return true;
      const { detail, tables } = scene.pixels;
      const opening = defaultVoi(slice.frame, detail.modality, scene.pixels.frameSpread(frameIndex), tables);
      const window = presetWindow(action.preset, slice.frame, detail.modality, opening, suvType);
      if (window !== undefined) setWindow(window, cellId);
      return true;
    }
    default:
      return false;
  }
}
