import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { KeyImagesAnswer, OutboxItem } from "../../src/contract/index.ts";
import { buildPart10, Dataset, parsePart10, sopClasses } from "../../src/dicom/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { buildBallSeries } from "../../src/testing/geometry-phantom.ts";
import { codeOf, contentItem, startTestObject } from "../../src/testing/objects.ts";
import { waitReady } from "./screen.ts";
import { faultsOf, storedInstance } from "./stored-instance.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const ball = buildBallSeries({ name: "Marked", seriesNumber: 1, slices: 9 });

/** A selection of somebody else that withdraws an image (PS3.16 CID 7011). */
function rejection(sopInstanceUid: string): Uint8Array {
  const { studyInstanceUid, seriesInstanceUid } = ball;
  const image = new Dataset()
    .set("RelationshipType", "CONTAINS")
    .set("ValueType", "IMAGE")
    .set("ReferencedSOPSequence", [
      new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", sopInstanceUid),
    ]);
  const evidence = new Dataset()
    .set("StudyInstanceUID", studyInstanceUid)
    .set("ReferencedSeriesSequence", [
      new Dataset()
        .set("SeriesInstanceUID", seriesInstanceUid)
        .set("ReferencedSOPSequence", [
          new Dataset().set("ReferencedSOPClassUID", sopClasses.CTImageStorage).set("ReferencedSOPInstanceUID", sopInstanceUid),
        ]),
    ]);
  const identity = { studyInstanceUid, seriesInstanceUid: "2.25.9751", sopInstanceUid: "2.25.9851", patientId: "BALL-1" };
  return buildPart10(
    startTestObject(identity, sopClasses.KeyObjectSelectionDocumentStorage, "KO")
      .set("ValueType", "CONTAINER")
      .set("ConceptNameCodeSequence", [codeOf("113037", "DCM", "Rejected for Patient Safety Reasons")])
      .set("ContinuityOfContent", "SEPARATE")
      .set("CurrentRequestedProcedureEvidenceSequence", [evidence])
      .set("ContentSequence", [
        contentItem("HAS OBS CONTEXT", "PNAME", codeOf("121008", "DCM", "Person Observer Name")).set("PersonName", "Roe^Richard"),
        image,
      ]),
  );
}

