import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Analysis } from "../../src/contract/index.ts";
import { parsePart10 } from "../../src/dicom/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { packArchive } from "../../src/inference/index.ts";
import { createDicomWebClient } from "../../src/net/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { writeFracturePackage } from "../../src/testing/fracture-package.ts";
import { limbFile, limbStudyUid as study } from "../../src/testing/limb-study.ts";
import { hasOrthanc, type OrthancServer, startOrthanc } from "../../src/testing/orthanc.ts";
import { violations } from "./barriers.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

/** A broken forearm whose wide end a careless model takes for a fracture as well, one that it only doubts as a whole, and one that is whole. */
const files = {
  broken: limbFile({ name: "AP", series: "forearm", limb: { fractureAt: 0.6 } }),
  doubtful: limbFile({
    ...{ name: "LAT", series: "forearm", photometricInterpretation: "MONOCHROME1", bitsStored: 10 },
    limb: {
      field: [
        [70, 60],
        [410, 60],
        [410, 580],
        [70, 580],
      ],
      surrounding: "unexposed",
    },
    more: (dataset) => void dataset.set("InstanceNumber", 2).set("ViewPosition", "LL"),
  }),
  whole: limbFile({
    ...{ name: "oblique", series: "forearm", voi: "none" },
    limb: {
      field: [
        [70, 150],
        [410, 150],
        [410, 490],
        [70, 490],
      ],
    },
    more: (dataset) => void dataset.set("InstanceNumber", 3).set("ViewPosition", "LLO"),
  }),
};

