export { throwIfAborted, yieldToLoop } from "./cancellation.ts";
export { type Disposable, DisposableStore } from "./disposal.ts";
export {
  AreaError,
  type ErrorDetail,
  type ErrorRecord,
  fromErrorRecord,
  isAbort,
  toErrorRecord,
  unreachable,
} from "./errors.ts";
export { createJsonLog, type Log, type LogField, silentLog } from "./log.ts";
export { failed, ok, type Result } from "./result.ts";
export { isServerAddress } from "./server-address.ts";
