import type { ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type InferenceServer, type ServedModel, startInferenceServer } from "../../testing/inference-server.ts";
import { openRemoteNetwork } from "./remote.ts";

/** Gives twice what it gets, and the sum of it. */
const doubling: ServedModel = {
  inputs: [{ name: "image", datatype: "FP32", shape: [-1, 1, 2, 3] }],
  outputs: [
    { name: "twice", datatype: "FP32", shape: [-1, 1, 2, 3] },
    { name: "sum", datatype: "FP32", shape: [1] },
  ],
  infer: ([image]) => [
    { name: "twice", shape: image?.shape ?? [], values: (image?.values ?? []).map((value) => value * 2) },
    { name: "sum", shape: [1], values: [(image?.values ?? []).reduce((sum, value) => sum + value, 0)] },
  ],
};
const image = { data: Float32Array.of(1, 2, 3, 4.5, -6, 0), shape: [1, 1, 2, 3] };

describe("a network on an inference server", () => {
  const servers: InferenceServer[] = [];
  const serve = async (
    options: { binary?: boolean; model?: ServedModel; instead?: (path: string, response: ServerResponse) => boolean } = {},
  ) => {
    const { binary = true, model = doubling, instead } = options;
    const server = await startInferenceServer({ binary, models: { doubling: model }, ...(instead ? { instead } : {}) });
    servers.push(server);
    return server;
  };
  const open = (address: string, more: object = {}) =>
    openRemoteNetwork({ address, model: "doubling", timeoutSeconds: 5, ...more });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });

  it.each([true, false])("gives what the server computes, as bytes: %s", async (binary) => {
    const server = await serve({ binary });
    const network = await open(server.address, { version: "1" });
    const { twice, sum } = await network.run({ image });
    expect(twice).toEqual({ data: Float32Array.of(2, 4, 6, 9, -12, 0), shape: [1, 1, 2, 3] });
    expect(sum?.data).toEqual(Float32Array.of(4.5));
    expect(network.provider).toBe("remote");
    const sent = server.requests.at(-1);
    expect(sent?.line).toBe("POST /v2/models/doubling/versions/1/infer");
    expect(sent?.headers.includes("inference-header-content-length")).toBe(binary);
    // Nothing but the tensor's name, shape and values goes out.
    const head = binary ? (sent?.body.subarray(0, (sent.body.length ?? 0) - 24).toString() ?? "") : (sent?.body.toString() ?? "");
    const asked = JSON.parse(head);
    expect(Object.keys(asked)).toEqual(binary ? ["inputs", "parameters"] : ["inputs"]);
    expect(Object.keys(asked.inputs[0])).toEqual(["name", "shape", "datatype", binary ? "parameters" : "data"]);
  });

  it.each(["http://10.0.0.7:8000", "https://a:b@ai.example", "ftp://localhost", "nonsense"])(
    "does not ask %s at all",
    async (address) => {
      await expect(open(address)).rejects.toMatchObject({ area: "inference", code: "remote-address" });
    },
  );

  it("says which input does not fit before it sends", async () => {
    const server = await serve();
    const network = await open(server.address);
    const failed = (reason: string) => ({ code: "remote-failed", details: { reason } });
    await expect(network.run({ image: { ...image, shape: [1, 1, 3, 2] } })).rejects.toMatchObject(failed("other-inputs: image"));
    await expect(network.run({ other: image })).rejects.toMatchObject(failed("other-inputs: other"));
    await expect(network.run({})).rejects.toMatchObject(failed("other-inputs"));
    const texts = await open(
      (await serve({ model: { ...doubling, inputs: [{ name: "image", datatype: "BYTES", shape: [-1, 1, 2, 3] }] } })).address,
    );
    await expect(texts.run({ image })).rejects.toMatchObject(failed("other-inputs: image"));
    expect(server.requests.filter(({ line }) => line.startsWith("POST"))).toEqual([]);
  });

  it.each<[string, ServedModel["infer"]]>([
    ["an output that was not announced", () => [{ name: "else", shape: [1], values: [1] }]],
    ["another shape", () => [{ name: "sum", shape: [2], values: [1, 2] }]],
    ["fewer values than its shape", () => [{ name: "sum", shape: [1], values: [] }]],
    [
      "the same output twice",
      () => [
        { name: "sum", shape: [1], values: [1] },
        { name: "sum", shape: [1], values: [1] },
      ],
    ],
  ])("refuses an answer with %s", async (_, infer) => {
    for (const binary of [true, false]) {
      const network = await open((await serve({ binary, model: { ...doubling, infer } })).address);
      await expect(network.run({ image })).rejects.toMatchObject({ code: "remote-failed" });
    }
  });

  it("bounds the time and the size of what comes, follows nobody, and says what was wrong", async () => {
    const at = (end: string, act: (response: ServerResponse) => void) => (path: string, response: ServerResponse) => {
      if (!path.endsWith(end)) return false;
      act(response);
      return true;
    };
    const outcome = async (instead: (path: string, response: ServerResponse) => boolean, more: object = {}) => {
      const { address } = await serve({ instead });
      return open(address, more)
        .then((network) => network.run({ image }))
        .then(
          () => "fine",
          (error: { details: { reason: string } }) => error.details.reason,
        );
    };
    expect(
      await outcome(
        at("/infer", () => undefined),
        { timeoutSeconds: 0.3 },
      ),
    ).toBe("timed-out");
    expect(await outcome(at("/v2", (r) => r.end("x".repeat(3_000_000))))).toBe("too-large");
    expect(await outcome(at("/infer", (r) => r.writeHead(307, { location: "http://127.0.0.1:9/" }).end()))).toBe("unreachable");
    expect(await outcome(at("/health/ready", (r) => r.writeHead(503).end()))).toBe("not-ready: 503");
    expect(await outcome(at("/infer", (r) => r.writeHead(500).end("Zhang^San")))).toBe("refused: 500");
    expect(await outcome(at("/infer", (r) => r.end("not json")))).toBe("bad-answer");
    expect(await outcome(at("/infer", (r) => r.writeHead(200, { "inference-header-content-length": "999" }).end("{}")))).toBe(
      "bad-answer",
    );
    expect(await outcome(at("/doubling", (r) => r.end("{}")))).toBe("bad-answer");
    expect(await outcome(at("/infer", (r) => r.destroy()))).toBe("unreachable");
    await expect(open("http://127.0.0.1:9")).rejects.toMatchObject({ details: { reason: "unreachable" } });
  });
});
