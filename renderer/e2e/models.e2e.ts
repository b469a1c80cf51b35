import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Analysis, ModelCard } from "../../src/contract/index.ts";
import { type Finding, maskVolumeMm3, maskVoxelCount, type SegmentMask, sct } from "../../src/findings/index.ts";
import { packArchive } from "../../src/inference/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { violations } from "./barriers.ts";
import { chest, chestFiles } from "./chest-series.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const shipped = join(import.meta.dirname, "..", "..", "models", "lung-nodule");
const nodules = [
  { centerPatient: [-70, 12, -15], diameterMm: 5.5, hu: 40 },
  { centerPatient: [70, 0, 10], diameterMm: 6, hu: 40 },
] as const;

/** The shipped model as a newer version, not signed, with a second operating point. */
function newerVersion(folder: string): string {
  const source = join(folder, "lung-nodule");
  cpSync(shipped, source, { recursive: true, filter: (path) => !/train|evaluate/.test(path.slice(shipped.length)) });
  const manifest = JSON.parse(readFileSync(join(source, "manifest.json"), "utf8"));
  const [point] = manifest.operatingPoints;
  manifest.version = "0.9.0";
  manifest.operatingPoints.push({
    ...{ ...point, id: "sensitive", title: { en: "More sensitive", "zh-CN": "高灵敏度" }, thresholds: { nodule: 0.2 } },
    meaning: { en: "Finds more, and more that is nothing.", "zh-CN": "检出更多，假阳性也更多。" },
  });
  writeFileSync(join(source, "manifest.json"), JSON.stringify(manifest));
  const zip = join(folder, "lung-nodule-0.9.0.zip");
  packArchive(source, zip);
  return zip;
}

