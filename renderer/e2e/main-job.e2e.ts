import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { createDicomWebClient } from "../../src/net/index.ts";
import { hasOrthanc, type OrthancServer, startOrthanc } from "../../src/testing/orthanc.ts";
import { pictureOf, shareAbove } from "./picture.ts";
import { changed, drag, numberOf, waitReady } from "./screen.ts";
import { availableShells, type OpenedShell, openShell } from "./shells.ts";
import { demoReady } from "./workstation.ts";

/** The reader's day on the demo patient: look, scroll, window, MPR, 3D, accept, write, sign, and the report in the PACS. */
describe.each(availableShells())("the main job in the %s", (shell) => {
  let workstation: OpenedShell;
  let orthanc: OrthancServer | undefined;
  let page: Page;
  let study: string;

  beforeAll(async () => {
    if (hasOrthanc()) orthanc = await startOrthanc();
    workstation = await openShell(shell, { demo: true });
    study = await demoReady(workstation);
    const destination = orthanc ? { kind: "dicomweb", url: orthanc.dicomWebUrl } : { kind: "embedded" };
    const settings = { language: "en", readerName: "", destination };
    await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
    page = workstation.page;
    await page.reload();
  });
  afterAll(async () => {
    await workstation?.close();
    await orthanc?.stop();
  });

  it("opens on the worklist with the demo patient, marked as synthetic", async () => {
    await page.getByTestId("study-row").first().waitFor();
    const rows = await page.getByTestId("study-row").allInnerTexts();
    expect(rows.length).toBeGreaterThanOrEqual(3);
    expect(await page.getByTestId("worklist-rows").innerText()).toContain("CT");
  });

  it("shows the current CT and scrolls through it", async () => {
    await page.locator(`[data-study-uid="${study}"]`).first().dblclick();
    await page.getByTestId("study-screen").waitFor();
    const cell = await waitReady(page, "cell-0");
    expect(shareAbove(await pictureOf(cell), 60)).toBeGreaterThan(0.1);
    const before = await cell.getAttribute("data-slice-index");
    await cell.hover();
    await page.mouse.wheel(0, 300);
    expect(Number(await changed(cell, "data-slice-index", before))).toBeGreaterThan(Number(before));
  });

  it("windows by drag and by key", async () => {
    const cell = await waitReady(page, "cell-0");
    const width = await numberOf(cell, "data-window-width");
    await drag(page, cell, [300, 300], [380, 300]);
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-width")).toBeGreaterThan(width));
    await page.keyboard.press("4");
    await vi.waitFor(async () =>
      expect([await numberOf(cell, "data-window-width"), await numberOf(cell, "data-window-center")]).toEqual([2500, 480]),
    );
    await page.keyboard.press("2");
    await vi.waitFor(async () => expect(await numberOf(cell, "data-window-center")).toBe(-600));
  });

  it("opens MPR and 3D, each with a picture", async () => {
    await page.getByTestId("mpr").click();
    for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) {
      const cell = await waitReady(page, id);
      await vi.waitFor(async () => expect(shareAbove(await pictureOf(cell), 40)).toBeGreaterThan(0.03), { timeout: 60_000 });
    }
  });

  it("goes to a finding in every viewport, and takes the reader's word for it", async () => {
    await page.getByTestId("tab-findings").click();
    const finding = page.getByTestId("findings-proposed").getByTestId("finding").first();
    await finding.click();
    const axial = await waitReady(page, "cell-0");
    await page.locator('[data-cell-id="cell-0"] [data-selected="true"]').waitFor();
    expect(await axial.getAttribute("data-crosshair")).not.toBeNull();
    await page.getByTestId("finding-accept").click();
    await page.getByTestId("findings-accepted").getByTestId("finding").first().waitFor();
    const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`);
    expect(findings.filter(({ status }) => status === "accepted")).toHaveLength(1);
  });

  it("lets the accepted finding flow into the report, keeps what is typed, and signs", async () => {
    await page.getByTestId("tab-report").click();
    const impression = page.getByTestId("report-section-impression");
    await impression.waitFor();
    await impression.fill("One nodule, larger than before. Follow-up in three months.");
    await page.getByTestId("report-saved").waitFor();
    for (const proposal of (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`)).findings) {
      if (proposal.status !== "proposed") continue;
      await workstation.ask(`/api/findings/${proposal.id}/decision`, {
        method: "POST",
        body: JSON.stringify({ decision: "rejected", by: "Reader" }),
      });
    }
    await page.getByTestId("report-sign").click();
    await page.getByTestId("sign-name").fill("Chen^Wei");
    await page.getByTestId("sign-confirm").click();
    await page.getByTestId("signed-report").waitFor({ timeout: 30_000 });
    await page.getByTestId("delivery").nth(1).waitFor();
    // Each object has its own receipt: the SR and the SEG are delivered one after the other.
    await vi.waitFor(
      async () => expect(await page.getByTestId("delivery-receipt").count()).toBe(await page.getByTestId("delivery").count()),
      { timeout: 30_000 },
    );
  });

  it("has put the SR into the PACS", async ({ skip }) => {
    if (!orthanc) return skip();
    const series = await createDicomWebClient({ url: orthanc.dicomWebUrl }).searchSeries(study);
    expect(series.map((found) => found.first("Modality")).sort()).toEqual(["SEG", "SR"]);
  });

  it("made the page complain of nothing", () => {
    expect(workstation.complaints).toEqual([]);
  });
});
