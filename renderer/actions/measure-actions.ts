import {
  ArrowUpRight,
  ChevronsLeftRightEllipsis,
  Circle,
  CircleDashed,
  HeartPulse,
  Hexagon,
  ListOrdered,
  MoveDiagonal,
  PenTool,
  Pipette,
  Ruler,
  Spline,
  Square,
  TriangleRight,
  Type,
} from "lucide-react";
import type { Action } from "./action.ts";
import { toolAction } from "./tool-actions.ts";

/** What is measured and written on images with the left button. */
export const measureActions: readonly Action[] = [
  toolAction("length", "measure", Ruler, "measure"),
  toolAction("bidirectional", "measure", MoveDiagonal, "measure"),
  toolAction("angle", "measure", TriangleRight, "measure"),
  toolAction("cobb", "measure", ChevronsLeftRightEllipsis, "measure"),
  toolAction("ellipse", "measure", Circle, "measure"),
  toolAction("circle", "measure", CircleDashed, "measure"),
  toolAction("rectangle", "measure", Square, "measure"),
  toolAction("polygon", "measure", Hexagon, "measure"),
  toolAction("freehand", "measure", PenTool, "measure"),
  toolAction("polyline", "measure", Spline, "measure"),
  toolAction("probe", "measure", Pipette, "measure"),
  toolAction("arrow", "measure", ArrowUpRight, "measure"),
  toolAction("text", "measure", Type, "measure"),
  toolAction("cardiothoracic", "measure", HeartPulse, "measure"),
  toolAction("spine", "measure", ListOrdered, "measure"),
];
