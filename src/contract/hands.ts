import { z } from "zod";

/** Names of actions, kebab-case. */
const actionId = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .max(64);
/** Names of keys: modifiers, then what the key writes or is called. */
const key = z.string().regex(/^(?:Ctrl\+)?(?:Alt\+)?(?:Shift\+)?(?:[!-~]|[A-Z][A-Za-z0-9]{1,24})$/);

const dragTool = z.enum(["window-level", "pan", "zoom", "scroll"]);
const wheelUse = z.enum(["scroll", "zoom", "window-width"]);

/** What the buttons and the wheel of a mouse do; the left button has the tool that is chosen. */
const mouse = z.object({
  middle: dragTool,
  right: dragTool,
  wheel: wheelUse,
  ctrlWheel: wheelUse,
  /** The fourth and the fifth button: an action each, or nothing. */
  back: actionId.nullable(),
  forward: actionId.nullable(),
});

/** The keymap: a preset, and what the reader changed of it (an empty list takes an action its keys). */
export const keymapPreference = z
  .object({
    preset: z.enum(["ohif", "weasis"]),
    keys: z.record(actionId, z.array(key).max(8)).refine((keys) => Object.keys(keys).length <= 1000),
    mouse,
  })
  .default({
    preset: "ohif",
    keys: {},
    mouse: {
      middle: "pan",
      right: "zoom",
      wheel: "scroll",
      ctrlWheel: "zoom",
      back: "series-previous",
      forward: "series-next",
    },
  });

/** Actions that were chosen from the command palette last, newest first. */
export const palettePreference = z.object({ recent: z.array(actionId).max(12) }).default({ recent: [] });

/** Actions that the reader put into the toolbar. */
export const toolbarPreference = z.object({ pinned: z.array(actionId).max(24) }).default({ pinned: [] });
