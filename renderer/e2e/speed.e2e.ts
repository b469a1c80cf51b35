import { join } from "node:path";
import { decode } from "fast-png";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { DeviceProfile } from "../../src/contract/index.ts";
import { buildShutteredRadiograph, buildUltrasoundClip } from "../../src/testing/display-phantoms.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { endGraphics } from "./graphics-death.ts";
import { comingTo } from "./moment.ts";
import { pictureOf, shareAbove } from "./picture.ts";
import { drag, picture, waitReady } from "./screen.ts";
import { type GraphicsBackend, openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const ball = buildBallSeries({ name: "Ball", seriesNumber: 1, slices: 40 });
const tilted = buildBallSeries({ name: "Tilted gantry", seriesNumber: 2, slices: 40, tiltDegrees: 15 });
const lossy = buildBallSeries({
  name: "Lossy",
  seriesNumber: 3,
  slices: 6,
  more: (dataset) => dataset.set("LossyImageCompression", "01").set("LossyImageCompressionRatio", 12),
});
const radiograph = buildShutteredRadiograph();
const clip = buildUltrasoundClip();
const shots = process.env.E2E_SHOTS;
const wait = { timeout: 20_000 };

/** Remembers the contexts of WebGL that a page makes, so that a test can lose them. */
function keepContexts(): void {
  const kept: { readonly context: WebGL2RenderingContext; readonly isOffscreen: boolean }[] = [];
  for (const { prototype } of [HTMLCanvasElement, OffscreenCanvas]) {
    const own = prototype.getContext as (this: unknown, ...args: unknown[]) => unknown;
    prototype.getContext = function getContext(this: HTMLCanvasElement, ...args: unknown[]) {
      const context = own.apply(this, args);
      if (context instanceof WebGL2RenderingContext) {
        const isOffscreen = this instanceof OffscreenCanvas;
        if (!kept.some((one) => one.context === context)) kept.push({ context, isOffscreen });
      }
      return context;
    } as never;
  }
  Object.assign(window, { keptContexts: kept });
}

type KeptWindow = { readonly keptContexts: { readonly context: WebGL2RenderingContext; readonly isOffscreen: boolean }[] };

describe.skipIf(!hasTool("chromium"))("speed on any machine", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  const profile = () => workstation.ask<{ "device-profile": DeviceProfile }>("/api/preferences");
  const wish = async (change: Partial<DeviceProfile>) => {
    const before = (await profile())["device-profile"];
    const body = JSON.stringify({ ...before, ...change });
    await workstation.ask("/api/preferences/device-profile", { method: "PUT", body });
  };
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const open = async (studyInstanceUid: string) => {
    await page.goto(`${workstation.origin}/#/study/${studyInstanceUid}`);
    await page.reload();
    await page.getByTestId("study-screen").waitFor();
    const cell = await waitReady(page, "cell-0");
    // Overlay planes come after the image.
    await page.locator('[data-cell-id="cell-0"] .viewport-picture[data-layers="ready"]').waitFor(wait);
    return cell;
  };
  const start = async (graphics: GraphicsBackend) => {
    // The address with its token works once: later browsers take the session over.
    const cookies = await page?.context().cookies();
    await browser?.close();
    browser = await openBrowser(graphics);
    const opened = await openPage(browser, cookies === undefined ? workstation.url : "about:blank", { width: 1280, height: 800 });
    ({ page, complaints } = opened);
    if (cookies !== undefined) await opened.context.addCookies(cookies);
    await page.addInitScript(keepContexts);
  };
  const backendIs = (backend: "cpu" | "gpu") =>
    page.locator(`[data-cell-id="cell-0"] canvas[data-backend="${backend}"]`).waitFor(wait);
  /** Of the context that slices are coloured in (the latest one), or of the volume's. */
  const context = (isOffscreen: boolean, what: "lose" | "restore") =>
    page.evaluate(
      ([offscreen, action]) => {
        const { keptContexts } = window as unknown as KeptWindow;
        const found = keptContexts.filter(
          (one) => one.isOffscreen === offscreen && (action === "restore" || !one.context.isContextLost()),
        );
        const { context } = found.at(-1) as { context: WebGL2RenderingContext };
        const extensions = window as unknown as { losing: WEBGL_lose_context };
        if (action === "lose") {
          extensions.losing = context.getExtension("WEBGL_lose_context") as WEBGL_lose_context;
          extensions.losing.loseContext();
        } else extensions.losing.restoreContext();
      },
      [isOffscreen, what] as const,
    );

  /** The pixels of a viewport's own canvas. */
  const pixels = async (cellId: string) => {
    const url = await page.evaluate((id) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`[data-cell-id="${id}"] canvas.viewport-canvas`);
      if (!canvas) throw new Error("There is no such canvas.");
      return canvas.toDataURL("image/png");
    }, cellId);
    return decode(Buffer.from(url.split(",")[1] ?? "", "base64")).data;
  };

  beforeAll(async () => {
    workstation = await serveFiles([...ball.files, ...tilted.files, ...lossy.files, radiograph.file, clip.file]);
    await start("mesa");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const card = (seriesInstanceUid: string) => page.locator(`[data-series-uid="${seriesInstanceUid}"]`);
  const show = async (seriesInstanceUid: string) => {
    await card(seriesInstanceUid).first().dblclick();
    await page.locator(`[data-cell-id="cell-0"][data-series-instance-uid="${seriesInstanceUid}"]`).waitFor();
    return waitReady(page, "cell-0");
  };

  it("measures the computer at first start, and says what follows", async () => {
    await open(ball.studyInstanceUid);
    await vi.waitFor(async () => expect((await profile())["device-profile"].machines).toHaveLength(1), wait);
    const [measured] = (await profile())["device-profile"].machines;
    expect(measured).toMatchObject({ hasWebgl2: true, sliceMs: { cpu: expect.any(Number), gpu: expect.any(Number) } });
    expect(measured?.largestVolumeTexture).toBeGreaterThan(256);
    const { cpu, gpu } = measured?.sliceMs ?? { cpu: 0, gpu: 0 };
    await backendIs(gpu !== null && gpu < cpu * 0.85 ? "gpu" : "cpu");
  });

  describe.each(["mesa", "software"] as const)("drawn by %s", (graphics) => {
    beforeAll(async () => {
      await start(graphics);
      // It would be taken for the other one, which has the same browser and as many cores.
      await wish({ machines: [] });
      await open(ball.studyInstanceUid);
      const card = graphics === "mesa" ? /llvmpipe|Mesa/ : /SwiftShader/;
      const isMeasured = async () => (await profile())["device-profile"].machines.some(({ renderer }) => card.test(renderer));
      await vi.waitFor(async () => expect(await isMeasured()).toBe(true), { timeout: 60_000, interval: 200 });
    });

    it.each([
      ["a CT", ball.studyInstanceUid],
      ["a radiograph with a sigmoid and a shutter", radiograph.studyInstanceUid],
      ["a colour clip", clip.studyInstanceUid],
    ])("%s looks the same by graphics card and by processor, to a grey level", async (_name, studyInstanceUid) => {
      await wish({ backend: "cpu" });
      await open(studyInstanceUid);
      await backendIs("cpu");
      const byCpu = await pixels("cell-0");
      await wish({ backend: "gpu" });
      await open(studyInstanceUid);
      await backendIs("gpu");
      const byGpu = await pixels("cell-0");
      expect(byGpu.length).toBe(byCpu.length);
      expect(new Set(byCpu).size).toBeGreaterThan(5);
      let worst = 0;
      for (let at = 0; at < byCpu.length; at++) worst = Math.max(worst, Math.abs((byCpu[at] as number) - (byGpu[at] as number)));
      expect(worst).toBeLessThanOrEqual(1);
      expect(complaints).toEqual([]);
    });
  });

  it("draws on by processor when the graphics context is lost, and comes back to it, all else as it was", async () => {
    await wish({ backend: "gpu" });
    const cell = await open(ball.studyInstanceUid);
    await backendIs("gpu");
    await page.keyboard.press("w");
    await drag(page, cell, [300, 300], [360, 330]);
    await cell.hover();
    await page.mouse.wheel(0, 300);
    const facts = async () =>
      Promise.all(
        ["data-slice-index", "data-window-width", "data-window-center", "data-view-from-pixel"].map((name) =>
          cell.getAttribute(name),
        ),
      );
    await vi.waitFor(async () => expect((await facts())[0]).not.toBe("19"), wait);
    const before = await facts();
    const drawn = await pixels("cell-0");
    await context(true, "lose");
    await backendIs("cpu");
    expect(Buffer.compare(Buffer.from(await pixels("cell-0")), Buffer.from(drawn))).toBe(0);
    expect(await facts()).toEqual(before);
    await context(true, "restore");
    await backendIs("gpu");
    expect(Buffer.compare(Buffer.from(await pixels("cell-0")), Buffer.from(drawn))).toBe(0);
    expect(await facts()).toEqual(before);
  });

  it("stays with the processor when the context is lost again and again, and says so", async () => {
    for (let loss = 0; loss < 2; loss++) {
      await context(true, "lose");
      await backendIs("cpu");
      await context(true, "restore");
      await backendIs("gpu");
    }
    await context(true, "lose");
    await backendIs("cpu");
    await vi.waitFor(async () => expect(await page.locator('[data-note="gpu-lost"]').count()).toBe(1), wait);
    await shoot("speed-gpu-lost");
    expect(shareAbove(await pictureOf(picture(page, "cell-0")), 60)).toBeGreaterThan(0.05);
  });

  it("says on every viewport how true the picture is, and what that means", async () => {
    await wish({ backend: "auto" });
    const cell = await open(ball.studyInstanceUid);
    await show(ball.seriesInstanceUid);
    await vi.waitFor(async () => expect(await cell.getAttribute("data-fidelity")).toBe("original"), wait);
    await show(lossy.seriesInstanceUid);
    await vi.waitFor(async () => expect(await cell.getAttribute("data-fidelity")).toBe("lossy"), wait);
    const badge = page.locator('[data-cell-id="cell-0"] [data-testid="fidelity"]');
    expect(await badge.innerText()).toContain("12");
    await badge.click();
    await page.locator(".fidelity-meaning").waitFor();
    await shoot("speed-lossy");
    await badge.blur();
    await show(tilted.seriesInstanceUid);
    await page.getByTestId("mpr").click();
    await vi.waitFor(async () => {
      const found = await page
        .locator(".viewport-picture[data-plane]")
        .evaluateAll((all) => all.map((one) => [one.getAttribute("data-plane"), one.getAttribute("data-fidelity")]));
      expect(Object.fromEntries(found)).toMatchObject({ AXIAL: "original", SAGITTAL: "interpolated", CORONAL: "interpolated" });
    }, wait);
    await shoot("speed-interpolated");
  });

  it("shows a volume over the limit reduced, not black, says so, and brings it back when its context was lost", async () => {
    await wish({ largestVolumeTexture: 64 });
    await open(ball.studyInstanceUid);
    await show(ball.seriesInstanceUid);
    await page.getByTestId("volume3d-menu").click();
    await page.getByTestId("volume3d-bone").click();
    const volume = page.locator(".viewport-volume").first();
    await vi.waitFor(async () => expect(await volume.getAttribute("data-quality")).toBe("full"), { timeout: 90_000 });
    expect(await volume.getAttribute("data-fidelity")).toBe("reduced");
    expect(shareAbove(await pictureOf(volume), 60)).toBeGreaterThan(0.02);
    await shoot("speed-reduced");
    const facts = async () =>
      Promise.all(["data-direction", "data-zoom", "data-preset"].map((name) => volume.getAttribute(name)));
    const before = await facts();
    const lost = comingTo(volume, "data-context", "lost");
    await context(false, "lose");
    await lost;
    await context(false, "restore");
    await vi.waitFor(async () => expect(await volume.getAttribute("data-context")).toBe("there"), wait);
    await vi.waitFor(async () => expect(await volume.getAttribute("data-quality")).toBe("full"), { timeout: 90_000 });
    expect(shareAbove(await pictureOf(volume), 60)).toBeGreaterThan(0.02);
    expect(await facts()).toEqual(before);
    await wish({ largestVolumeTexture: null });
  });

  it.each([
    ["that is placed by the browser", ball],
    ["that is drawn into the view, with an overlay", radiograph],
  ])("draws a slice again %s, when the browser's graphics process has died: what was drawn is gone", async (_how, phantom) => {
    await wish({ backend: "cpu" });
    await page.goto(`${workstation.origin}/#/study/${phantom.studyInstanceUid}`);
    await page.reload();
    await page.getByTestId("study-screen").waitFor();
    // As it was left it may be a volume.
    if ("seriesInstanceUid" in phantom) await show(phantom.seriesInstanceUid);
    const cell = picture(page, "cell-0");
    await page.locator('[data-cell-id="cell-0"] .viewport-picture[data-layers="ready"]').waitFor(wait);
    await backendIs("cpu");
    const share = async () => shareAbove(await pictureOf(picture(page, "cell-0")), 60);
    const before = await share();
    expect(before).toBeGreaterThan(0.2);
    await endGraphics(browser, cell.locator("canvas.viewport-canvas"));
    await vi.waitFor(async () => expect(await share()).toBeCloseTo(before, 3), wait);
  });
});
