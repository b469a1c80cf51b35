import { afterEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { request, requestNothing } from "./client.ts";
import { parseEvent } from "./events.ts";
import { searchStudies } from "./studies.ts";

const answer = (response: Response | Error) =>
  vi.stubGlobal("fetch", async () => {
    if (response instanceof Error) throw response;
    return response;
  });
afterEach(() => vi.unstubAllGlobals());

describe("request", () => {
  it("parses the answer by its schema", async () => {
    answer(Response.json({ total: 0, studies: [] }));
    expect(await searchStudies({ text: "a" })).toEqual({ total: 0, studies: [] });
  });

  it("throws the host's own error", async () => {
    answer(Response.json({ area: "host", code: "not-found", message: "gone", details: { n: 1 } }, { status: 404 }));
    await expect(requestNothing("/x", { method: "DELETE" })).rejects.toMatchObject({
      area: "host",
      code: "not-found",
      details: { n: 1 },
    });
  });

  it("names an answer that is not of the agreed form, whatever its status", async () => {
    answer(Response.json({ total: "many" }));
    await expect(request(z.object({ total: z.number() }), "/x")).rejects.toMatchObject({ area: "api", code: "bad-answer" });
    answer(new Response("<html>", { status: 502 }));
    await expect(request(z.unknown(), "/x")).rejects.toMatchObject({ area: "api", code: "bad-answer", details: { status: 502 } });
    answer(new Response("not json", { status: 200 }));
    await expect(request(z.object({}), "/x")).rejects.toMatchObject({ area: "api", code: "bad-answer" });
  });

  it("tells a host that is away from a request that was cancelled", async () => {
    answer(new TypeError("Failed to fetch"));
    await expect(request(z.unknown(), "/x")).rejects.toMatchObject({ area: "api", code: "unreachable" });
    const stop = new AbortController();
    stop.abort();
    answer(new DOMException("", "AbortError"));
    await expect(request(z.unknown(), "/x", { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("parseEvent", () => {
  it("takes what the contract knows and drops the rest", () => {
    expect(parseEvent('{"type":"studies"}')).toEqual({ type: "studies" });
    expect(parseEvent('{"type":"moon"}')).toBeUndefined();
    expect(parseEvent('{"type":"findings"}')).toBeUndefined();
    expect(parseEvent("{")).toBeUndefined();
  });
});
