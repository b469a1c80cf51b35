import { describe, expect, it } from "vitest";
import { preferenceSchemas } from "../../contract/index.ts";
import { remoteOf } from "./plan-run.ts";

const { engine } = preferenceSchemas;
const server = { address: "https://ai.hospital.example", stages: { candidates: { model: "lung_nodule" } } };

describe("the engine's settings", () => {
  it("send nothing anywhere unless the reader turned it on", () => {
    expect(remoteOf("lung-nodule", engine.parse(undefined))).toBeUndefined();
    expect(remoteOf("lung-nodule", engine.parse({ remote: { "lung-nodule": server } }))).toBeUndefined();
    const on = engine.parse({ remote: { "lung-nodule": { ...server, enabled: true } } });
    expect(remoteOf("other", on)).toBeUndefined();
    expect(remoteOf("lung-nodule", on)).toEqual({
      candidates: { address: server.address, model: "lung_nodule", version: undefined, timeoutSeconds: 60 },
    });
  });
  it.each(["http://ai.hospital.example", "https://a:b@ai.example", "ai.example"])("do not take the address %s", (address) => {
    expect(engine.safeParse({ remote: { "lung-nodule": { ...server, address } } }).success).toBe(false);
  });
  it.each([{ memoryMb: 1 }, { seconds: 0 }, { maxScoreLoss: 1 }])("are bounded: %j", (settings) => {
    expect(engine.safeParse(settings).success).toBe(false);
  });
});
