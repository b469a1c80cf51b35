import type { LucideIcon } from "lucide-react";
import type { Message, Reason } from "../stores/index.ts";

/** Headings under which help, palette and keymap editor list what a reader can do (`actions.group.<group>`). */
export type ActionGroup =
  | "images"
  | "view"
  | "windows"
  | "tools"
  | "measure"
  | "layout"
  | "link"
  | "volume"
  | "presentation"
  | "export"
  | "findings"
  | "report"
  | "general";

/**
 * Something a reader can do: by key, from the palette, from the toolbar or a menu. Its label is `action.<id>` in the locale files.
 *
 * `run`, `isOn` and `reason` read the stores when they are called; whoever shows an action asks again when the stores change.
 */
export interface Action {
  /** Kebab-case, for good: keymaps that readers have stored name it. */
  readonly id: string;
  readonly group: ActionGroup;
  /** What the reader called it, for what the reader made (a window, a layout): instead of a label in the locale files. */
  readonly name?: string;
  /** What it would do now, where that changes: instead of its label. */
  readonly says?: () => Message | undefined;
  readonly icon?: LucideIcon;
  readonly run: () => void;
  /** Whether what it switches is on now; absent for what is no switch. */
  readonly isOn?: () => boolean;
  /** Why it cannot be used now; undefined where it can. */
  readonly reason?: () => Reason | undefined;
  /** Screens it can be used on; absent: the study screen. */
  readonly where?: "study" | "everywhere";
}
