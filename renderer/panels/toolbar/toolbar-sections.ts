import { Download, Eye, Layers2, Link2, type LucideIcon, MousePointer2, Play, Ruler } from "lucide-react";
import type { ActionGroup } from "../../actions/index.ts";

/**
 * A part of the toolbar: some actions of a group as buttons, and the rest of the group in a menu beside them. With less room than it
 * needs, the toolbar goes from level to level: at `folds` the buttons give way to one, at `leaves` the whole goes into the menu at the end.
 */
export interface ToolbarSection {
  readonly group: ActionGroup;
  readonly icon: LucideIcon;
  readonly buttons: readonly string[];
  readonly folds: number;
  readonly leaves: number;
  /** The one button that stays shows the tool of this group that was used last; else the menu alone stays. */
  readonly remembers?: boolean;
}

export const LAST_LEVEL = 6;

export const toolSections: readonly ToolbarSection[] = [
  {
    group: "tools",
    icon: MousePointer2,
    buttons: ["tool-window-level", "tool-pan", "tool-zoom", "tool-scroll", "tool-crosshair"],
    folds: 5,
    leaves: 7,
    remembers: true,
  },
  {
    group: "measure",
    icon: Ruler,
    buttons: ["tool-length", "tool-bidirectional", "tool-angle", "tool-ellipse", "tool-rectangle", "tool-probe"],
    folds: 1,
    leaves: 7,
    remembers: true,
  },
];

export const imageSections: readonly ToolbarSection[] = [
  {
    group: "view",
    icon: Eye,
    buttons: ["invert", "rotate-right", "flip-horizontal", "flip-vertical", "overlay", "reset"],
    folds: 2,
    leaves: 6,
  },
  { group: "images", icon: Play, buttons: ["cine"], folds: 6, leaves: 6 },
  { group: "link", icon: Link2, buttons: ["scroll-sync"], folds: 3, leaves: 4 },
  { group: "presentation", icon: Layers2, buttons: [], folds: 0, leaves: 3 },
  { group: "export", icon: Download, buttons: [], folds: 0, leaves: 3 },
];
