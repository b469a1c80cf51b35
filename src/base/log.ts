/** A field of a log line. Never patient data: UIDs, counts, codes, milliseconds. */
export type LogField = string | number | boolean | undefined;

/** Where the house writes what it does; a port, so that tests and the command line choose. */
export interface Log {
  info(event: string, fields?: Readonly<Record<string, LogField>>): void;
  warn(event: string, fields?: Readonly<Record<string, LogField>>): void;
  error(event: string, fields?: Readonly<Record<string, LogField>>): void;
}

/** Drops everything: for tests and for verbs whose output is JSON alone. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

/** One JSON object a line, through `write` (standard error for the command line). */
export function createJsonLog(write: (line: string) => void, now: () => Date = () => new Date()): Log {
  const at =
    (level: string) =>
    (event: string, fields: Readonly<Record<string, LogField>> = {}) =>
      write(`${JSON.stringify({ at: now().toISOString(), level, event, ...fields })}\n`);
  return { info: at("info"), warn: at("warn"), error: at("error") };
}
