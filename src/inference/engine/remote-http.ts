import { InferenceError } from "../errors.ts";
import { MAX_METADATA_BYTES } from "./remote-config.ts";

/** What an inference server did not do. */
export type RemoteFailure =
  | "unreachable"
  | "timed-out"
  | "not-ready"
  | "refused"
  | "too-large"
  | "bad-answer"
  | "other-inputs"
  | "other-outputs";

/** `what` is of the protocol (a status, a tensor's name): never anything the server wrote. */
export function remoteFailed(reason: RemoteFailure, what = "", cause?: unknown): InferenceError {
  const detail = what === "" ? reason : `${reason}: ${what.slice(0, 120)}`;
  return new InferenceError(
    "remote-failed",
    `The inference server did not do its part (${detail}). Everything on this computer still works; ask whoever runs the server.`,
    { reason: detail },
    cause,
  );
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export interface Ask {
  readonly timeoutSeconds: number;
  readonly maxBytes?: number;
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
}

/**
 * One request. No redirect is followed: it could lead off the address that was typed.
 * Throws `inference/remote-failed`: unreachable, timed-out, too-large.
 */
export async function askServer(url: string, ask: Ask): Promise<Answer> {
  const { timeoutSeconds, maxBytes = MAX_METADATA_BYTES, method = "GET", headers = {}, body } = ask;
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  try {
    const response = await fetch(url, { method, headers, redirect: "error", signal, ...(body ? { body } : {}) });
    return { status: response.status, headers: response.headers, body: await readBody(response, maxBytes) };
  } catch (error) {
    if (error instanceof InferenceError) throw error;
    throw remoteFailed(signal.aborted ? "timed-out" : "unreachable", "", error);
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    length += read.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw remoteFailed("too-large");
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks, length);
}
