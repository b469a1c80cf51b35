import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A tensor as the Open Inference Protocol has it: datatype FP32 alone. */
export interface ServedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface ServedModel {
  readonly inputs: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
  readonly outputs: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
  /** Its work; FP32 in and out. */
  readonly infer: (inputs: readonly ServedTensor[]) => readonly ServedTensor[];
}

export interface InferenceServer {
  readonly address: string;
  /** Every request as it came: method, path, headers, body. */
  readonly requests: readonly { readonly line: string; readonly headers: string; readonly body: Buffer }[];
  close(): Promise<void>;
}

export interface InferenceServerOptions {
  /** Whether it says, and does, binary tensor data. */
  readonly binary: boolean;
  readonly models: Readonly<Record<string, ServedModel>>;
  /** Answers instead, where it gives true. */
  readonly instead?: (path: string, response: ServerResponse) => boolean;
}

/**
 * A server that speaks the Open Inference Protocol, version 2, over HTTP (the predict protocol of KServe, with Triton's binary tensor
 * data extension): health, server and model metadata, inference.
 */
export async function startInferenceServer(options: InferenceServerOptions): Promise<InferenceServer> {
  const requests: { line: string; headers: string; body: Buffer }[] = [];
  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const path = request.url ?? "";
      requests.push({ line: `${request.method} ${path}`, headers: JSON.stringify(request.headers), body });
      if (options.instead?.(path, response)) return;
      answer(options, request, body, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function answer(
  { binary, models }: InferenceServerOptions,
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): void {
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
  const path = request.url ?? "";
  if (path === "/v2/health/live" || path === "/v2/health/ready") return void json(200, {});
  if (path === "/v2") return void json(200, { name: "test", version: "2", extensions: binary ? ["binary_tensor_data"] : [] });
  const match = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/.exec(path);
  const model = models[match?.[1] ?? ""];
  if (!match || !model || (match[2] !== undefined && match[2] !== "1")) return void json(404, { error: "unknown model" });
  if (match[3] === "ready") return void json(200, {});
  const { inputs, outputs } = model;
  if (match[3] === undefined)
    return void json(200, { name: match[1], versions: ["1"], platform: "onnx_onnxv1", inputs, outputs });
  if (request.method !== "POST") return void json(400, { error: "inference is a POST" });
  infer(model, match[1] as string, request, body, response);
}

interface Asked {
  readonly inputs: readonly {
    name: string;
    shape: number[];
    datatype: string;
    data?: unknown[];
    parameters?: { binary_data_size?: number };
  }[];
  readonly parameters?: { binary_data_output?: boolean };
}

function infer(model: ServedModel, name: string, request: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const headerLength = request.headers["inference-header-content-length"];
  const split = headerLength === undefined ? body.length : Number(headerLength);
  const asked = JSON.parse(body.subarray(0, split).toString("utf8")) as Asked;
  let at = split;
  const tensors = asked.inputs.map(({ name: input, shape, data, parameters }) => {
    const size = parameters?.binary_data_size;
    if (size === undefined) return { name: input, shape, values: (data as unknown[]).flat(9) as number[] };
    const bytes = body.subarray(at, at + size);
    at += size;
    const values = Array.from({ length: size / 4 }, (_, n) => bytes.readFloatLE(n * 4));
    return { name: input, shape, values };
  });
  const results = model.infer(tensors);
  if (asked.parameters?.binary_data_output !== true) {
    const outputs = results.map((one) => ({ name: one.name, shape: one.shape, datatype: "FP32", data: one.values }));
    response
      .writeHead(200, { "Content-Type": "application/json" })
      .end(JSON.stringify({ model_name: name, model_version: "1", outputs }));
    return;
  }
  const parts = results.map(({ values }) => {
    const bytes = Buffer.alloc(values.length * 4);
    for (const [n, value] of values.entries()) bytes.writeFloatLE(value, n * 4);
    return bytes;
  });
  const outputs = results.map((one, n) => ({
    name: one.name,
    shape: one.shape,
    datatype: "FP32",
    parameters: { binary_data_size: parts[n]?.length },
  }));
  const head = Buffer.from(JSON.stringify({ model_name: name, model_version: "1", outputs }));
  response
    .writeHead(200, { "Content-Type": "application/octet-stream", "Inference-Header-Content-Length": head.length })
    .end(Buffer.concat([head, ...parts]));
}
