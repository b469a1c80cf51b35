import { BedSingle, Bone, Box, Crosshair, Layers2, type LucideIcon, Palette, Rotate3d, ScanLine, Undo2 } from "lucide-react";
import {
  changeRendering,
  openMpr,
  openPlanes,
  openSeries,
  type Reason,
  resetClipBox,
  resetLook,
  setLayout,
  setVolumePreset,
  shareSlab,
  stepSlab,
  toggleClipBox,
  toggleCrosshair,
  toggleRibColours,
  toggleRibs,
  toggleSlabMode,
  toggleTable,
  useRibsStore,
  useViewportStore,
  type ViewSide,
  viewFrom,
  volumePresets,
} from "../stores/index.ts";
import type { Action } from "./action.ts";
import { activeCell, activeDetail, activeSeriesUid, needs } from "./reasons.ts";

const isMpr = () => useViewportStore.getState().cells.some(({ content }) => content.kind === "mpr");

/** Slabs are made of planes, and of stacks whose frames form a volume. */
function slabReason(): Reason | undefined {
  if (activeCell()?.content.kind === "volume3d") return { key: "action.reason.slabOnPlanes" };
  return needs("mpr")();
}

function volumeReason(): Reason | undefined {
  return activeCell()?.content.kind === "volume3d" ? undefined : { key: "action.reason.onlyOnVolume" };
}

function tableReason(): Reason | undefined {
  const none = volumeReason();
  if (none !== undefined) return none;
  return activeDetail()?.frames[0]?.unit === "[hnsf'U]" ? undefined : { key: "viewport.volume.tableNeedsCt" };
}

/** Ribs are found in volumes of Hounsfield units. */
function ribsReason(): Reason | undefined {
  const none = needs("mpr")();
  if (none !== undefined) return none;
  return activeDetail()?.frames[0]?.unit === "[hnsf'U]" ? undefined : { key: "errors.ribs.not-ct" };
}

/** Opens planes of the active series; with planes on the screen, back to the stack. */
function openOrLeave(open: (seriesInstanceUid: string) => void): void {
  const uid = activeSeriesUid();
  if (uid === undefined) return;
  if (!isMpr()) open(uid);
  else {
    setLayout(1, 1);
    openSeries(uid);
  }
}

const slabs: readonly Action[] = [
  ...(["MIP", "MINIP", "MEAN"] as const).map(
    (mode): Action => ({
      id: `slab-${mode.toLowerCase()}`,
      group: "volume",
      icon: Layers2,
      run: () => toggleSlabMode(mode),
      isOn: () => activeCell()?.slab?.mode === mode,
      reason: slabReason,
    }),
  ),
  { id: "slab-thicker", group: "volume", run: () => stepSlab(1), reason: slabReason },
  { id: "slab-thinner", group: "volume", run: () => stepSlab(-1), reason: slabReason },
  { id: "slab-off", group: "volume", run: () => toggleSlabMode(undefined), reason: slabReason },
  { id: "slab-share", group: "volume", run: () => shareSlab(), reason: needs("crosshair") },
];

function onVolume(id: string, icon: LucideIcon, run: () => void, isOn?: () => boolean): Action {
  return { id, group: "volume", icon, run, reason: volumeReason, ...(isOn === undefined ? {} : { isOn }) };
}

const rendering = () => activeCell()?.rendering;

/** Slabs, crosshair and volume rendering. */
export const volumeActions: readonly Action[] = [
  { id: "mpr-2x2", group: "volume", icon: ScanLine, run: () => openOrLeave(openMpr), isOn: isMpr, reason: needs("mpr") },
  { id: "mpr-1x3", group: "volume", icon: ScanLine, run: () => openOrLeave(openPlanes), isOn: isMpr, reason: needs("mpr") },
  {
    id: "crosshair-lines",
    group: "volume",
    icon: Crosshair,
    run: toggleCrosshair,
    isOn: () => useViewportStore.getState().showsCrosshair,
    reason: needs("crosshair"),
  },
  {
    id: "ribs",
    group: "volume",
    icon: Bone,
    run: toggleRibs,
    isOn: () => useRibsStore.getState().isOpen,
    reason: () => (useRibsStore.getState().isOpen ? undefined : ribsReason()),
  },
  {
    id: "rib-colours",
    group: "volume",
    icon: Palette,
    run: toggleRibColours,
    isOn: () => useRibsStore.getState().areColoured,
    reason: () => (useRibsStore.getState().areColoured ? undefined : ribsReason()),
  },
  ...slabs,
  ...volumePresets.map(
    (preset): Action => ({
      id: `volume-${preset}`,
      group: "volume",
      run: () => setVolumePreset(preset),
      isOn: () => {
        const content = activeCell()?.content;
        return content?.kind === "volume3d" && content.preset === preset;
      },
      reason: volumeReason,
    }),
  ),
  onVolume(
    "volume-hand",
    Rotate3d,
    () => changeRendering({ hand: rendering()?.hand === "look" ? "turn" : "look" }),
    () => rendering()?.hand === "look",
  ),
  onVolume(
    "volume-clip",
    Box,
    () => toggleClipBox(),
    () => rendering()?.clip.isOn ?? false,
  ),
  onVolume("volume-clip-reset", Undo2, () => resetClipBox()),
  onVolume("volume-look-reset", Undo2, () => resetLook()),
  {
    ...onVolume(
      "volume-table",
      BedSingle,
      () => toggleTable(),
      () => rendering()?.withoutTable ?? false,
    ),
    reason: tableReason,
  },
  ...(["A", "P", "L", "R", "H", "F"] as const).map(
    (side: ViewSide): Action => ({
      id: `view-from-${side.toLowerCase()}`,
      group: "volume",
      run: () => viewFrom(side),
      reason: volumeReason,
    }),
  ),
];
