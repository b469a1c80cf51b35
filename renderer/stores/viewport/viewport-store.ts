import type { z } from "zod";
import { create } from "zustand";
import type { WindowPreset as NamedWindow, toolNameSchema } from "../../../src/contract/index.ts";
import type { Vec3 } from "../../../src/geometry/index.ts";
import { type Cine, type ColourMapName, type Interpolation, restingCine, type SuvType } from "./display.ts";
import type { GuessedPhase, LayoutShape, MissingSeries, Opening } from "./layout-types.ts";
import { type Linking, restingLinking } from "./link-state.ts";
import type { CellPresentation } from "./presentation.ts";
import { type Rendering, restingRendering, type ViewSide, type VolumePreset } from "./rendering.ts";
import type { Sizing } from "./sizing.ts";

export type { VolumePreset } from "./rendering.ts";

export type PlaneName = "AXIAL" | "SAGITTAL" | "CORONAL";

/** Slices of a plane thrown together: the brightest, the darkest or the mean of each line of sight over a thickness. */
export interface Slab {
  readonly mode: "MIP" | "MINIP" | "MEAN";
  readonly thicknessMm: number;
}

export type ToolName = z.infer<typeof toolNameSchema>;

/** A named CT or PET window; the label is `viewport.window.<id>` in the locale files. */
export interface WindowPreset {
  readonly id: "lung" | "mediastinum" | "soft-tissue" | "bone" | "brain" | "stroke" | "abdomen" | "liver" | "angio";
  readonly center: number;
  readonly width: number;
}

/** Hounsfield units; width / level as radiologists know them. */
export const windowPresets: readonly WindowPreset[] = [
  { id: "soft-tissue", center: 40, width: 400 },
  { id: "lung", center: -600, width: 1500 },
  { id: "liver", center: 90, width: 150 },
  { id: "bone", center: 480, width: 2500 },
  { id: "brain", center: 40, width: 80 },
  { id: "mediastinum", center: 40, width: 400 },
  { id: "stroke", center: 40, width: 40 },
  { id: "abdomen", center: 40, width: 400 },
  { id: "angio", center: 300, width: 600 },
];

/** Images of a series: one of the stacks it is made of, by index; undefined is the one that a reader opens. */
interface Images {
  readonly seriesInstanceUid: string;
  readonly split?: number | undefined;
}

/** What a cell of the layout should show. */
export type CellContent =
  /** `missing`: what a hanging protocol wanted here and the study does not have. */
  | { readonly kind: "empty"; readonly missing?: MissingSeries | undefined }
  | (Images & { readonly kind: "stack" })
  | (Images & { readonly kind: "mpr"; readonly plane: PlaneName })
  | (Images & { readonly kind: "volume3d"; readonly preset: VolumePreset })
  /** What is no image: reports, waveforms, PDF. Undefined instance: the first of the series. */
  | { readonly kind: "document"; readonly seriesInstanceUid: string; readonly sopInstanceUid: string | undefined };

/** A reader's wish that is carried out once: `sequence` grows with each, so that a repeated wish is a new one. */
export interface Command {
  readonly sequence: number;
  readonly cellId: string;
  readonly action:
    | { readonly kind: "scroll"; readonly by: number }
    | { readonly kind: "scroll-to"; readonly edge: "first" | "last" }
    | { readonly kind: "zoom"; readonly factor: number }
    | { readonly kind: "fit" }
    | { readonly kind: "view-from"; readonly from: ViewSide }
    | { readonly kind: "link-here" }
    | { readonly kind: "shift-here" }
    | { readonly kind: "size"; readonly sizing: Sizing }
    | { readonly kind: "auto-window" }
    | { readonly kind: "grow-boundary"; readonly by: 1 | -1 }
    | { readonly kind: "key-image" }
    | { readonly kind: "window-preset"; readonly preset: NamedWindow }
    | { readonly kind: "reset" };
}

