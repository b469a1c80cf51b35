import { ArrowUpDown, Contrast, Crosshair, type LucideIcon, Move, ZoomIn } from "lucide-react";
import { setTool, type ToolName, useViewportStore } from "../stores/index.ts";
import type { Action, ActionGroup } from "./action.ts";
import { type ImageControl, needs } from "./reasons.ts";

/** Puts a tool into the left button. */
export function toolAction(tool: ToolName, group: ActionGroup, icon: LucideIcon, control: ImageControl): Action {
  return {
    id: `tool-${tool}`,
    group,
    icon,
    run: () => setTool(tool),
    isOn: () => useViewportStore.getState().tool === tool,
    reason: needs(control),
  };
}

/** What the left button does. */
export const toolActions: readonly Action[] = [
  toolAction("window-level", "tools", Contrast, "image"),
  toolAction("pan", "tools", Move, "image"),
  toolAction("zoom", "tools", ZoomIn, "image"),
  toolAction("scroll", "tools", ArrowUpDown, "measure"),
  toolAction("crosshair", "tools", Crosshair, "crosshair"),
];
