import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { KeyImage } from "../../src/contract/index.ts";
import { changeKeyImage, useKeyImagesStore } from "./key-images-store.ts";

const image: KeyImage = {
  seriesInstanceUid: "1.2.3.1",
  sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
  sopInstanceUid: "1.2.3.1.7",
  frameNumber: 1,
  instanceNumber: 7,
  isMultiFrame: false,
  title: "113002",
  note: "",
  by: "",
  markedAt: "2026-01-01T00:00:00.000Z",
  writtenAt: null,
};

describe("key images", () => {
  let kept: KeyImage;
  let paths: string[];
  beforeEach(() => {
    kept = image;
    paths = [];
    useKeyImagesStore.setState({ studyInstanceUid: "1.2.3", keyImages: [image] });
    // The later of two answers is not the one to the later question.
    const waits = [30, 0];
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      paths.push(path);
      await new Promise((resolve) => setTimeout(resolve, waits.shift() ?? 0));
      kept = { ...kept, ...JSON.parse(String(init.body)) };
      return Response.json(kept);
    });
  });
  afterEach(() => vi.unstubAllGlobals());

  it("keep the title that was chosen just before a note was written", async () => {
    await Promise.all([changeKeyImage(image, { title: "113004" }), changeKeyImage(image, { note: "Classic sign" })]);
    expect(kept).toMatchObject({ title: "113004", note: "Classic sign" });
    expect(useKeyImagesStore.getState().keyImages).toEqual([kept]);
  });

  it("are changed from what is known again once nothing is on its way", async () => {
    await changeKeyImage(image, { title: "113004" });
    await changeKeyImage({ ...image, title: "113000", note: "from elsewhere" }, { note: "here" });
    expect(kept).toMatchObject({ title: "113000", note: "here" });
  });

  it("keep a note with the study that it was written in, also where another one is opened before it is sent", async () => {
    const changes = [changeKeyImage(image, { title: "113004" }), changeKeyImage(image, { note: "Classic sign" })];
    useKeyImagesStore.setState({ studyInstanceUid: "9.8.7", keyImages: [] });
    await Promise.all(changes);
    expect(paths).toHaveLength(2);
    for (const path of paths) expect(path).toContain("studies/1.2.3/");
    expect(useKeyImagesStore.getState().keyImages).toEqual([]);
  });
});