/** Images are marked, listed and written; those that others withdraw say so. */
describe.skipIf(!hasTool("chromium"))("key images", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let cell: Locator;

  beforeAll(async () => {
    workstation = await serveFiles(ball.files);
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url, { width: 1501, height: 950 }));
    await page.goto(`${workstation.origin}/#/study/${ball.studyInstanceUid}`);
    cell = await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  const marked = () => workstation.ask<KeyImagesAnswer>(`/api/studies/${ball.studyInstanceUid}/key-images`);
  const shoot = async (name: string) => {
    if (process.env.HOUNSFIELD_SHOTS !== undefined)
      await page.screenshot({ path: join(process.env.HOUNSFIELD_SHOTS, `${name}.png`) });
  };

  /** Presses the button twice while the workstation takes its time: it is drawn busy, and asked once. */
  async function writeTwice(): Promise<void> {
    let asked = 0;
    const held = Promise.withResolvers<void>();
    await page.route("**/key-objects", async (route) => {
      asked += 1;
      await held.promise;
      await route.continue();
    });
    const button = page.getByTestId("key-images-write");
    await button.click();
    await button.dispatchEvent("click");
    await page.locator('[data-testid="key-images-write"][aria-busy="true"]').waitFor();
    await page.getByTestId("toast").getByText("Writing key images").waitFor();
    await shoot("key-images-busy");
    await button.dispatchEvent("click");
    held.resolve();
    await page.locator('[data-testid="key-images-write"][aria-busy="true"]').waitFor({ state: "detached" });
    await page.getByTestId("toast").getByText("Writing key images").waitFor({ state: "detached" });
    expect(asked).toBe(1);
    await page.unroute("**/key-objects");
  }

  it("marks the image on screen, lists it, and writes it as a Key Object Selection", async () => {
    await cell.click({ position: { x: 400, y: 300 } });
    const sop = await cell.getAttribute("data-sop-instance-uid");
    await page.keyboard.press("k");
    await cell.getByTestId("key-image-mark").waitFor();
    await page.keyboard.press("ArrowDown");
    await vi.waitFor(async () => expect(await cell.getByTestId("key-image-mark").count()).toBe(0));
    await page.getByRole("tab", { name: /Key images/ }).click();
    await page.getByTestId("key-image").waitFor();
    await page.getByTestId("key-image-title").selectOption("113004");
    await page.getByTestId("key-image-note").fill("Classic sign");
    await page.getByTestId("key-image-note").press("Enter");
    await vi.waitFor(async () => expect((await marked()).keyImages[0]).toMatchObject({ title: "113004", note: "Classic sign" }));
    await page.getByTestId("key-image-open").click();
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sop-instance-uid")).toBe(sop));
    await shoot("key-images");
    // Marked under a title that rejects, the image says so as long as it is.
    await page.getByTestId("key-image-title").selectOption("113001");
    await cell.locator('[data-note="rejected"]').waitFor();
    await shoot("key-image-rejected");
    await page.getByTestId("key-image-title").selectOption("113004");
    await cell.locator('[data-note="rejected"]').waitFor({ state: "detached" });
    await vi.waitFor(async () => expect((await marked()).keyImages[0]).toMatchObject({ title: "113004", note: "Classic sign" }));
    await writeTwice();
    await vi.waitFor(async () => expect((await marked()).keyImages[0]?.writtenAt).not.toBeNull());
    const { items } = await workstation.ask<{ items: OutboxItem[] }>("/api/outbox");
    const [ko, ...others] = items.filter(({ sopClassUid }) => sopClassUid === sopClasses.KeyObjectSelectionDocumentStorage);
    if (ko === undefined) throw new Error("No selection was queued.");
    expect(others).toEqual([]);
    const bytes = await storedInstance(workstation, ball.studyInstanceUid, ko.sopInstanceUid);
    const { dataset } = parsePart10(bytes);
    expect(dataset.get("ConceptNameCodeSequence")?.[0]?.first("CodeValue")).toBe("113004");
    const images = (dataset.get("ContentSequence") ?? []).filter((item) => item.first("ValueType") === "IMAGE");
    expect(images.map((item) => item.get("ReferencedSOPSequence")?.[0]?.first("ReferencedSOPInstanceUID"))).toEqual([sop]);
    expect(faultsOf(bytes)).toEqual([]);
    await page.getByTestId("switch-language").click();
    await shoot("key-images-zh");
    await page.getByTestId("switch-language").click();
  });

  it("say that they are withdrawn once a selection of others comes in, the study open all the while", async () => {
    await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
    const note = cell.locator('[data-note="rejected"]');
    expect(await note.count()).toBe(0);
    const folder = mkdtempSync(join(tmpdir(), "hounsfield-arriving-"));
    writeFileSync(join(folder, "0.dcm"), rejection((await cell.getAttribute("data-sop-instance-uid")) ?? ""));
    await workstation.ask("/api/imports", { method: "POST", body: JSON.stringify({ path: folder }) });
    await note.waitFor();
    expect(await note.innerText()).toContain("safety");
    expect(await page.evaluate(() => "isTheSamePage" in window)).toBe(true);
    await page.locator('[data-testid="key-objects"][data-sop-instance-uid="2.25.9851"]').waitFor();
    await shoot("key-image-withdrawn");
    // That image alone.
    await cell.click({ position: { x: 400, y: 300 } });
    await page.keyboard.press("ArrowDown");
    await note.waitFor({ state: "detached" });
    await page.keyboard.press("ArrowUp");
    await note.waitFor();
    rmSync(folder, { recursive: true, force: true });
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));
});
