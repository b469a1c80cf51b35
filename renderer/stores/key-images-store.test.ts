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
  beforeEach(() => {
    kept = image;
    useKeyImagesStore.setState({ studyInstanceUid: "1.2.3", keyImages: [image] });
    // The later of two answers is not the one to the later question.
    const waits = [30, 0];
    vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
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
});
