export { OutboxError, type OutboxErrorCode } from "./errors.ts";
export { type OutboxPorts, openOutbox } from "./outbox.ts";
export type { Destination, Outbox, OutboxItem, OutboxState } from "./types.ts";
