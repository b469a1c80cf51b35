import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { ReportState } from "../../src/contract/index.ts";
import { parsePart10 } from "../../src/dicom/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { createDicomWebClient } from "../../src/net/index.ts";
import { readSr } from "../../src/report/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { measuringHand, numberIn, phantom } from "./measuring-hand.ts";

/** Real mouse and keys on an image of pixels that are not square; numbers are held against where the pointer was. */
describe.skipIf(!hasTool("chromium"))("measuring", () => {
  const hand = measuringHand();
  const { findings, newest, between, move, click, drag, tool, labelOf, show } = hand;

  beforeAll(hand.open);
  afterAll(hand.close);

  it("lays a length by dragging, and says it beside the line", async () => {
    await tool("length");
    await drag([
      [300, 300],
      [420, 340],
    ]);
    const finding = await newest(1);
    const expected = await between([300, 300], [420, 340]);
    expect(Math.abs(numberIn(finding, "Length") - expected)).toBeLessThan(0.05);
    await vi.waitFor(async () =>
      expect(await labelOf(finding).textContent()).toBe(`${numberIn(finding, "Length").toFixed(1)} mm`),
    );
  });

  it("moves it as a whole and by one end, and undoes both by name", async () => {
    const before = (await findings())[0] as Finding;
    await drag([
      [360, 320],
      [360, 380],
      [380, 420],
    ]);
    const moved = await vi.waitFor(async () => {
      const [finding] = await findings();
      expect(finding?.geometry).not.toEqual(before.geometry);
      return finding as Finding;
    });
    expect(Math.abs(numberIn(moved, "Length") - numberIn(before, "Length"))).toBeLessThan(0.01);
    await hand.page.mouse.move(hand.box.x + 5, hand.box.y + 5);
    // One end of it is 20 to the right and 100 below where it was; a handle is taken up to 12 pixels away.
    await drag([
      [326, 405],
      [286, 405],
    ]);
    const reshaped = await vi.waitFor(async () => {
      const [finding] = await findings();
      expect(numberIn(finding as Finding, "Length")).toBeGreaterThan(numberIn(before, "Length") + 1);
      return finding as Finding;
    });
    expect(reshaped.id).toBe(before.id);
    await hand.page.keyboard.press("Control+z");
    await hand.page.getByText(/Undone: reshape length M1/).waitFor();
    await hand.page.keyboard.press("Control+z");
    await hand.page.getByText(/Undone: move length M1/).waitFor();
    await vi.waitFor(async () => expect((await findings())[0]?.geometry).toEqual(before.geometry));
    await hand.page.keyboard.press("Control+y");
    await vi.waitFor(async () => expect((await findings())[0]?.geometry).toEqual(moved.geometry));
  });

  it("moves what was clicked by arrow keys, a pixel of the screen at a time", async () => {
    const before = (await findings())[0] as Finding;
    await click([380, 420]);
    for (let times = 0; times < 3; times++) await hand.page.keyboard.press("ArrowRight");
    const { geometry } = before;
    const from = geometry.kind === "length" ? geometry.pointsPatient[0][0] : 0;
    const pixelMm = await between([0, 0], [1, 0]);
    await vi.waitFor(async () => {
      const now = (await findings())[0]?.geometry;
      expect(now?.kind === "length" ? now.pointsPatient[0][0] - from : 0).toBeCloseTo(3 * pixelMm, 3);
    });
    expect(Number(await hand.cell.getAttribute("data-slice-index"))).toBe(39);
  });

  it("draws every other tool, and each says what it should", async () => {
    const bidirectional = async () => {
      await tool("bidirectional");
      await drag([
        [500, 300],
        [620, 300],
      ]);
      await drag([
        [540, 280],
        [570, 330],
      ]);
      const finding = await newest(2);
      const long = await between([500, 300], [620, 300]);
      expect(Math.abs(numberIn(finding, "Long axis") - long)).toBeLessThan(0.05);
      expect(Math.abs(numberIn(finding, "Short axis") - (await between([0, 280], [0, 330])))).toBeLessThan(0.05);
    };
    await bidirectional();
    await tool("angle");
    for (const point of [
      [300, 560],
      [360, 500],
      [420, 500],
    ] as const)
      await click(point);
    expect(numberIn(await newest(3), "Angle")).toBeCloseTo(135, 1);
    await tool("cobb");
    await drag([
      [500, 480],
      [600, 480],
    ]);
    await drag([
      [500, 560],
      [600, 530],
    ]);
    expect(numberIn(await newest(4), "Cobb angle")).toBeCloseTo((Math.atan2(30, 100) * 180) / Math.PI, 1);
    await tool("polyline");
    for (const point of [
      [650, 300],
      [700, 300],
      [700, 340],
    ] as const)
      await click(point);
    await hand.page.keyboard.press("Backspace");
    await click([700, 360]);
    await hand.page.keyboard.press("Enter");
    const path = (await between([650, 300], [700, 300])) + (await between([700, 300], [700, 360]));
    expect(Math.abs(numberIn(await newest(5), "Path length") - path)).toBeLessThan(0.1);
    await tool("polygon");
    for (const point of [
      [650, 420],
      [730, 420],
      [730, 500],
      [650, 500],
      [651, 421],
    ] as const)
      await click(point);
    const square = await newest(6);
    expect(numberIn(square, "Area")).toBeCloseTo(
      (await between([650, 420], [730, 420])) * (await between([0, 420], [0, 500])),
      0,
    );
    await tool("circle");
    await drag([
      [700, 600],
      [740, 600],
    ]);
    const circle = await newest(7);
    expect(Math.abs(numberIn(circle, "Diameter") - 2 * (await between([700, 600], [740, 600])))).toBeLessThan(0.05);
    await tool("ellipse");
    await drag([
      [40, 250],
      [140, 300],
    ]);
    expect(Math.abs(numberIn(await newest(8), "Long axis") - (await between([40, 0], [140, 0])))).toBeLessThan(0.05);
    await tool("rectangle");
    await drag([
      [40, 400],
      [140, 440],
    ]);
    const rectangle = await newest(9);
    expect(numberIn(rectangle, "Perimeter")).toBeCloseTo(
      2 * ((await between([40, 0], [140, 0])) + (await between([0, 400], [0, 440]))),
      0,
    );
    await tool("freehand");
    await drag([
      [40, 520],
      [100, 520],
      [100, 570],
      [40, 570],
      [41, 523],
    ]);
    const freehand = await newest(10);
    expect(freehand.geometry.kind).toBe("polygon");
    expect(numberIn(freehand, "Area")).toBeCloseTo((await between([40, 0], [100, 0])) * (await between([0, 520], [0, 570])), -2);
    await tool("probe");
    await click([500, 420]);
    expect(numberIn(await newest(11), "Attenuation Coefficient")).toBe(1000);
  });

  it("asks for the words of an arrow and of a text, and shows them", async () => {
    await tool("arrow");
    await drag([
      [420, 220],
      [480, 250],
    ]);
    await hand.page.getByTestId("measure-words").fill("Here 此处");
    await hand.page.keyboard.press("Enter");
    const arrow = await newest(12);
    expect(arrow.comment).toBe("Here 此处");
    await vi.waitFor(async () => expect(await labelOf(arrow).textContent()).toBe("Here 此处"));
    await tool("text");
    await click([600, 220]);
    await hand.page.getByTestId("measure-words").fill("Post-op");
    // What was written is kept when the reader goes on without ending it: here to the next image and back.
    const index = await hand.cell.getAttribute("data-slice-index");
    await move([300, 600]);
    await hand.page.mouse.wheel(0, 120);
    await vi.waitFor(async () => expect(await hand.cell.getAttribute("data-slice-index")).not.toBe(index));
    expect((await newest(13)).comment).toBe("Post-op");
    await hand.page.mouse.wheel(0, -120);
    await vi.waitFor(async () => expect(await hand.cell.getAttribute("data-slice-index")).toBe(index));
  });

  it("guides through a cardiothoracic ratio", async () => {
    await hand.page.keyboard.press("Shift+h");
    const guide = hand.page.getByTestId("drawing-guide");
    const asked: string[] = [];
    await hand.page.mouse.move(hand.box.x + 500, hand.box.y + 190);
    for (const point of [
      [520, 200],
      [520, 680],
      [470, 450],
      [600, 460],
      [330, 500],
      [730, 500],
    ] as const) {
      await vi.waitFor(async () => expect(await guide.getAttribute("data-step")).toBe(String(asked.length + 1)));
      asked.push((await guide.textContent()) ?? "");
      await click(point);
    }
    expect(asked[0]).toMatch(/^1 of 6 .*midline/);
    expect(asked[2]).toContain("right heart border");
    expect(new Set(asked).size).toBe(6);
    const finding = await newest(14);
    expect(numberIn(finding, "Cardiothoracic ratio")).toBeCloseTo(130 / 400, 3);
    await vi.waitFor(async () => expect(await labelOf(finding).textContent()).toContain("CTR 0.33"));
  });

  it("labels vertebrae, counting on, once each, and shows them across slices", async () => {
    await tool("spine");
    await hand.page.getByTestId("spine-next").selectOption("L3");
    await click([800, 300]);
    await newest(15);
    await click([800, 360]);
    const second = await newest(16);
    // Both lie at one height of the axial slice: not above, so it counts towards the feet.
    expect(second.site?.meaning).toBe("L4 vertebra");
    await vi.waitFor(async () => expect(await hand.cell.locator('[data-line="level"]').textContent()).toMatch(/^Level L[34]/));
    // Skipping, counting upwards, and another name for all from here down.
    await hand.page.getByTestId("spine-skip").click();
    expect(await hand.page.getByTestId("spine-next").inputValue()).toBe("S1");
    await hand.page.getByTestId("spine-next").selectOption("");
    await labelOf(second).click({ force: true });
    await hand.page.getByTestId("spine-relabel").selectOption("L5");
    await vi.waitFor(async () =>
      expect((await findings()).find(({ id }) => id === second.id)?.site?.meaning).toBe("L5 vertebra"),
    );
    await hand.page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await labelOf(second).textContent()).toBe("L4"));
    await hand.page.keyboard.press("Escape");
    await hand.page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await hand.cell.getAttribute("data-slice-index")).toBe("40"));
    await vi.waitFor(async () => expect(await labelOf(second).textContent()).toBe("L4"));
    await hand.page.keyboard.press("ArrowUp");
    await vi.waitFor(async () => expect(await hand.cell.getAttribute("data-slice-index")).toBe("39"));
  });

  it("shows the histogram of a region, its bins said", async () => {
    const circle = (await findings()).find(({ geometry }) => geometry.kind === "circle") as Finding;
    await labelOf(circle).click({ force: true });
    await hand.page.getByTestId("histogram-button").click();
    const chart = hand.page.getByTestId("histogram");
    await chart.waitFor();
    const count = Number(await chart.getAttribute("data-count"));
    expect(count).toBeGreaterThan(100);
    // Under the hand label and histogram follow, before anything is filed; Escape gives the change up.
    const said = await labelOf(circle).textContent();
    await hand.page.mouse.move(hand.box.x + 740, hand.box.y + 600);
    await hand.page.mouse.down();
    await hand.page.mouse.move(hand.box.x + 725, hand.box.y + 600, { steps: 3 });
    await vi.waitFor(async () => expect(Number(await chart.getAttribute("data-count"))).toBeLessThan(count * 0.6));
    const during = (await labelOf(circle).textContent()) ?? "";
    expect(during).not.toBe(said);
    expect(during).toContain("HU");
    await hand.page.keyboard.press("Escape");
    await hand.page.mouse.up();
    await vi.waitFor(async () => expect(await labelOf(circle).textContent()).toBe(said));
    await labelOf(circle).click({ force: true });
    await hand.page.getByTestId("histogram-button").click();
  });

  it("deletes and brings back the same one; gives a drawing up by Escape", async () => {
    const before = await findings();
    const circle = before.find(({ geometry }) => geometry.kind === "circle") as Finding;
    await labelOf(circle).click({ force: true });
    await hand.page.keyboard.press("Delete");
    await newest(15);
    await hand.page.keyboard.press("Control+z");
    const back = await newest(16);
    expect(back).toEqual(circle);
    await tool("polygon");
    await click([200, 200]);
    await click([260, 200]);
    await hand.cell.locator('.draft[data-points="2"]').waitFor();
    await hand.page.keyboard.press("Escape");
    await hand.cell.locator(".draft").waitFor({ state: "detached" });
    expect(await findings()).toHaveLength(16);
    await hand.page.keyboard.press("Escape");
  });

  it("shows the same after a reload", async () => {
    const labels = async () => (await hand.cell.locator(".mark-label").allTextContents()).sort();
    const before = await labels();
    expect(before.length).toBeGreaterThanOrEqual(15);
    await hand.page.reload();
    await show();
    await vi.waitFor(async () => expect(await labels()).toEqual(before));
  });

  it("signs them, and the SR reads back as they are, to the last bit", async () => {
    const before = await findings();
    const path = `/api/studies/${phantom.studyInstanceUid}/report`;
    const { draft } = await hand.workstation.ask<ReportState>(path);
    expect(draft.findingIds).toHaveLength(before.length);
    const { savedAt: _, ...typed } = draft;
    const sections = Object.fromEntries(Object.entries(draft.sections).map(([id, text]) => [id, text === "" ? "None." : text]));
    const { revision } = await hand.workstation.ask<{ revision: number }>(path, {
      method: "PUT",
      body: JSON.stringify({ ...typed, sections }),
    });
    await hand.workstation.ask(`${path}/sign`, { method: "POST", body: JSON.stringify({ signedBy: "Chen^Wei", revision }) });
    await vi.waitFor(
      async () => {
        const { items } = await hand.workstation.ask<{ items: { state: string }[] }>("/api/outbox");
        expect(items.map(({ state }) => state)).toEqual(["delivered"]);
      },
      { timeout: 30_000 },
    );
    const { signed } = await hand.workstation.ask<ReportState>(path);
    const sopInstanceUid = signed[0]?.objects[0]?.sopInstanceUid ?? "";
    const { studyInstanceUid } = phantom;
    const client = createDicomWebClient({ url: `${hand.workstation.origin}/dicom-web` }, (request) => {
      request.headers.set("authorization", `Bearer ${hand.workstation.bearer}`);
      return fetch(request);
    });
    const [series] = await client.searchSeries(studyInstanceUid, { Modality: "SR" });
    const seriesInstanceUid = series?.first("SeriesInstanceUID") ?? "";
    const report = readSr(
      parsePart10(await client.retrieveInstance({ studyInstanceUid, seriesInstanceUid, sopInstanceUid })).dataset,
    );
    expect(report.notUnderstood).toEqual([]);
    const read = new Map(report.findings.map((finding) => [finding.trackingUid, finding]));
    expect(read.size).toBe(before.length);
    for (const { trackingUid, geometry, measurements, comment } of before) {
      const found = read.get(trackingUid);
      expect(found?.geometry).toEqual(geometry);
      expect(found?.measurements.map(({ value, unit }) => [value, unit])).toEqual(
        measurements.map(({ value, unit }) => [value, unit]),
      );
      expect(found?.comment).toBe(comment);
    }
    expect(hand.complaints).toEqual([]);
  });
});
