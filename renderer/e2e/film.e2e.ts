import { ALL_FORMATS, BufferSource, EncodedPacketSink, Input } from "mediabunny";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { buildUltrasoundClip } from "../../src/testing/display-phantoms.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { savedBy } from "./saved-file.ts";
import { numberOf, viewPoint, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const clip = buildUltrasoundClip();

describe.skipIf(!hasTool("chromium"))("a clip", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles({ clip: clip.file });
    browser = await openBrowser();
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${clip.studyInstanceUid}`);
    cell = await waitReady(page, "cell-0");
    await cell.click({ position: { x: 30, y: 300 } });
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("plays at the speed of its frames, and as the reader wishes", async () => {
    expect(await numberOf(cell, "data-slice-count")).toBe(clip.frames);
    await page.keyboard.press("c");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-cine-wished")).toBeCloseTo(clip.framesPerSecond, 1));
    await cell.getByTestId("cine-settings").click();
    await cell.getByTestId("cine-fps").fill("60");
    await cell.getByTestId("cine-to").fill("6");
    await cell.getByTestId("cine-step").fill("2");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-cine-wished")).toBe(60));
    // Every second of the first six, over and over: no other is ever drawn once it is in the range.
    await vi.waitFor(async () => expect(await numberOf(cell, "data-cine-rounds")).toBeGreaterThan(1), { timeout: 20_000 });
    const seen = await page.evaluate(async () => {
      const element = document.querySelector('[data-cell-id="cell-0"] .viewport-picture') as HTMLElement;
      const indices = new Set<string>();
      for (let at = 0; at < 60; at++) {
        indices.add(element.dataset.sliceIndex ?? "");
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return [...indices].sort();
    });
    expect(seen).toEqual(["0", "2", "4"]);
    await cell.getByTestId("cine-once").click();
    await vi.waitFor(async () => expect(await cell.getAttribute("data-cine-shown")).toBeNull(), { timeout: 20_000 });
    expect(await numberOf(cell, "data-slice-index")).toBe(4);
    await cell.getByTestId("cine-settings").click();
  });

  it("leaves as a film with all of its images, without the patient", async () => {
    await page.keyboard.press("Space");
    await page.keyboard.press("Control+e");
    await page.getByTestId("export-film").click();
    await page.getByTestId("export-burned-in").waitFor();
    const { name, bytes } = await savedBy(page, () => page.getByTestId("export-start").click());
    const outcome = page.getByTestId("export-outcome");
    await outcome.waitFor();
    expect(name).toMatch(/^US-series-1\.(mp4|webm)$/);
    const input = new Input({ formats: ALL_FORMATS, source: new BufferSource(bytes) });
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error("The film has no pictures.");
    const box = await cell.boundingBox();
    const even = (pixels: number) => 2 * Math.round(pixels / 2);
    expect([track.displayWidth, track.displayHeight]).toEqual([even(box?.width ?? 0), even(box?.height ?? 0)]);
    let packets = 0;
    const sink = new EncodedPacketSink(track);
    for (let packet = await sink.getFirstPacket(); packet !== null; packet = await sink.getNextPacket(packet)) packets++;
    expect(packets).toBe(clip.frames);
    expect(await input.computeDuration()).toBeCloseTo(clip.frames / clip.framesPerSecond, 2);
    expect(await outcome.getAttribute("data-frames")).toBe(String(clip.frames));
    // Another browser page plays it: the block of a frame has its colour.
    const colours = await playedColours(bytes, [2, 20]);
    for (const [at, frame] of [2, 20].entries()) {
      const [red, green, blue] = clip.colourOf(frame);
      const played = colours[at] as readonly number[];
      for (const [channel, wanted] of [red, green, blue].entries()) {
        expect(Math.abs((played[channel] as number) - wanted)).toBeLessThan(24);
      }
    }
    await page.keyboard.press("Escape");
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));

  /** Colours of the middle of the block as the browser decodes a film at the middle of frames. */
  async function playedColours(bytes: Buffer, frames: readonly number[]): Promise<readonly (readonly number[])[]> {
    const context = await browser.newContext();
    const player = await context.newPage();
    const at = await viewPoint(
      cell,
      (clip.block.columns[0] + clip.block.columns[1]) / 2,
      (clip.block.rows[0] + clip.block.rows[1]) / 2,
    );
    const colours = await player.evaluate(
      async ([base64, times, [x, y]]) => {
        const video = document.createElement("video");
        video.src = `data:video/mp4;base64,${base64}`;
        await new Promise((resolve, reject) => {
          video.onloadeddata = resolve;
          video.onerror = () => reject(new Error("The film cannot be played."));
        });
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        const drawing = canvas.getContext("2d") as CanvasRenderingContext2D;
        const found: number[][] = [];
        for (const time of times) {
          video.currentTime = time;
          await new Promise((resolve) => {
            video.onseeked = resolve;
          });
          drawing.drawImage(video, 0, 0);
          found.push([...drawing.getImageData(Math.round(x), Math.round(y), 1, 1).data.slice(0, 3)]);
        }
        return found;
      },
      [bytes.toString("base64"), frames.map((frame) => (frame + 0.5) / clip.framesPerSecond), at] as const,
    );
    await context.close();
    return colours;
  }
});