describe.skipIf(!hasTool("chromium"))("models", () => {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-e2e-models-"));
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    workstation = await serveFiles(chestFiles(nodules));
    await say("en");
    // Ready before the reader opens the study.
    const asked = JSON.stringify({ seriesInstanceUid: chest.seriesInstanceUid, modelId: "lung-nodule" });
    await workstation.ask("/api/analyses", { method: "POST", body: asked });
    await vi.waitFor(
      async () => {
        const { analyses } = await workstation.ask<{ analyses: Analysis[] }>(
          `/api/analyses?studyInstanceUid=${chest.studyInstanceUid}`,
        );
        expect(analyses[0]?.state).toBe("done");
      },
      { timeout: 120_000, interval: 500 },
    );
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${chest.studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-findings").click();
    await blur();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const say = (language: "en" | "zh-CN") => {
    const settings = { language, readerName: "Reader", destination: { kind: "embedded" } };
    return workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  };
  const blur = () => page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const findings = async () =>
    (await workstation.ask<{ findings: Finding[] }>(`/api/studies/${chest.studyInstanceUid}/findings`)).findings;
  const lungNodule = async () =>
    (await workstation.ask<{ models: ModelCard[] }>("/api/models")).models.find(({ id }) => id === "lung-nodule");
  const finding = async (id: string) => (await findings()).find((one) => one.id === id) as Finding;
  const selected = () => page.locator(".finding-selected");
  const selectedId = async () => (await selected().getAttribute("data-finding-id")) ?? "";
  const shot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };

  it("goes from the run to what it proposes", async () => {
    await page.getByTestId("tab-ai").click();
    const button = page.locator('[data-testid="analysis"][data-state="done"]').getByTestId("ai-to-findings");
    await button.waitFor();
    await shot("ai-done-en");
    await button.click();
    await page.getByTestId("findings-proposed").getByTestId("finding").first().waitFor();
    expect(await page.getByTestId("tab-findings").getAttribute("aria-selected")).toBe("true");
    expect(await page.getByTestId("analysis").count()).toBe(0);
    await blur();
  });

  it("walks what nobody has decided on with one key, its boundary on the image", async () => {
    expect((await findings()).length).toBeGreaterThanOrEqual(2);
    await page.keyboard.press("j");
    await selected().waitFor();
    const first = await selectedId();
    await page.locator(`[data-cell-id="cell-0"] [data-mask-of="${first}"]`).waitFor();
    await page.keyboard.press("j");
    await vi.waitFor(async () => expect(await selectedId()).not.toBe(first));
    await page.keyboard.press("Alt+j");
    await vi.waitFor(async () => expect(await selectedId()).toBe(first));
    await shot("walk-en");
  });

  it("changes a boundary by a pixel and by hand, and takes it back", async () => {
    const id = await selectedId();
    const volume = (one: Finding) => one.measurements.find(({ concept }) => concept.value === sct.volume.value)?.value ?? 0;
    const proposed = await finding(id);
    const spacing = [1, 1, 1] as const;
    const voxels = (mask: SegmentMask | undefined) => (mask === undefined ? 0 : maskVolumeMm3(mask, spacing));
    await page.keyboard.press("]");
    await vi.waitFor(async () => expect((await finding(id)).status).toBe("edited"));
    const larger = await finding(id);
    expect(voxels(larger.segment)).toBeGreaterThan(voxels(proposed.segment));
    expect(larger.measurements.map(({ unit }) => unit)).toEqual(["mm", "mm", "mm", "mm3", "[hnsf'U]"]);
    expect(larger.history.at(-1)?.replaced?.segment).toEqual(proposed.segment);
    await page.keyboard.press("[");
    await vi.waitFor(async () => expect(volume(await finding(id))).toBeLessThan(volume(larger)));
    const before = await finding(id);
    await page.keyboard.press("u");
    const cell = await waitReady(page, "cell-0");
    const box = await cell.boundingBox();
    const mark = await page.locator(`[data-cell-id="cell-0"] [data-mask-of="${id}"] .mark-line`).boundingBox();
    if (box === null || mark === null) throw new Error("The boundary is not on the screen.");
    const [x, y, radius] = [mark.x + mark.width / 2, mark.y + mark.height / 2, mark.width * 0.8];
    await page.mouse.move(x + radius, y);
    await page.mouse.down();
    for (let step = 1; step <= 36; step++) {
      const angle = (2 * Math.PI * step) / 36;
      await page.mouse.move(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    await page.mouse.up();
    await vi.waitFor(async () => expect((await finding(id)).history.length).toBe(before.history.length + 1));
    const drawn = await finding(id);
    expect(maskVoxelCount(drawn.segment as SegmentMask)).toBeGreaterThan(maskVoxelCount(before.segment as SegmentMask));
    expect(drawn.segment?.size[2]).toBe(before.segment?.size[2]);
    await shot("redrawn-en");
    await page.keyboard.press("w");
    await page.keyboard.press("Control+z");
    await vi.waitFor(async () => expect((await finding(id)).segment).toEqual(before.segment));
    await page.getByTestId("finding-take-back").click();
    await vi.waitFor(async () => expect((await finding(id)).status).toBe("proposed"));
    expect((await finding(id)).segment).toEqual(proposed.segment);
    await blur();
  });

  it("shows what the score rests on", async () => {
    await page.keyboard.press("e");
    await page.locator('[data-testid="explanation"][data-explanation="ready"]').waitFor({ timeout: 120_000 });
    await page.getByTestId("explanation-map").first().waitFor();
    // Without the nodule there is none.
    expect(Number(await page.getByTestId("explanation-fall").getAttribute("data-lowest"))).toBeLessThan(0.2);
    await shot("explanation-en");
    await page.keyboard.press("e");
    await page.getByTestId("explanation").waitFor({ state: "detached" });
  });

  it("says all about where a result comes from", async () => {
    const { provenance } = await finding(await selectedId());
    if (provenance.by !== "model") throw new Error("Not of a model.");
    await page.getByTestId("finding-origin-toggle").click();
    const sheet = page.getByTestId("finding-origin");
    await sheet.waitFor();
    expect(await sheet.innerText()).toContain(provenance.weightsSha256);
    expect(await page.getByTestId("finding-no-device").innerText()).toContain("NMPA, FDA or CE");
    expect(await violations(page, ".study-side")).toEqual([]);
    await shot("origin-en");
    await blur();
  });

  it("accepts one and rejects the other, and none is left to walk to", async () => {
    const first = await selectedId();
    await page.keyboard.press("Enter");
    await vi.waitFor(async () => expect((await finding(first)).status).toBe("accepted"));
    for (const { id, status } of await findings()) {
      if (status !== "proposed") continue;
      await vi.waitFor(async () => expect((await finding(await selectedId())).status).toBe("proposed"));
      const next = await selectedId();
      await page.keyboard.press("Backspace");
      await vi.waitFor(async () => expect((await finding(next)).status).toBe("rejected"));
      expect(id).toBeTruthy();
    }
    await vi.waitFor(async () => expect(await page.getByTestId("findings-proposed").count()).toBe(0));
  });

  it("takes in a newer version of a model only with the reader's word, and goes back by one step", async () => {
    const card = page.locator('[data-testid="model-card"][data-model="lung-nodule"]');
    const before = (await lungNodule())?.version ?? "";
    await page.keyboard.press("Alt+i");
    await card.waitFor();
    await page.getByTestId("model-run").first().waitFor();
    expect(await page.getByTestId("models-no-device").innerText()).toContain("NMPA, FDA or CE");
    await page.getByTestId("model-file").setInputFiles(newerVersion(folder));
    await page.getByTestId("model-distrusted").waitFor({ timeout: 60_000 });
    expect(await card.getAttribute("data-version")).toBe(before);
    await page.getByTestId("model-accept-unsigned").click();
    await page.locator('[data-testid="model-card"][data-version="0.9.0"]').waitFor({ timeout: 60_000 });
    await card.getByTestId("model-operating-point").selectOption("sensitive");
    await card.getByTestId("model-point-meaning").getByText("Finds more").waitFor();
    await card.getByTestId("model-self-test").click();
    await card.getByTestId("model-self-test-result").getByText("Passed").waitFor({ timeout: 60_000 });
    expect(await violations(page, "dialog[open]")).toEqual([]);
    await shot("models-en");
    await page.keyboard.press("Escape");
    const accepted = page.getByTestId("findings-accepted").getByTestId("finding").first();
    await accepted.click();
    await page.locator('[data-testid="finding-version-remark"][data-remark="superseded"]').waitFor();
    await page.keyboard.press("Alt+i");
    await card.getByTestId("model-rollback").click();
    await shot("rollback-en");
    await page.getByTestId("model-confirm").click();
    await page.locator(`[data-testid="model-card"][data-version="${before}"]`).waitFor();
    const model = await lungNodule();
    expect(model?.version).toBe(before);
    expect(model?.versions.map(({ version, active }) => [version, active])).toEqual([
      ["0.9.0", false],
      [before, true],
    ]);
    await page.keyboard.press("Escape");
    await page.getByTestId("finding-version-remark").waitFor({ state: "detached" });
  });

  it("says the same in Chinese", async () => {
    await say("zh-CN");
    await page.reload();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-ai").click();
    expect(await page.getByTestId("ai-no-device").innerText()).toContain("非医疗器械");
    await shot("ai-zh");
    await blur();
    await page.keyboard.press("Alt+i");
    const card = page.locator('[data-testid="model-card"][data-model="lung-nodule"]');
    await card.getByTestId("model-card-open").click();
    await page.getByTestId("model-card-text").waitFor();
    await card.getByTestId("model-facts").click();
    expect(await violations(page, "dialog[open]")).toEqual([]);
    await shot("models-zh");
    await page.getByTestId("model-runs").scrollIntoViewIfNeeded();
    await shot("runs-zh");
    await page.keyboard.press("Escape");
    await page.getByTestId("tab-findings").click();
    await page.getByTestId("findings-accepted").getByTestId("finding").first().click();
    await page.getByTestId("finding-origin-toggle").click();
    await page.getByTestId("finding-origin").waitFor();
    await shot("origin-zh");
  });

  it("made the page complain of nothing", () => expect(complaints.filter((one) => !/422/.test(one))).toEqual([]));
});
