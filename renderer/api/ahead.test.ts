import { afterEach, describe, expect, it, vi } from "vitest";
import { askAhead } from "./ask-ahead.ts";
import { retrieveFrame } from "./pixels.ts";

const frames = ["1.2.1", "1.2.2", "1.2.3"].map((sopInstanceUid) => ({
  sopInstanceUid,
  frameNumber: 1,
  valueType: "int16",
  version: "0123456789abcdef",
}));
const series = [
  { seriesInstanceUid: "1.5", kind: "image", frameCount: 1 },
  { seriesInstanceUid: "1.6", kind: "image", frameCount: 3 },
  { seriesInstanceUid: "1.7", kind: "report", frameCount: 9 },
];

afterEach(() => {
  globalThis.hounsfieldAhead = undefined;
  vi.unstubAllGlobals();
});

/** A host that knows one study, and what it was asked for. */
function host(state: unknown = null) {
  const asked: string[] = [];
  const fetch = async (path: string): Promise<Response> => {
    asked.push(path);
    if (path.endsWith("view-state?screen=1")) return Response.json({ state });
    if (path === "/api/studies/1.2") return Response.json({ series });
    if (path.startsWith("/api/series/")) return Response.json({ frames });
    if (path.startsWith("/api/frames/")) return new Response(new Uint8Array([1, 2]));
    return Response.json({});
  };
  return { asked, fetch };
}

const middle = "/api/frames/1.2.2/1?type=int16&version=0123456789abcdef";

describe("what is asked for ahead", () => {
  it("is the largest series of images and its middle, where nothing was left", async () => {
    const { asked, fetch } = host();
    askAhead("#/study/1.2", fetch);
    await vi.waitFor(() => expect(asked).toContain(middle));
    expect(asked).toContain("/api/series/1.6");
    expect(asked.filter((path) => path.startsWith("/api/series/"))).toHaveLength(1);
  });

  it("is the stack that was left, and no frame for planes", async () => {
    const left = (content: object) => ({ cells: [{ content: { kind: "empty" } }, { content }] });
    const stack = host(left({ kind: "stack", seriesInstanceUid: "1.5", split: 2 }));
    askAhead("#/study/1.2/report", stack.fetch);
    await vi.waitFor(() => expect(stack.asked).toContain(middle));
    expect(stack.asked).toContain("/api/series/1.5?split=2");
    const planes = host(left({ kind: "mpr", plane: "AXIAL", seriesInstanceUid: "1.6" }));
    const answers = askAhead("#/study/1.2", planes.fetch);
    await vi.waitFor(() => expect(planes.asked).toContain("/api/series/1.6"));
    await answers.get("/api/series/1.6");
    await new Promise((resolve) => setTimeout(resolve));
    expect(planes.asked).not.toContain(middle);
  });

  it("is nothing of a study where the address has none, or a broken one", async () => {
    for (const hash of ["", "#/", "#/study/../1", "#/study/1.2?x", `#/study/${"1".repeat(65)}`]) {
      const { asked, fetch } = host();
      askAhead(hash, fetch);
      await new Promise((resolve) => setTimeout(resolve));
      expect(asked.every((path) => !path.includes("studies"))).toBe(true);
    }
  });

  it("is given once to whoever asks for the same address, and then asked for again", async () => {
    const { asked, fetch } = host();
    vi.stubGlobal("fetch", fetch);
    globalThis.hounsfieldAhead = askAhead("#/study/1.2", fetch);
    await vi.waitFor(() => expect(asked).toContain(middle));
    const wanted = { valueType: "int16", version: "0123456789abcdef" } as const;
    expect(new Uint8Array((await retrieveFrame("1.2.2", 1, wanted)).bytes)).toEqual(new Uint8Array([1, 2]));
    expect(asked.filter((path) => path === middle)).toHaveLength(1);
    await retrieveFrame("1.2.2", 1, wanted);
    expect(asked.filter((path) => path === middle)).toHaveLength(2);
  });

  it("does no harm where the host does not answer", async () => {
    const answers = askAhead("#/study/1.2", async () => {
      throw new TypeError("no host");
    });
    await expect(answers.get("/api/session")).rejects.toThrow("no host");
  });
});
