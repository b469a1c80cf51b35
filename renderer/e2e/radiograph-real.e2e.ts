import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { createDicomWebClient } from "../../src/net/index.ts";
import { dataRoot, hasTool } from "../../src/testing/environment.ts";
import { hasOrthanc, type OrthancServer, startOrthanc } from "../../src/testing/orthanc.ts";
import { violations } from "./barriers.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const root = dataRoot();
/** A hand with two broken bones, of the images that the network was not fitted to. */
const film = root && join(root, "radiographs", "images", "IMG0003905.jpg");
const isShipped = existsSync(join(import.meta.dirname, "..", "..", "models", "fracture", "manifest.json"));

describe.skipIf(!hasTool("chromium") || !isShipped || !film || !existsSync(film))("a real film and the model that ships", () => {
  let workstation: ServedWorkstation;
  let orthanc: OrthancServer | undefined;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let study: string;

  beforeAll(async () => {
    workstation = await serveFiles({ film: readFileSync(film as string) });
    if (hasOrthanc()) orthanc = await startOrthanc();
    await say("en");
    const { studies } = await workstation.ask<{ studies: { studyInstanceUid: string }[] }>("/api/studies");
    study = studies[0]?.studyInstanceUid ?? "";
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${study}`);
    await waitReady(page, "cell-0");
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    await orthanc?.stop();
  });

  const say = (language: "en" | "zh-CN") => {
    const destination = orthanc ? { kind: "dicomweb", url: orthanc.dicomWebUrl } : { kind: "embedded" };
    const settings = { language, readerName: "Reader", destination };
    return workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  };
  const shot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };

  const findings = async () => (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`)).findings;
  const proposed = async () =>
    (await findings()).filter(({ status }) => status === "proposed").toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const decided = (id: string, status: Finding["status"]) =>
    vi.waitFor(async () => expect((await findings()).find((one) => one.id === id)?.status).toBe(status));

  it("opens with boxes over its broken bones, once the model ran", async () => {
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("ai-run").click();
    await page.locator('[data-testid="analysis"][data-state="done"]').waitFor({ timeout: 120_000 });
    await page.locator('[data-cell-id="cell-0"] [data-finding-id][data-shape="polygon"]').nth(1).waitFor();
    // A film does not say what it shows: nor does the result.
    await page.getByTestId("image-score").first().waitFor();
    await shot("real-film-ai-en");
    expect((await proposed()).length).toBeGreaterThan(1);
  });

  it("has one box accepted and one rejected", async () => {
    const [first, second] = (await proposed()) as [Finding, Finding];
    await page.getByTestId("tab-findings").click();
    await page.locator(`[data-testid="finding"][data-finding-id="${first.id}"] .finding-head`).click();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("e");
    await page.locator('[data-testid="explanation"][data-explanation="ready"]').waitFor({ timeout: 120_000 });
    await page.getByTestId("explanation-map").first().waitFor();
    await shot("real-film-heat-en");
    await page.keyboard.press("e");
    await page.getByTestId("explanation").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await decided(first.id, "accepted");
    await page.locator(`.finding-selected[data-finding-id="${second.id}"]`).waitFor();
    await page.keyboard.press("Backspace");
    await decided(second.id, "rejected");
  });

  it("becomes a limb's report, and an SR in the PACS", async () => {
    await page.getByTestId("tab-report").click();
    const section = page.getByTestId("report-section-bones-joints");
    await shot("real-film-report-en");
    await section.waitFor();
    await vi.waitFor(async () => expect(await section.inputValue()).toMatch(/^Fracture\b/));
    // Nothing was measured, so that nothing of it is doubted; who the patient is, is.
    const checks = await page.getByTestId("report-checks").innerText();
    expect([checks.includes("name no patient"), checks.includes("measurement")]).toEqual([true, false]);
    await page.getByTestId("report-sign").click();
    await page.getByTestId("sign-name").fill("Chen^Wei");
    await page.getByTestId("sign-confirm").click();
    await page.getByTestId("signed-report").waitFor({ timeout: 30_000 });
    await page.getByTestId("delivery-receipt").first().waitFor({ timeout: 30_000 });
    await shot("real-film-signed-en");
    if (!orthanc) return;
    const series = await createDicomWebClient({ url: orthanc.dicomWebUrl }).searchSeries(study);
    expect(series.map((found) => found.first("Modality"))).toContain("SR");
  });

  it("says the same in Chinese, and the page complains of nothing", async () => {
    await say("zh-CN");
    await page.reload();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("image-scores").getByText("骨折").first().waitFor();
    expect(await violations(page, ".study-side")).toEqual([]);
    await shot("real-film-zh");
    expect(complaints).toEqual([]);
  });
});

function scoreOf({ provenance }: Finding): number {
  return provenance.by === "model" ? provenance.score : 0;
}
