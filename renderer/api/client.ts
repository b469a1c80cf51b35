import type { z } from "zod";
import { AreaError, type ErrorDetail } from "../../src/base/index.ts";
import { errorSchema } from "../../src/contract/index.ts";
import { takeAhead } from "./ahead.ts";

/** An error the host answered with; the screen shows `errors.<area>.<code>`. Loss of the host itself is `api/unreachable`. */
export class ApiError extends AreaError {
  constructor(area: string, code: string, message: string, details: Readonly<Record<string, ErrorDetail>> = {}) {
    super(area, code, message, { details: { ...details } });
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await ((init.method === "GET" ? takeAhead(path) : undefined) ?? fetch(path, init));
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError("api", "unreachable", "The workstation's own host did not answer.");
  }
  if (response.ok) return response;
  const body = errorSchema.safeParse(await response.json().catch(() => undefined));
  if (body.success) throw new ApiError(body.data.area, body.data.code, body.data.message, body.data.details);
  throw new ApiError("api", "bad-answer", `The host answered ${response.status}.`, { status: response.status });
}

/** Sends a request and parses the answer by its schema. @throws ApiError */
export async function request<T extends z.ZodType>(
  schema: T,
  path: string,
  options: {
    method?: string;
    body?: unknown;
    signal?: AbortSignal | undefined;
    keepalive?: boolean;
    priority?: RequestPriority;
  } = {},
): Promise<z.infer<T>> {
  const response = await send(path, {
    method: options.method ?? "GET",
    signal: options.signal ?? null,
    keepalive: options.keepalive ?? false,
    priority: options.priority ?? "auto",
    ...jsonBody(options.body),
  });
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new ApiError("api", "bad-answer", "The host's answer is not of the agreed form.");
  return parsed.data;
}

/** Sends a form with files and parses the answer by its schema. @throws ApiError */
export async function requestForm<T extends z.ZodType>(
  schema: T,
  path: string,
  body: FormData,
  signal?: AbortSignal,
): Promise<z.infer<T>> {
  const response = await send(path, { method: "POST", body, signal: signal ?? null });
  const parsed = schema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new ApiError("api", "bad-answer", "The host's answer is not of the agreed form.");
  return parsed.data;
}

/** Sends a request whose answer holds nothing to read. @throws ApiError */
export async function requestNothing(
  path: string,
  options: { method: string; body?: unknown; signal?: AbortSignal | undefined; keepalive?: boolean },
): Promise<void> {
  const { method, signal = null, keepalive = false } = options;
  await send(path, { method, signal, keepalive, ...jsonBody(options.body) });
}

function jsonBody(body: unknown): RequestInit {
  return body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

/** Fetches raw bytes with their headers (a frame's values); with a body, by POST. @throws ApiError */
export function requestBytes(
  path: string,
  signal?: AbortSignal,
  priority: RequestPriority = "auto",
  body?: unknown,
): Promise<Response> {
  const method = body === undefined ? "GET" : "POST";
  return send(path, { method, signal: signal ?? null, priority, ...jsonBody(body) });
}
