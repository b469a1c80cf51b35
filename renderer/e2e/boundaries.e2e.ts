import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ballMask, boxAbout, type Finding, type FindingGeometry, maskVolumeMm3, sct } from "../../src/findings/index.ts";
import { patientMmToPixel, type Vec3, type VolumeGrid } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildLinkedSeries, type LinkedSeries } from "../../src/testing/linked-phantom.ts";
import { picture, viewPoint, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const shared = { study: "Bounds", frameOfReference: "Bounds" };
const axial = buildLinkedSeries({
  ...{ ...shared, name: "axial", seriesNumber: 1, betweenSlicesMm: 2, count: 31 },
  ...{ rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
});
const coronal = buildLinkedSeries({
  ...{ ...shared, name: "coronal", seriesNumber: 2, betweenSlicesMm: 3, count: 21, modality: "MR" },
  ...{ rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] },
});
const grid: VolumeGrid = {
  dimensions: [80, 80, 31],
  spacingMm: [2, 2, 2],
  originPatient: [-79, -79, -30],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const centre: Vec3 = [-9, 3, 0];
const ball = { kind: "sphere", centerPatient: centre, diameterMm: 16 } as const;
const turned = Math.SQRT1_2;
const box = boxAbout(
  [31, -19, 0],
  [
    [turned, turned, 0],
    [-turned, turned, 0],
    [0, 0, 1],
  ],
  [24, 12, 20],
);

describe.skipIf(!hasTool("chromium"))("what a person does with balls and boxes", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let made: { readonly ball: Finding; readonly box: Finding };

  const draw = (geometry: FindingGeometry) => {
    const { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, planes } = axial;
    const [sopInstanceUid] = [...planes.keys()].slice(15);
    const reference = { sopInstanceUid, sopClassUid: "1.2.840.10008.5.1.4.1.1.2", frameNumber: 1 };
    const whose = { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, code: sct.nodule, by: "Reader" };
    const body = JSON.stringify({ ...whose, geometry, reference, measurements: [] });
    return workstation.ask<Finding>("/api/findings", { method: "POST", body });
  };
  const finding = async (id: string): Promise<Finding> => {
    const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${axial.studyInstanceUid}/findings`);
    return findings.find((one) => one.id === id) as Finding;
  };
  const volumeOf = ({ measurements }: Finding) => measurements.find(({ unit }) => unit === "mm3")?.value;
  /** The volume that is told is that of the voxels that are shown. */
  const isOfItsVoxels = (one: Finding) =>
    one.segment !== undefined && Math.abs((volumeOf(one) ?? 0) - maskVolumeMm3(one.segment, grid.spacingMm)) < 0.1;
  const shoot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };
  const show = async (series: LinkedSeries) => {
    await page.locator(`[data-series-uid="${series.seriesInstanceUid}"]`).dblclick();
    const cell = page.locator('[data-cell-id="cell-0"]');
    await vi.waitFor(async () => expect(await cell.getAttribute("data-series-instance-uid")).toBe(series.seriesInstanceUid));
    await waitReady(page, "cell-0");
  };
  const choose = async (one: Finding) => {
    await page.locator(`[data-testid=finding][data-finding-id="${one.id}"] .finding-head`).click();
    await page.locator(`[data-cell-id="cell-0"] [data-finding-id="${one.id}"][data-selected="true"]`).first().waitFor();
  };
  /** The boundary as it is drawn. */
  const outlineOf = async (id: string) =>
    (await page.locator(`[data-cell-id="cell-0"] [data-mask-of="${id}"] .mark-line`).getAttribute("d")) ?? "";
  /** What was changed is on the screen again: only then can it be taken back. */
  const waitDrawnAnew = (id: string, before: string) =>
    vi.waitFor(async () => {
      expect(await outlineOf(id)).not.toBe(before);
      expect(await page.locator('[data-cell-id="cell-0"] [data-edited="true"]').count()).toBe(0);
    });
  /** Drags from one place in the patient to another, both on the slice that is shown. */
  const dragMm = async (from: Vec3, to: Vec3) => {
    const cell = picture(page, "cell-0");
    const plane = axial.planes.get((await cell.getAttribute("data-sop-instance-uid")) ?? "");
    const bounds = await cell.boundingBox();
    if (plane === undefined || bounds === null) throw new Error("Another series is shown.");
    const at = async (point: Vec3) => {
      const [x, y] = await viewPoint(cell, ...patientMmToPixel(plane, point));
      return [bounds.x + x, bounds.y + y] as const;
    };
    await page.mouse.move(...(await at(from)));
    await page.mouse.down();
    await page.mouse.move(...(await at(to)), { steps: 8 });
    await page.mouse.up();
  };

  beforeAll(async () => {
    workstation = await serveFiles([...axial.files, ...coronal.files]);
    const plain = await draw(ball);
    const segment = ballMask(grid, centre, ball.diameterMm);
    const change = { by: "Reader", geometry: ball, segment, measurements: [], reference: plain.reference, caveats: [] };
    const bounded = await workstation.ask<Finding>(`/api/findings/${plain.id}`, {
      method: "PATCH",
      body: JSON.stringify(change),
    });
    made = { ball: bounded, box: await draw(box) };
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${axial.studyInstanceUid}/findings`);
    await waitReady(page, "cell-0");
    await show(axial);
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("keeps a ball's boundary where it is moved, by whole voxels, and gives it back", async () => {
    const { id, segment } = made.ball;
    await choose(made.ball);
    await page.locator(`[data-cell-id="cell-0"] [data-mask-of="${id}"]`).waitFor();
    await shoot("ball-en");
    const drawn = await outlineOf(id);
    // Taken at the rim, to the left of its middle.
    await dragMm([centre[0] - 8, centre[1], 0], [centre[0] - 4, centre[1] + 2, 0]);
    await vi.waitFor(async () => expect((await finding(id)).history).toHaveLength(made.ball.history.length + 1));
    const moved = await finding(id);
    const [i, j, k] = segment?.minIndex ?? [0, 0, 0];
    expect(moved.segment).toEqual({ ...segment, minIndex: [i + 2, j + 1, k] });
    expect(isOfItsVoxels(moved)).toBe(true);
    await waitDrawnAnew(id, drawn);
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect((await finding(id)).segment).toEqual(segment));
    await vi.waitFor(async () => expect(await outlineOf(id)).toBe(drawn));
  });

  it("measures what is shown of one that is made larger, and says what became of the boundary", async () => {
    const { id } = made.ball;
    await choose(made.ball);
    const drawn = await outlineOf(id);
    await dragMm([centre[0] + 8, centre[1], 0], [centre[0] + 12, centre[1], 0]);
    await vi.waitFor(async () => {
      const larger = await finding(id);
      expect(isOfItsVoxels(larger)).toBe(true);
      expect(volumeOf(larger)).toBeGreaterThan(6000);
    });
    await waitDrawnAnew(id, drawn);
    await shoot("larger-en");
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await outlineOf(id)).toBe(drawn));
  });

  it("draws a box as the slice cuts it", async () => {
    await choose(made.box);
    const mark = page.locator(`[data-cell-id="cell-0"] .finding[data-finding-id="${made.box.id}"]`);
    expect(await mark.getAttribute("data-shape")).toBe("box");
    const line = await mark.locator(".mark-line").first().boundingBox();
    const magnification = Number(await picture(page, "cell-0").getAttribute("data-magnification"));
    // 24 x 12 mm, turned by 45 degrees: as wide as it is high; pixels of 2 mm.
    for (const edge of [line?.width ?? 0, line?.height ?? 0])
      expect(Math.abs((edge / magnification) * 2 - (24 + 12) * turned)).toBeLessThan(1.5);
    await shoot("box-en");
  });

  it("shows and changes a boundary on another series of the frame of reference", async () => {
    const { id } = made.ball;
    const before = await finding(id);
    await choose(made.ball);
    await show(coronal);
    await page.locator(`[data-cell-id="cell-0"] [data-mask-of="${id}"]`).waitFor();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("]");
    await vi.waitFor(async () => expect((await finding(id)).history.length).toBeGreaterThan(before.history.length));
    const larger = await finding(id);
    expect(isOfItsVoxels(larger)).toBe(true);
    expect(volumeOf(larger)).toBeGreaterThan(volumeOf(before) ?? 0);
    expect(larger.seriesInstanceUid).toBe(axial.seriesInstanceUid);
    // The values on screen are not those of its voxels: no mean is told.
    expect(larger.measurements.map(({ unit }) => unit)).toEqual(["mm", "mm", "mm", "mm3"]);
    expect(await picture(page, "cell-0").getAttribute("data-sop-instance-uid")).not.toBe(larger.reference.sopInstanceUid);
    await shoot("other-series-en");
  });

  it("draws both on planes of any direction, in Chinese too", async () => {
    await show(axial);
    await choose(made.box);
    await page.getByTestId("switch-language").click();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await page.getByTestId("mpr").click();
    for (const plane of ["AXIAL", "CORONAL", "SAGITTAL"]) {
      const cell = page.locator(`.viewport-picture[data-plane="${plane}"][data-state="ready"]`);
      await cell.waitFor();
      // A finding that is chosen takes all planes to its middle.
      await page.locator(`[data-testid=finding][data-finding-id="${made.box.id}"] .finding-head`).click();
      await vi.waitFor(async () =>
        expect(await cell.locator(`.finding[data-finding-id="${made.box.id}"][data-shape="box"]`).count()).toBe(1),
      );
    }
    await shoot("planes-zh");
    expect(complaints).toEqual([]);
  });
});
