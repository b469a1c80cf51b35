import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Finding, sct, ucum } from "../../src/findings/index.ts";
import type { Vec3 } from "../../src/geometry/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildLinkedSeries, type LinkedSeries } from "../../src/testing/linked-phantom.ts";
import { numberOf, picture, waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const axial = { rowDirection: [1, 0, 0] as Vec3, columnDirection: [0, 1, 0] as Vec3, betweenSlicesMm: 2, count: 31 };
const current = buildLinkedSeries({ ...axial, name: "current", seriesNumber: 1, study: "Current", frameOfReference: "Current" });
const prior = buildLinkedSeries({
  ...{ ...axial, name: "prior", seriesNumber: 1, study: "Prior", frameOfReference: "Prior", studyDate: "20251007" },
  ...{ centre: [5, 5, 400] as Vec3, ballPatient: [5, 5, 400] as Vec3 },
});
const patient = { timeout: 15_000 };
const shots = process.env.E2E_SHOTS;

/** Two lesions now, two before in another frame of reference. */
describe.skipIf(!hasTool("chromium"))("lesions followed from study to study", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  const made: Record<"now" | "other" | "before" | "otherBefore", Finding> = {} as never;

  const draw = async (series: LinkedSeries, centrePatient: Vec3, diameterMm: number): Promise<Finding> => {
    const [sopInstanceUid] =
      [...series.planes].find(([, { imagePositionPatient }]) => imagePositionPatient[2] === centrePatient[2]) ?? [];
    const { studyInstanceUid, seriesInstanceUid, frameOfReferenceUid } = series;
    return workstation.ask<Finding>("/api/findings", {
      method: "POST",
      body: JSON.stringify({
        ...{ studyInstanceUid, seriesInstanceUid, frameOfReferenceUid, code: sct.diameter, by: "Reader" },
        geometry: { kind: "sphere", centerPatient: centrePatient, diameterMm },
        reference: { sopInstanceUid, sopClassUid: "1.2.840.10008.5.1.4.1.1.2", frameNumber: 1 },
        measurements: [
          { concept: sct.diameter, value: diameterMm, unit: ucum.millimetre },
          { concept: sct.volume, value: (Math.PI / 6) * diameterMm ** 3, unit: ucum.cubicMillimetre },
        ],
      }),
    });
  };
  const shoot = async (name: string) => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  const zOf = async (cellId: string, series: LinkedSeries) =>
    series.planes.get((await picture(page, cellId).getAttribute("data-sop-instance-uid")) ?? "")?.imagePositionPatient[2];
  const item = (finding: Finding) => page.locator(`[data-testid=finding][data-finding-id="${finding.id}"]`);

  beforeAll(async () => {
    workstation = await serveFiles([...current.files, ...prior.files]);
    made.now = await draw(current, [-10, 20, 12], 10);
    made.other = await draw(current, [20, -10, -16], 6);
    made.before = await draw(prior, [0, 22, 410], 8);
    made.otherBefore = await draw(prior, [22, -4, 384], 6.2);
    browser = await openBrowser();
    ({ page } = await openPage(browser, workstation.url));
    await page.goto(`${workstation.origin}/#/study/${current.studyInstanceUid}/findings`);
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("lets the reader say which lesion it was, and keeps it", async () => {
    await item(made.now).locator(".finding-head").click();
    await page.getByTestId("lesion-same-as").click();
    await page.getByTestId(`lesion-is-${made.otherBefore.id}`).waitFor();
    await shoot("lesion-same-as");
    await page.getByTestId(`lesion-is-${made.before.id}`).click();
    const comparison = page.getByTestId("lesion-comparison");
    await vi.waitFor(async () => expect(await comparison.count()).toBe(1), patient);
    await vi.waitFor(async () => {
      const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${current.studyInstanceUid}/findings`);
      expect(findings.find(({ id }) => id === made.now.id)?.trackingUid).toBe(made.before.trackingUid);
    }, patient);
    const change = (kind: string) => comparison.locator(`[data-change=${kind}]`);
    expect([await numberOf(change("size"), "data-difference"), await numberOf(change("size"), "data-percent")]).toEqual([2, 25]);
    expect(await numberOf(change("volume"), "data-percent")).toBeCloseTo(100 * (1.25 ** 3 - 1), 1);
    // 90 days from the one to the other; the volume grows by 1.25 cubed.
    expect(await numberOf(change("doubling"), "data-days")).toBeCloseTo((90 * Math.LN2) / Math.log(1.25 ** 3), 0);
    expect(await item(made.now).locator("[data-lesion]").first().getAttribute("data-lesion")).toBe("1");
  });

  it("takes the link back and makes it again", async () => {
    const comparison = page.getByTestId("lesion-comparison");
    const trackingUid = async () => {
      const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${current.studyInstanceUid}/findings`);
      return findings.find(({ id }) => id === made.now.id)?.trackingUid;
    };
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect(await comparison.count()).toBe(0), patient);
    expect(await trackingUid()).toBe(made.now.trackingUid);
    await page.keyboard.press("Control+y");
    await vi.waitFor(async () => expect(await comparison.count()).toBe(1), patient);
    expect(await trackingUid()).toBe(made.before.trackingUid);
  });

  it("shows both side by side, each where it lies, with one number", async () => {
    await page.getByTestId("lesion-compare").click();
    await waitReady(page, "cell-1");
    const cells = await Promise.all(
      ["cell-0", "cell-1"].map((id) => page.locator(`[data-cell-id="${id}"]`).getAttribute("data-series-instance-uid")),
    );
    expect(cells).toEqual([current.seriesInstanceUid, prior.seriesInstanceUid]);
    await vi.waitFor(async () => expect([await zOf("cell-0", current), await zOf("cell-1", prior)]).toEqual([12, 410]), patient);
    for (const id of ["cell-0", "cell-1"]) {
      await vi.waitFor(
        async () => expect(await picture(page, id).locator("[data-lesion]").allTextContents()).toEqual(["1"]),
        patient,
      );
    }
    await shoot("lesions");
  });

  it("goes from lesion to lesion in both", async () => {
    await item(made.other).locator(".finding-head").click();
    await vi.waitFor(async () => expect(await zOf("cell-0", current)).toBe(-16), patient);
    // It is not followed yet: the prior stays.
    expect(await zOf("cell-1", prior)).toBe(410);
    await page.getByTestId("lesion-same-as").click();
    await page.getByTestId(`lesion-is-${made.otherBefore.id}`).click();
    await vi.waitFor(
      async () => expect(await item(made.other).locator("[data-lesion]").first().getAttribute("data-lesion")).toBe("2"),
      patient,
    );
    await item(made.now).locator(".finding-head").click();
    await vi.waitFor(async () => expect([await zOf("cell-0", current), await zOf("cell-1", prior)]).toEqual([12, 410]), patient);
    await item(made.other).locator(".finding-head").click();
    await vi.waitFor(async () => expect([await zOf("cell-0", current), await zOf("cell-1", prior)]).toEqual([-16, 384]), patient);
    await page.getByTestId("switch-language").click();
    await vi.waitFor(async () => expect(await page.getByTestId("lesion-comparison").innerText()).toContain("既往"), patient);
    await shoot("lesions-other");
    await page.getByTestId("lesion-part").click();
    await vi.waitFor(async () => expect(await page.getByTestId("lesion-comparison").count()).toBe(0), patient);
    expect(await picture(page, "cell-1").locator("[data-lesion]").count()).toBe(0);
  });
});
