import { z } from "zod";
import { isServerAddress } from "../../base/index.ts";
import { InferenceError } from "../errors.ts";
import type { Network } from "./network.ts";
import { MAX_BODY_BYTES, type RemoteStage } from "./remote-config.ts";
import { askServer, remoteFailed } from "./remote-http.ts";
import { buildRequest, parseJson, readAnswer, remoteSpecSchema } from "./remote-tensors.ts";

const serverSchema = z.object({ extensions: z.array(z.string().max(100)).max(64).default([]) });
const modelSchema = z.object({
  inputs: z.array(remoteSpecSchema).min(1).max(64),
  outputs: z.array(remoteSpecSchema).min(1).max(64),
});

/** How long a server may take to say that it is there. */
const HELLO_SECONDS = 5;

/**
 * Opens a network on an inference server by the Open Inference Protocol, version 2, over HTTP (KServe, Triton and others): asks whether
 * server and model are ready and what goes in and out. Requests hold tensors and nothing else: no name, no UID, no date.
 *
 * Tensors go as bytes where the server has the binary tensor data extension, else as JSON.
 * Throws `inference/remote-address`, `inference/remote-failed`.
 */
export async function openRemoteNetwork(stage: RemoteStage): Promise<Network> {
  const { address, model, version, timeoutSeconds } = stage;
  if (!isServerAddress(address)) {
    throw new InferenceError(
      "remote-address",
      "The address of the inference server cannot be used: it must be https, or http on this computer, without a user name, query or fragment.",
    );
  }
  const root = `${address.replace(/\/+$/, "")}/v2`;
  const place = `${root}/models/${encodeURIComponent(model)}${version ? `/versions/${encodeURIComponent(version)}` : ""}`;
  await assertReady(`${root}/health/ready`);
  await assertReady(`${place}/ready`);
  const { extensions } = await describe(root, serverSchema);
  const { inputs, outputs } = await describe(place, modelSchema);
  const isBinary = extensions.includes("binary_tensor_data");
  return {
    provider: "remote",
    async run(tensors) {
      const { headers, body } = buildRequest(tensors, inputs, isBinary);
      if (body.length > MAX_BODY_BYTES) throw remoteFailed("too-large");
      const ask = { method: "POST", headers, body, timeoutSeconds, maxBytes: MAX_BODY_BYTES } as const;
      const answer = await askServer(`${place}/infer`, ask);
      if (answer.status !== 200) throw remoteFailed("refused", String(answer.status));
      return readAnswer(answer.body, answer.headers.get("inference-header-content-length"), outputs);
    },
    dispose: async () => undefined,
  };
}

async function assertReady(url: string): Promise<void> {
  const { status } = await askServer(url, { timeoutSeconds: HELLO_SECONDS });
  if (status !== 200) throw remoteFailed("not-ready", String(status));
}

async function describe<T>(url: string, schema: z.ZodType<T>): Promise<T> {
  const { status, body } = await askServer(url, { timeoutSeconds: HELLO_SECONDS });
  if (status !== 200) throw remoteFailed("refused", String(status));
  const parsed = schema.safeParse(parseJson(body));
  if (!parsed.success) throw remoteFailed("bad-answer");
  return parsed.data;
}
