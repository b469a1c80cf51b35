import type { Action } from "./action.ts";
import { deviceActions } from "./device-actions.ts";
import { findingActions } from "./finding-actions.ts";
import { generalActions } from "./general-actions.ts";
import { hangingActions } from "./hanging-actions.ts";
import { imageActions } from "./image-actions.ts";
import { linkingActions } from "./linking-actions.ts";
import { measureActions } from "./measure-actions.ts";
import { pictureActions } from "./picture-actions.ts";
import { presentationActions } from "./presentation-actions.ts";
import { toolActions } from "./tool-actions.ts";
import { viewActions, windowActions } from "./view-actions.ts";
import { volumeActions } from "./volume-actions.ts";

export type { Action, ActionGroup } from "./action.ts";
export { actionOfStroke, keysInForce } from "./keymap.ts";
export { giveKey, holderOf, isSystemKey, putBack, takeKey } from "./keymap-edit.ts";
export { type KeymapPreset, keymapPresets } from "./keymaps.ts";
export { shownKey, strokeNames } from "./keys.ts";
export { perform, reasonAgainst } from "./perform.ts";
export { type ImageControl, reasonFor } from "./reasons.ts";
export { type ActionState, useActionLabel, useActionStates, useKeyOf } from "./use-actions.ts";

/** Everything a reader can do, part by part. */
export const actions: readonly Action[] = [
  ...toolActions,
  ...measureActions,
  ...imageActions,
  ...viewActions,
  ...pictureActions,
  ...windowActions,
  ...volumeActions,
  ...hangingActions,
  ...linkingActions,
  ...presentationActions,
  ...findingActions,
  ...generalActions,
  ...deviceActions,
];

/** Actions of what the reader made (windows, hanging protocols), part by part; asked anew each time. */
const made: readonly (() => readonly Action[])[] = [];

/** Everything a reader can do now, with what the reader made. */
export function currentActions(): readonly Action[] {
  return [...actions, ...made.flatMap((list) => list())];
}

/** An action by its name; undefined for a name of another edition. */
export function findAction(id: string | undefined): Action | undefined {
  return id === undefined ? undefined : currentActions().find((action) => action.id === id);
}
