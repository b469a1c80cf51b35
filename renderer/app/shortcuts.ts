/** What a key does. Later keymaps (Weasis) name the same actions under other keys. */
export type ShortcutAction =
  | "window-soft-tissue"
  | "window-lung"
  | "window-liver"
  | "window-bone"
  | "window-brain"
  | "tool-zoom"
  | "zoom-in"
  | "zoom-out"
  | "fit"
  | "rotate-right"
  | "rotate-left"
  | "flip-horizontal"
  | "flip-vertical"
  | "invert"
  | "cine"
  | "overlay"
  | "image-previous"
  | "image-next"
  | "image-first"
  | "image-last"
  | "viewport-previous"
  | "viewport-next"
  | "series-previous"
  | "series-next"
  | "split-previous"
  | "split-next"
  | "reset"
  | "cancel"
  | "undo"
  | "redo"
  | "accept"
  | "reject"
  | "help";

export type ShortcutGroup = "images" | "view" | "windows" | "findings" | "general";

export interface Shortcut {
  readonly action: ShortcutAction;
  readonly group: ShortcutGroup;
  /** `KeyboardEvent.key` values, lower case for letters; "Ctrl+" also means the Mac's Command. */
  readonly keys: readonly string[];
}

export type Keymap = readonly Shortcut[];

/** The keys of OHIF, which most readers' hands know. */
export const ohifKeymap: Keymap = [
  { action: "image-previous", group: "images", keys: ["ArrowUp"] },
  { action: "image-next", group: "images", keys: ["ArrowDown"] },
  { action: "image-first", group: "images", keys: ["Home"] },
  { action: "image-last", group: "images", keys: ["End"] },
  { action: "series-previous", group: "images", keys: ["PageUp"] },
  { action: "series-next", group: "images", keys: ["PageDown"] },
  { action: "split-previous", group: "images", keys: ["Ctrl+ArrowUp"] },
  { action: "split-next", group: "images", keys: ["Ctrl+ArrowDown"] },
  { action: "viewport-previous", group: "images", keys: ["ArrowLeft"] },
  { action: "viewport-next", group: "images", keys: ["ArrowRight"] },
  { action: "cine", group: "images", keys: ["c"] },
  { action: "tool-zoom", group: "view", keys: ["z"] },
  { action: "zoom-in", group: "view", keys: ["+"] },
  { action: "zoom-out", group: "view", keys: ["-"] },
  { action: "fit", group: "view", keys: ["="] },
  { action: "rotate-right", group: "view", keys: ["r"] },
  { action: "rotate-left", group: "view", keys: ["l"] },
  { action: "flip-horizontal", group: "view", keys: ["h"] },
  { action: "flip-vertical", group: "view", keys: ["v"] },
  { action: "invert", group: "view", keys: ["i"] },
  { action: "overlay", group: "view", keys: ["o"] },
  { action: "reset", group: "view", keys: [" "] },
  { action: "window-soft-tissue", group: "windows", keys: ["1"] },
  { action: "window-lung", group: "windows", keys: ["2"] },
  { action: "window-liver", group: "windows", keys: ["3"] },
  { action: "window-bone", group: "windows", keys: ["4"] },
  { action: "window-brain", group: "windows", keys: ["5"] },
  { action: "accept", group: "findings", keys: ["Enter"] },
  { action: "reject", group: "findings", keys: ["Backspace", "Delete"] },
  { action: "undo", group: "findings", keys: ["Ctrl+z"] },
  { action: "redo", group: "findings", keys: ["Ctrl+y", "Ctrl+Shift+z"] },
  { action: "cancel", group: "general", keys: ["Escape"] },
  { action: "help", group: "general", keys: ["?"] },
];

/** The parts of a KeyboardEvent that a shortcut is made of. */
export interface Keystroke {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** A keystroke as the keymap writes it. Shift only counts beside Ctrl: "?" and "+" already hold it. */
export function keyName(stroke: Keystroke): string | undefined {
  if (stroke.altKey) return undefined;
  const key = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key;
  if (!stroke.ctrlKey && !stroke.metaKey) return key;
  return stroke.shiftKey ? `Ctrl+Shift+${key}` : `Ctrl+${key}`;
}

/** What a keystroke does under a keymap, or undefined. */
export function findShortcut(keymap: Keymap, stroke: Keystroke): ShortcutAction | undefined {
  const name = keyName(stroke);
  return name === undefined ? undefined : keymap.find(({ keys }) => keys.includes(name))?.action;
}

const NAMES: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
  Backspace: "⌫",
  Delete: "Del",
  Enter: "⏎",
  " ": "␣",
};

/** A key as it is printed on a keyboard. */
export function shownKey(key: string): string {
  const parts = key.split("+");
  if (key === "+") return key;
  return parts.map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(" ");
}

/** The first key of an action, as printed; undefined for an action without one. */
export function keyOfAction(keymap: Keymap, action: string): string | undefined {
  const key = keymap.find((shortcut) => shortcut.action === action)?.keys[0];
  return key === undefined ? undefined : shownKey(key);
}
