import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Analysis } from "../../src/contract/index.ts";
import { packArchive } from "../../src/inference/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { spotFiles, spotManifest, writeFiles } from "../../src/testing/spot-package.ts";
import { violations } from "./barriers.ts";
import { chest, chestFiles } from "./chest-series.ts";
import { waitReady } from "./screen.ts";
import { openBrowser, openPage, type ServedWorkstation, serveFiles } from "./workstation.ts";

const pair = generateKeyPairSync("ed25519");
const fingerprint = createHash("sha256")
  .update(pair.publicKey.export({ format: "der", type: "spki" }))
  .digest("hex");
const grouped = (fingerprint.slice(0, 32).match(/.{4}/g) ?? []).join(" ");

/** The example package for series without contrast medium, signed by somebody nobody knows. */
function signedPackage(folder: string): string {
  const manifest = spotManifest();
  const json = JSON.stringify({ ...manifest, accepts: { ...manifest.accepts, contrast: "without" } });
  writeFiles(join(folder, "spots"), new Map([...spotFiles(), ["manifest.json", new TextEncoder().encode(json)]]));
  const zip = join(folder, "spots.zip");
  const privateKey = pair.privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  packArchive(join(folder, "spots"), zip, { signer: "Example Imaging", signedAt: new Date(), privateKey });
  return zip;
}

describe.skipIf(!hasTool("chromium"))("models that say what they do not know", () => {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-e2e-honesty-"));
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    // Nothing says whether contrast medium was given; the region is not the one the shipped model was made for.
    workstation = await serveFiles(
      chestFiles([{ centerPatient: [-70, 12, -15], diameterMm: 12, hu: 40 }], (dataset) =>
        dataset.set("BodyPartExamined", "ABDOMEN").set("StudyDescription", "CT ABDOMEN").set("SeriesDescription", "Axial"),
      ),
    );
    await say("en");
    browser = await openBrowser("software");
    ({ page, complaints } = await openPage(browser, workstation.url));
    await page.getByTestId("study-row").first().waitFor();
    await page.goto(`${workstation.origin}/#/study/${chest.studyInstanceUid}`);
    await waitReady(page, "cell-0");
    await page.getByTestId("tab-ai").click();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const say = (language: "en" | "zh-CN") => {
    const settings = { language, readerName: "", destination: { kind: "embedded" } };
    return workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  };
  const shot = async (name: string) => {
    if (process.env.E2E_SHOTS) await page.screenshot({ path: join(process.env.E2E_SHOTS, `${name}.png`) });
  };

  it("refuse a series that is not theirs, and say why", async () => {
    await page.getByTestId("ai-model").selectOption("lung-nodule");
    await page.getByTestId("ai-run").click();
    await page.locator('[data-testid="analysis"][data-state="failed"]').waitFor({ timeout: 120_000 });
    const refusal = await page.getByTestId("analysis-error").innerText();
    expect(refusal).toContain("it shows abdomen, the model is made for chest");
    await shot("refused-en");
  });

  it("are installed with their publisher's key, which was shown to compare", async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press("Alt+i");
    await page.getByTestId("models-dialog").waitFor();
    await page.getByTestId("model-file").setInputFiles(signedPackage(folder));
    await page.getByTestId("model-distrusted").waitFor({ timeout: 60_000 });
    expect(await page.getByTestId("model-distrusted").innerText()).toContain("signed by Example Imaging");
    expect(await page.getByTestId("model-signer-key").innerText()).toBe(grouped);
    await shot("distrusted-en");
    await page.getByTestId("model-trust-signer").click();
    const listed = page.locator(`[data-testid="publisher"][data-key="${fingerprint}"]`);
    await listed.waitFor({ timeout: 60_000 });
    await page.locator('[data-testid="model-card"][data-model="bright-spots"]').waitFor();
    await listed.getByTestId("publisher-remove").click();
    await page.getByTestId("publisher-remove-confirm").click();
    await listed.waitFor({ state: "detached" });
    const key = join(folder, "example.pem");
    writeFileSync(key, pair.publicKey.export({ format: "pem", type: "spki" }));
    await page.getByTestId("publisher-file").setInputFiles(key);
    await page.getByTestId("publisher-fingerprint").getByText(grouped).waitFor();
    await page.getByTestId("publisher-name").fill("Example Imaging");
    await shot("publisher-key-en");
    expect(await violations(page, "dialog[open]")).toEqual([]);
    await page.getByTestId("publisher-trust").click();
    await listed.waitFor();
    await shot("publishers-en");
    await page.keyboard.press("Escape");
  });

  it("run where a series does not say something, and say so beside the run", async () => {
    await page.getByTestId("ai-model").selectOption("bright-spots");
    await page.getByTestId("ai-run").click();
    await page.locator('[data-testid="analysis"][data-state="done"]').waitFor({ timeout: 120_000 });
    expect(await page.getByTestId("analysis-unknown").innerText()).toContain("whether contrast medium was given");
    const { analyses } = await workstation.ask<{ analyses: Analysis[] }>(
      `/api/analyses?studyInstanceUid=${chest.studyInstanceUid}`,
    );
    expect(analyses.find(({ modelId }) => modelId === "bright-spots")?.unknown).toEqual(["contrast"]);
    expect(await violations(page, ".study-side")).toEqual([]);
    await shot("unknown-en");
  });

  it("show in the settings what each runs on here", async () => {
    await page.getByTestId("open-settings").first().click();
    const measured = page.locator('[data-testid="engine-model"][data-model="bright-spots"][data-measured="true"]');
    await measured.locator('[data-line="spots"] [data-chosen="true"]').first().waitFor();
    await measured.scrollIntoViewIfNeeded();
    expect(await violations(page, "dialog[open]")).toEqual([]);
    await shot("engine-en");
    await page.keyboard.press("Escape");
  });

  it("say the same in Chinese", async () => {
    await say("zh-CN");
    await page.reload();
    await page.locator('html[lang="zh-CN"]').waitFor();
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("analysis-error").first().waitFor();
    expect(await page.getByTestId("analysis-error").innerText()).toContain("检查部位为腹部，模型适用于胸部");
    expect(await page.getByTestId("analysis-unknown").innerText()).toContain("是否使用对比剂");
    await shot("refused-zh");
    await page.getByTestId("open-settings").first().click();
    await page.getByTestId("engine-model").last().scrollIntoViewIfNeeded();
    await shot("engine-zh");
    await page.keyboard.press("Escape");
    expect(complaints.filter((one) => !/422/.test(one))).toEqual([]);
  });
});
