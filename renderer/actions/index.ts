import type { Action } from "./action.ts";
import { findingActions } from "./finding-actions.ts";
import { generalActions } from "./general-actions.ts";
import { imageActions } from "./image-actions.ts";
import { toolActions } from "./tool-actions.ts";
import { viewActions, windowActions } from "./view-actions.ts";

export type { Action, ActionGroup } from "./action.ts";
export { actionOfStroke, conflictsIn, keyOf, keysInForce } from "./keymap.ts";
export { type KeymapPreset, keymapPresets } from "./keymaps.ts";
export { shownKey, strokeNames } from "./keys.ts";
export { perform } from "./perform.ts";
export { type ImageControl, reasonFor } from "./reasons.ts";
export { type ActionState, useActionLabel, useActionStates, useKeyOf } from "./use-actions.ts";

/** Everything a reader can do, part by part. */
export const actions: readonly Action[] = [
  ...toolActions,
  ...imageActions,
  ...viewActions,
  ...windowActions,
  ...findingActions,
  ...generalActions,
];
