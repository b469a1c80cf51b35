import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useKeyImagesStore } from "./key-images-store.ts";
import { askForRejections, reloadRejections, useRejectionsStore } from "./rejections-store.ts";

describe("what studies on screen withdraw", () => {
  let asked: string[];
  let fails = false;
  beforeEach(() => {
    [asked, fails] = [[], false];
    useKeyImagesStore.setState({ studyInstanceUid: "1.1" });
    useRejectionsStore.setState({ byStudy: {} });
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      return fails ? new Response("", { status: 500 }) : Response.json({ keyImages: [], foreign: [] });
    });
  });
  afterEach(() => vi.unstubAllGlobals());
  const answers = () => useRejectionsStore.getState().byStudy;

  it("is asked once of each that is not open, and again where it changed", async () => {
    for (const uid of ["1.1", "1.2", "1.2", "1.3"]) askForRejections(uid);
    await vi.waitFor(() => expect(Object.values(answers())).toEqual([expect.any(Object), expect.any(Object)]));
    reloadRejections("1.2");
    reloadRejections("1.9");
    expect(asked).toEqual(["/api/studies/1.2/key-images", "/api/studies/1.3/key-images", "/api/studies/1.2/key-images"]);
  });

  it("is asked again after a failure", async () => {
    fails = true;
    askForRejections("1.2");
    await vi.waitFor(() => expect(answers()).toEqual({}));
    fails = false;
    askForRejections("1.2");
    await vi.waitFor(() => expect(answers()["1.2"]).toEqual({ keyImages: [], foreign: [] }));
  });
});