export interface Cell {
  readonly id: string;
  readonly content: CellContent;
  /** Undefined: the frame's own or the default window. Without a function it is LINEAR. */
  readonly window:
    | {
        readonly center: number;
        readonly width: number;
        readonly function?: "LINEAR" | "LINEAR_EXACT" | "SIGMOID" | undefined;
      }
    | undefined;
  /** Which of the frame's own windows and VOI LUTs, in that order; it gives way to `window`. */
  readonly voiIndex: number | undefined;
  /** Overlay planes and shutters of the images are shown. */
  readonly showsOverlays: boolean;
  readonly showsShutter: boolean;
  /** Structures, segments and drawings that are shown at all are shown here. */
  readonly showsDrawn: boolean;
  readonly inverted: boolean;
  /** Clockwise, after flipping: 0 up to 360. */
  readonly rotationDegrees: number;
  readonly flippedHorizontally: boolean;
  readonly flippedVertically: boolean;
  readonly cine: Cine;
  readonly interpolation: Interpolation;
  /** Colours of the greys of single-channel images. */
  readonly colourMap: ColourMapName;
  readonly suvType: SuvType;
  /** Undefined: single slices. Only planes, and stacks that form a regular volume, follow it. */
  readonly slab: Slab | undefined;
  /** How a volume rendering departs from its preset. */
  readonly rendering: Rendering;
  /** Taken out of what viewports do together. */
  readonly isApart: boolean;
  /** The presentation state that a stack is shown by; what the reader changes afterwards lies on top of it. */
  readonly presentation: CellPresentation | undefined;
  /** The side of the cell that the picture lies against; undefined: its middle. */
  readonly align: "left" | "right" | undefined;
  /** Where the content opens, when it is shown for the first time. */
  readonly opening: Opening | undefined;
  readonly guessedPhase: GuessedPhase | undefined;
  /** The look that a hanging protocol gave the content; undefined: that of the images themselves. */
  readonly hung: HungLook | undefined;
}

/** What a hanging protocol says of how a cell's images stand, and a reset goes back to: a mammogram keeps its side, a lung its window. */
export type HungLook = Pick<
  Cell,
  "window" | "inverted" | "rotationDegrees" | "flippedHorizontally" | "flippedVertically" | "slab" | "align"
>;

/** A place to go to in the images of one study. */
export interface FocusPlace {
  readonly studyInstanceUid: string;
  readonly pointPatient: Vec3 | undefined;
  readonly frameOfReferenceUid: string | undefined;
  readonly reference: { readonly sopInstanceUid: string; readonly frameNumber: number };
}

export interface ViewportState {
  readonly rows: number;
  readonly columns: number;
  readonly shape: LayoutShape;
  /** The form of screen that the layout was made for; on one of the other form it is transposed. */
  readonly meantFor: "landscape" | "portrait";
  readonly cells: readonly Cell[];
  readonly activeCellId: string;
  readonly maximisedCellId: string | undefined;
  /** What the left button does. */
  readonly tool: ToolName;
  /** Where every viewport should go (a finding was chosen); carried out once per sequence. */
  readonly focus:
    | {
        readonly sequence: number;
        /** Undefined for what has no place in the patient, only a frame. */
        readonly pointPatient: Vec3 | undefined;
        readonly frameOfReferenceUid: string | undefined;
        readonly reference?: { readonly sopInstanceUid: string; readonly frameNumber: number } | undefined;
        /** Where viewports of another study go instead: the same lesion there. */
        readonly beside?: FocusPlace | undefined;
        /** Cells that were just told to show it: they go there as soon as they can. */
        readonly cellId?: string | readonly string[] | undefined;
      }
    | undefined;
  readonly command: Command | undefined;
  /** 0 none, 1 few, 2 all corner texts. */
  readonly overlayLevel: 0 | 1 | 2;
  /** Stacks of one frame of reference scroll together. */
  readonly scrollSync: boolean;
  readonly linking: Linking;
  /** Planes show where the others cut them. */
  readonly showsCrosshair: boolean;
}

/** Intent of the viewports: what should be shown, never what is. */
export const useViewportStore = create<ViewportState>()(() => ({
  rows: 1,
  columns: 1,
  shape: "grid",
  meantFor: "landscape",
  cells: [emptyCell("cell-0")],
  activeCellId: "cell-0",
  maximisedCellId: undefined,
  tool: "window-level",
  focus: undefined,
  command: undefined,
  overlayLevel: 2,
  scrollSync: false,
  linking: restingLinking,
  showsCrosshair: true,
}));

export function emptyCell(id: string): Cell {
  return {
    id,
    content: { kind: "empty" },
    window: undefined,
    voiIndex: undefined,
    showsOverlays: true,
    showsShutter: true,
    showsDrawn: true,
    inverted: false,
    rotationDegrees: 0,
    flippedHorizontally: false,
    flippedVertically: false,
    cine: restingCine,
    interpolation: "smooth",
    colourMap: "GREY",
    suvType: "bodyWeight",
    slab: undefined,
    rendering: restingRendering,
    isApart: false,
    presentation: undefined,
    align: undefined,
    opening: undefined,
    guessedPhase: undefined,
    hung: undefined,
  };
}
