import type { Action } from "./action.ts";

export type { Action, ActionGroup } from "./action.ts";

/** Everything a reader can do, part by part. */
export const actions: readonly Action[] = [];
