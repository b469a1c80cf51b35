import { type Engine, engineSchema } from "../../src/contract/index.ts";
import { request } from "./client.ts";

/** What runs models on this computer. @throws ApiError */
export function getEngine(signal?: AbortSignal): Promise<Engine> {
  return request(engineSchema, "/api/engine", { signal });
}

/** Measures a model's networks anew on everything this computer has. @throws ApiError */
export function measureModel(id: string): Promise<Engine> {
  return request(engineSchema, `/api/engine/models/${encodeURIComponent(id)}/measure`, { method: "POST" });
}
