export { WorkspaceError, type WorkspaceErrorCode } from "./errors.ts";
export type { DamagedRow } from "./json-table.ts";
export type { Workspace } from "./types.ts";
export { openWorkspace, type WorkspaceOptions } from "./workspace.ts";