describe.skipIf(!hasTool("chromium"))("a radiograph", () => {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-e2e-radiograph-"));
  let workstation: ServedWorkstation;
  let orthanc: OrthancServer | undefined;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const [served] = await Promise.all([serveFiles(files), writeFracturePackage(join(folder, "package"), 0.4, 0.25)]);
    workstation = served;
    if (hasOrthanc()) orthanc = await startOrthanc();
    await say("en");
    await install();
    await workstation.ask("/api/analyses", {
      method: "POST",
      body: JSON.stringify({ seriesInstanceUid: await seriesUid(), modelId: "fractures" }),
    });
    await vi.waitFor(async () => expect((await analyses())[0]?.state).toBe("done"), { timeout: 120_000, interval: 300 });
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${study}`);
    const cell = await waitReady(page, "cell-0");
    await page.keyboard.press("Home");
    await vi.waitFor(async () => expect(await cell.getAttribute("data-slice-index")).toBe("0"));
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    await orthanc?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const say = (language: "en" | "zh-CN") => {
    const destination = orthanc ? { kind: "dicomweb", url: orthanc.dicomWebUrl } : { kind: "embedded" };
    const settings = { language, readerName: "Reader", destination };
    return workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  };
  async function install(): Promise<void> {
    const zip = join(folder, "fractures.zip");
    packArchive(join(folder, "package"), zip);
    const body = new FormData();
    body.append("file", new Blob([readFileSync(zip)]), "fractures.zip");
    const headers = { authorization: `Bearer ${workstation.bearer}` };
    const answer = await fetch(`${workstation.origin}/api/models?acceptUnsigned=true`, { method: "POST", headers, body });
    expect([answer.status, answer.ok ? "" : await answer.text()]).toEqual([201, ""]);
  }
  const seriesUid = async () => parsePart10(files.broken).dataset.first("SeriesInstanceUID") ?? "";
  const analyses = async () =>
    (await workstation.ask<{ analyses: Analysis[] }>(`/api/analyses?studyInstanceUid=${study}`)).analyses;
  const findings = async () => (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`)).findings;
  const blur = () => page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const boxes = () => page.locator('[data-cell-id="cell-0"] [data-finding-id][data-shape="polygon"]');
  const shot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };

  it("opens with boxes that say their scores", async () => {
    await boxes().nth(1).waitFor();
    const scores = (await findings()).toSorted((a, b) => scoreOf(b) - scoreOf(a)).map((one) => scoreOf(one).toFixed(2));
    expect(scores.length).toBe(3);
    for (const score of scores.slice(0, 2))
      await page.locator('[data-cell-id="cell-0"]').getByText(`AI ${score}`).first().waitFor();
    await shot("radiograph-en");
  });

  it("says of an image without a box that it may be broken all the same", async () => {
    const cell = await waitReady(page, "cell-0");
    const third = (await findings()).toSorted((a, b) => scoreOf(a) - scoreOf(b))[0] as Finding;
    await page.getByTestId("tab-findings").click();
    await page.locator(`[data-testid="finding"][data-finding-id="${third.id}"] .finding-head`).click();
    await vi.waitFor(async () => expect(await cell.getAttribute("data-sop-instance-uid")).toBe(third.reference.sopInstanceUid));
    await page.locator('[data-cell-id="cell-0"] .note', { hasText: "Fracture likely (0.29)" }).waitFor();
    expect(await page.locator(`[data-cell-id="cell-0"] [data-finding-id="${third.id}"]`).count()).toBe(0);
    await shot("radiograph-whole-en");
    await page.getByTestId("finding-reject").click();
    await decided(third.id, "rejected");
  });

  it("says of each image how likely it is broken, with what was measured", async () => {
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("image-score").nth(2).waitFor();
    const reached = await page
      .getByTestId("image-score")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-reached")));
    expect(reached).toEqual(["true", "true", "false"]);
    const words = await page.getByTestId("image-scores").innerText();
    expect(words).toContain("82%");
    expect(words).toContain("0.30");
    expect(await violations(page, ".study-side")).toEqual([]);
    await shot("radiograph-ai-en");
  });

  it("shows what a score rests on, takes one box and not the other", async () => {
    const [first, second] = (await findings())
      .filter(({ status }) => status === "proposed")
      .toSorted((a, b) => scoreOf(b) - scoreOf(a)) as [Finding, Finding];
    await page.getByTestId("tab-findings").click();
    await page.locator(`[data-testid="finding"][data-finding-id="${first.id}"] .finding-head`).click();
    await blur();
    await page.keyboard.press("e");
    await page.locator('[data-testid="explanation"][data-explanation="ready"]').waitFor({ timeout: 120_000 });
    await page.getByTestId("explanation-map").first().waitFor();
    await shot("radiograph-heat-en");
    await page.keyboard.press("e");
    await page.getByTestId("explanation").waitFor({ state: "detached" });
    await page.keyboard.press("Enter");
    await decided(first.id, "accepted");
    await page.locator(`.finding-selected[data-finding-id="${second.id}"]`).waitFor();
    await page.keyboard.press("Backspace");
    await decided(second.id, "rejected");
  });

  it("writes the limb report around the fracture, in the reader's language", async () => {
    await page.getByTestId("tab-report").click();
    const section = page.getByTestId("report-section-bones-joints");
    await section.waitFor();
    await vi.waitFor(async () => expect(await section.inputValue()).toContain("Fracture, left forearm."));
    expect(await section.inputValue()).toContain("No other fracture");
    expect(await page.getByTestId("report-section-impression").inputValue()).toBe("Fracture, left forearm.");
    expect(await page.getByTestId("report-section-soft-tissues").inputValue()).toContain("foreign body");
    await shot("radiograph-report-en");
  });

  it("signs it, and the SR goes into the PACS", async () => {
    await page.getByTestId("report-sign").click();
    await page.getByTestId("sign-name").fill("Chen^Wei");
    await page.getByTestId("sign-confirm").click();
    await page.getByTestId("signed-report").waitFor({ timeout: 30_000 });
    await page.getByTestId("delivery-receipt").first().waitFor({ timeout: 30_000 });
    await shot("radiograph-signed-en");
    if (!orthanc) return;
    const series = await createDicomWebClient({ url: orthanc.dicomWebUrl }).searchSeries(study);
    expect(series.map((found) => found.first("Modality"))).toEqual(["SR"]);
    if (hasTool("dciodvfy")) expect(await complaintsOf(orthanc)).toEqual([]);
  });

  it("says the same in Chinese", async () => {
    await say("zh-CN");
    await page.reload();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("image-scores").getByText("骨折：可能存在").first().waitFor();
    await shot("radiograph-ai-zh");
    await page.getByTestId("tab-findings").click();
    await page.getByTestId("findings-accepted").getByTestId("finding").first().click();
    await shot("radiograph-zh");
  });

  it("made the page complain of nothing", () => expect(complaints).toEqual([]));

  async function decided(id: string, status: Finding["status"]): Promise<void> {
    await vi.waitFor(async () => expect((await findings()).find((one) => one.id === id)?.status).toBe(status));
  }
});

/** What dciodvfy says of the one instance that the archive got, but for what the study itself has not. */
async function complaintsOf({ httpUrl }: OrthancServer): Promise<readonly string[]> {
  const [id] = (await (await fetch(`${httpUrl}/instances`)).json()) as string[];
  const bytes = new Uint8Array(await (await fetch(`${httpUrl}/instances/${id}/file`)).arrayBuffer());
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-sr-"));
  try {
    writeFileSync(join(directory, "sr.dcm"), bytes);
    const { stdout, stderr } = spawnSync("dciodvfy", [join(directory, "sr.dcm")], { encoding: "utf8" });
    const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => /^(?:Error|Warning)/.test(line));
    return lines.filter((line) => !/defined term <99HNSFLD>|would be needed to build DICOMDIR/.test(line));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function scoreOf({ provenance }: Finding): number {
  return provenance.by === "model" ? provenance.score : 0;
}
