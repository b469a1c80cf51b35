/** A value inside an error's details: no patient data, ever (a UID, a path's last part, a count are fine). */
export type ErrorDetail = string | number | boolean;

/**
 * The one error class of the house: an area, a code from that area's closed set, details to fill the sentence with.
 *
 * `message` is the plain English sentence (what failed, what still works, what to do) for logs and the command line; the
 * screen shows the sentence of `errors.<area>.<code>` in the locale files, filled with `details`.
 */
export class AreaError<Area extends string = string, Code extends string = string> extends Error {
  readonly area: Area;
  readonly code: Code;
  readonly details: Readonly<Record<string, ErrorDetail>>;

  constructor(area: Area, code: Code, message: string, options: { details?: Record<string, ErrorDetail>; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = `${area}/${code}`;
    this.area = area;
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** What crosses a process or HTTP boundary instead of an AreaError. */
export interface ErrorRecord {
  readonly area: string;
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, ErrorDetail>>;
}

/** Flattens any thrown value; an unknown one becomes `base/unexpected` and keeps only its message. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof AreaError) {
    return { area: error.area, code: error.code, message: error.message, details: error.details };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { area: "base", code: isAbort(error) ? "cancelled" : "unexpected", message, details: {} };
}

/** Rebuilds an AreaError on the far side of a boundary. */
export function fromErrorRecord(record: ErrorRecord): AreaError {
  return new AreaError(record.area, record.code, record.message, { details: { ...record.details } });
}

/** Whether a thrown value means "cancelled", by an AbortSignal or by `base/cancelled`. */
export function isAbort(error: unknown): boolean {
  if (error instanceof AreaError) return error.area === "base" && error.code === "cancelled";
  return error instanceof Error && error.name === "AbortError";
}

/** Ends a `switch` over a union: the compiler proves it cannot be reached. */
export function unreachable(value: never): never {
  throw new AreaError("base", "unexpected", `A case was not handled: ${JSON.stringify(value)}`);
}
