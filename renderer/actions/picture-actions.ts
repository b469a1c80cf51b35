import {
  Columns2,
  CopyPlus,
  Download,
  FastForward,
  Grid2X2,
  Maximize,
  Monitor,
  RefreshCw,
  Rewind,
  RotateCwSquare,
  Ruler,
  ScanLine,
  Search,
  SlidersHorizontal,
  SquareDashedMousePointer,
  Tags,
  WandSparkles,
} from "lucide-react";
import {
  activeWindowPresets,
  applyWindowPreset,
  autoWindow,
  changeCine,
  copyPicture,
  holdSize,
  openDialog,
  type Reason,
  screenScale,
  setInterpolation,
  setRotation,
  showTrueSize,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, activeDetail, needs } from "./reasons.ts";
import { toolAction } from "./tool-actions.ts";

const onSlices = needs("turn");

/** For what needs grey values. */
function needsGrey(): Reason | undefined {
  const reason = onSlices();
  if (reason !== undefined) return reason;
  return activeDetail()?.frames[0]?.samplesPerPixel === 3 ? { key: "action.reason.colourImage" } : undefined;
}

function needsSize(): Reason | undefined {
  const reason = onSlices();
  if (reason !== undefined) return reason;
  const frame = activeDetail()?.frames[0];
  if (frame === undefined || (frame.pixelSpacingSource === "none" && frame.plane === undefined)) {
    return { key: "action.reason.noPixelSpacing" };
  }
  return screenScale() === undefined ? { key: "action.reason.screenNotMeasured" } : undefined;
}

function needsPreset(at: number): () => Reason | undefined {
  return () => onSlices() ?? (activeWindowPresets()[at] === undefined ? { key: "action.reason.noPreset" } : undefined);
}

function applyPreset(at: number): void {
  const preset = activeWindowPresets()[at];
  if (preset !== undefined) applyWindowPreset(preset);
}

function changeRate(factor: number): void {
  const rate = (activeCell()?.cine.framesPerSecond ?? activeDetail()?.recommendedFrameRate ?? 30) * factor;
  changeCine({ framesPerSecond: Math.min(120, Math.max(0.5, Number(rate.toFixed(1)))) });
}

const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;

/** How the picture of a viewport looks: its size, its greys, and what leaves the program of it. */
export const pictureActions: readonly Action[] = [
  {
    id: "fit-width",
    group: "view",
    icon: Columns2,
    run: () => holdSize({ kind: "fit-width" }),
    reason: onSlices,
  },
  {
    id: "native-size",
    group: "view",
    icon: Maximize,
    run: () => holdSize({ kind: "magnification", times: 1 }),
    reason: onSlices,
  },
  { id: "true-size", group: "view", icon: Ruler, run: () => showTrueSize(), reason: needsSize },
  { id: "measure-screen", group: "view", icon: Monitor, run: () => openDialog("screen-size") },
  { id: "upright", group: "view", icon: RefreshCw, run: () => setRotation(0), reason: onSlices },
  {
    id: "sharp-pixels",
    group: "view",
    icon: Grid2X2,
    run: () => setInterpolation(activeCell()?.interpolation === "nearest" ? "smooth" : "nearest"),
    isOn: () => activeCell()?.interpolation === "nearest",
    reason: onSlices,
  },
  toolAction("rotate", "tools", RotateCwSquare, "turn"),
  toolAction("magnifier", "tools", Search, "turn"),
  { ...toolAction("window-region", "tools", SquareDashedMousePointer, "turn"), reason: needsGrey },
  { ...toolAction("calibrate", "measure", ScanLine, "turn") },
  { id: "auto-window", group: "windows", icon: WandSparkles, run: () => autoWindow(), reason: needsGrey },
  ...nine.map(
    (n): Action => ({
      id: `window-preset-${n}`,
      group: "windows",
      run: () => applyPreset(n - 1),
      reason: needsPreset(n - 1),
    }),
  ),
  { id: "settings-window-presets", group: "windows", icon: SlidersHorizontal, run: () => openDialog("window-presets") },
  { id: "cine-faster", group: "images", icon: FastForward, run: () => changeRate(1.25), reason: needs("cine") },
  { id: "cine-slower", group: "images", icon: Rewind, run: () => changeRate(0.8), reason: needs("cine") },
  { id: "export", group: "export", icon: Download, run: () => openDialog("export"), reason: onSlices },
  { id: "export-labels", group: "export", icon: Tags, run: () => openDialog("labels"), where: "everywhere" },
  { id: "copy-picture", group: "export", icon: CopyPlus, run: () => copyPicture(), reason: onSlices },
];
