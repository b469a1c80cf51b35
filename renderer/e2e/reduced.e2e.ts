import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { DeviceProfile } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { pictureOf } from "./picture.ts";
import { drag, numberOf, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

/** 17.9 MB of pixels, a little more than the least that a computer can be told to hold. */
const slices = 400;
const ball = buildBallSeries({ name: "Over the limit", seriesNumber: 1, slices });
const wait = { timeout: 60_000 };
const shots = process.env.E2E_SHOTS;

describe.skipIf(!hasTool("chromium"))("a volume over the memory limit", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;

  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const planeOf = (plane: string) => page.locator(`.viewport-picture[data-plane="${plane}"]`);
  const isLoaded = async (plane: string) => {
    const cell = planeOf(plane);
    await vi.waitFor(async () => {
      expect(await cell.getAttribute("data-state")).toBe("ready");
      expect(await cell.getAttribute("data-fidelity")).toBe("reduced");
    }, wait);
    return cell;
  };
  const findings = async () =>
    (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${ball.studyInstanceUid}/findings`)).findings;

  beforeAll(async () => {
    workstation = await serveFiles(ball.files);
    const { "device-profile": profile } = await workstation.ask<{ "device-profile": DeviceProfile }>("/api/preferences");
    const body = JSON.stringify({ ...profile, cacheMegabytes: 16 });
    await workstation.ask("/api/preferences/device-profile", { method: "PUT", body });
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url, { width: 1280, height: 800 }));
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    await page.reload();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("has its images as they are, one by one", async () => {
    const stack = await waitReady(page, "cell-0");
    expect(await stack.getAttribute("data-fidelity")).toBe("original");
    expect(await numberOf(stack, "data-slice-count")).toBe(slices);
  });

  it("has planes of averaged voxels that say so and lie where they are", async () => {
    await page.keyboard.press("Alt+2");
    for (const plane of ["AXIAL", "SAGITTAL", "CORONAL"]) {
      const cell = await isLoaded(plane);
      expect(await cell.getByTestId("fidelity").textContent()).toContain("2 × 2 × 1");
    }
    const axial = planeOf("AXIAL");
    expect(await numberOf(axial, "data-slice-count")).toBe(slices);
    expect(await numberOf(axial, "data-frames-loaded")).toBe(slices);
    await shoot("reduced-planes");
  });

  it("has measurements that are as long as what they measure, and marked", async () => {
    const axial = planeOf("AXIAL");
    await isLoaded("AXIAL");
    const [, , , , left = 0, top = 0] = ((await axial.getAttribute("data-view-from-pixel")) ?? "").split(" ").map(Number);
    const magnification = await numberOf(axial, "data-magnification");
    const shot = await pictureOf(axial);
    // Off the crosshair and the texts.
    const row = Math.round(shot.height / 2) + 14;
    const ends = [-1, 1].map((by) => {
      let x = Math.round(shot.width / 2) + 5;
      while (x > 0 && x < shot.width && [0, 1, 2].some((on) => shot.at(x + on * by, row) > 128)) x += by;
      return by === 1 ? x : x + 1;
    }) as [number, number];
    // The ball lies in the middle of 160 columns, of which the first two are averaged to the first pixel.
    const middle = left + 39.5 * magnification;
    expect(Math.abs((ends[0] + ends[1]) / 2 - middle)).toBeLessThan(1.01);
    await page.getByTestId("tool-length").click();
    await drag(page, axial, [ends[0], row], [ends[1], row]);
    const [finding] = await vi.waitFor(async () => {
      const all = await findings();
      expect(all).toHaveLength(1);
      return all;
    }, wait);
    expect(finding?.caveats).toContain("reduced");
    // Columns are 2 mm wide now, rows 2.5 mm high; a screen pixel is as wide as high.
    const screenMm = 2 / magnification;
    const chordMm = 2 * Math.sqrt(ball.radiusMm ** 2 - (row - top - 34.5 * 1.25 * magnification) ** 2 * screenMm ** 2);
    expect(Math.abs((finding?.measurements[0]?.value ?? 0) - chordMm)).toBeLessThan(2.01 * screenMm);
    await axial.locator(".mark-label").first().waitFor();
    await shoot("reduced-measured");
  });

  it("has a rendering that says so", async () => {
    await page.getByTestId("volume3d-menu").click();
    await page.getByTestId("volume3d-bone").click();
    const volume = page.locator(".viewport-volume").first();
    await vi.waitFor(async () => expect(await volume.getAttribute("data-quality")).toBe("full"), { timeout: 90_000 });
    expect(await volume.getAttribute("data-fidelity")).toBe("reduced");
    expect(await volume.getAttribute("data-reduced")).toBe("2x2x1");
    await shoot("reduced-volume");
  });
});
