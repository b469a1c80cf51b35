import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z } from "zod";
import { AreaError, isAbort, type Log, toErrorRecord } from "../../base/index.ts";
import { HostError } from "../errors.ts";

const statusOf: Readonly<Record<string, ContentfulStatusCode>> = {
  "host/bad-request": 400,
  "host/forbidden": 403,
  "host/not-found": 404,
  "archive/not-found": 404,
  "objects/no-such-part": 404,
  "objects/not-encapsulated": 404,
  "workspace/not-found": 404,
  "host/too-large": 413,
  "host/not-playable": 415,
  "workspace/stale": 409,
  "host/still-needed": 409,
  "host/study-in-use": 409,
  "host/changed": 409,
  "host/lesion-taken": 409,
  "host/finding-changed": 409,
  "host/no-explanation": 404,
  "host/archive-busy": 409,
  "archive/study-not-found": 404,
  "archive/version-not-found": 404,
  "labels/folder-not-empty": 409,
  "labels/nothing-decided": 404,
  "host/not-signable": 422,
  "host/shutting-down": 503,
};

/** Turns whatever was thrown into the contract's error body; nothing a person should not see goes out with an unexpected one. */
export function answerError(error: unknown, log: Log): Response {
  const record = toErrorRecord(error);
  if (isAbort(error)) return Response.json(record, { status: 499 });
  if (!(error instanceof AreaError)) {
    log.error("unexpected", { ...whatAndWhere(error) });
    return Response.json(
      { area: "base", code: "unexpected", message: "Something unexpected failed; everything else goes on.", details: {} },
      { status: 500 },
    );
  }
  return Response.json(record, { status: statusOf[`${record.area}/${record.code}`] ?? 422 });
}

/** An unknown error for the log: its kind and where it was thrown. Its message may name a file, and a file a patient. */
function whatAndWhere(error: unknown): { kind: string; at: string } {
  if (!(error instanceof Error)) return { kind: typeof error, at: "" };
  const { code } = error as NodeJS.ErrnoException;
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { kind: code === undefined ? error.name : `${error.name} ${code}`, at: frames.map((line) => line.trim()).join("; ") };
}

/** Turns away a body of more bytes before it is read. @throws HostError "too-large" */
export function limitBody(maxSize: number, message = "The request is larger than it may be."): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new HostError("too-large", message);
    },
  });
}

/** Parses a JSON body by its schema. @throws HostError "bad-request" naming the fields, never their values */
export async function parseBody<T extends z.ZodType>(context: Context, schema: T): Promise<z.infer<T>> {
  const body: unknown = await context.req.json().catch(() => undefined);
  return parseInput(schema, body);
}

/** Parses a query string by its schema; empty values count as absent. @throws HostError "bad-request" */
export function parseQuery<T extends z.ZodType>(context: Context, schema: T): z.infer<T> {
  const given = Object.entries(context.req.query()).filter(([, value]) => value !== "");
  return parseInput(schema, Object.fromEntries(given));
}

function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join(".") || "body").join(", ");
  throw new HostError("bad-request", `The request is not of the agreed form: ${fields}.`, { fields });
}

/** The value, or HostError "not-found" with a sentence. */
export function found<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new HostError("not-found", message);
  return value;
}
