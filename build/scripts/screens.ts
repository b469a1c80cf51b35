import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import { demoReady, openBrowser, openPage, type ServedWorkstation, serveWorkstation } from "../../renderer/e2e/workstation.ts";
import type { Finding } from "../../src/findings/index.ts";
import { buildRenderer } from "./build-renderer.ts";
import { shootHanging } from "./screens-hanging.ts";
import { shootImage } from "./screens-image.ts";
import { shootLinking } from "./screens-linking.ts";
import { shootMeasure } from "./screens-measure.ts";
import { shootObjects, writeObjects } from "./screens-objects.ts";
import { shootPresentation } from "./screens-presentation.ts";
import { shootVolume } from "./screens-volume.ts";
import { root } from "./shell.ts";

const directory = join(root, "build", "screens");
const size = { width: 1600, height: 1000 };
/** Volume rendering in software fills in at rest; a picture taken sooner would show it half done. */
const settleMs = 6_000;

/** Takes a picture of each screen in both languages, on the demo patient and on objects made by hand: for people to look at, and for the README. */
async function takeScreens(workstation: ServedWorkstation, language: "en" | "zh-CN", disc: string): Promise<void> {
  const settings = { language, readerName: "", destination: { kind: "embedded" } };
  await workstation.ask("/api/settings", { method: "PUT", body: JSON.stringify(settings) });
  const browser = await openBrowser();
  const { page, context } = await openPage(browser, "about:blank", size, language === "en" ? "en-GB" : "zh-CN");
  await context.addCookies([
    { name: `hounsfield-session-${new URL(workstation.origin).port}`, value: workstation.bearer, url: workstation.origin },
  ]);
  const shoot = async (name: string) => {
    await page.mouse.move(size.width / 2, size.height - 4);
    await page.waitForTimeout(600);
    await page.screenshot({ path: join(directory, `${name}-${language}.png`) });
  };
  await page.goto(`${workstation.origin}/`);
  await page.getByTestId("study-row").first().waitFor();
  await shoot("worklist");
  await dialogs(page, shoot);
  await shootHands(page, shoot);
  await studyScreens(page, workstation, shoot);
  await shootHanging(page, workstation, shoot);
  await shootObjects(page, workstation, disc, shoot);
  await browser.close();
}

async function dialogs(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  for (const [button, dialog, name] of [
    ["open-outbox", "outbox-dialog", "outbox"],
    ["open-models", "models-dialog", "models"],
    ["open-settings", "settings-dialog", "settings"],
    ["open-help", "help-dialog", "keys"],
  ] as const) {
    await page.getByTestId(button).first().click();
    await page.getByTestId(dialog).waitFor();
    await shoot(name);
    await page.keyboard.press("Escape");
    await page.getByTestId(dialog).waitFor({ state: "hidden" });
  }
}

/** What is opened by key, and the list on an upright screen. */
async function shootHands(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  for (const [key, dialog, name] of [
    ["Control+k", "palette", "palette"],
    ["Control+,", "keymap-dialog", "keymap"],
  ] as const) {
    await page.keyboard.press(key);
    await page.getByTestId(dialog).waitFor();
    await shoot(name);
    await page.keyboard.press("Escape");
    await page.getByTestId(dialog).waitFor({ state: "hidden" });
  }
  await page.setViewportSize({ width: 1080, height: 1920 });
  await shoot("worklist-upright");
  await page.setViewportSize(size);
}

async function studyScreens(page: Page, workstation: ServedWorkstation, shoot: (name: string) => Promise<void>): Promise<void> {
  const study = await demoReady(workstation);
  await page.goto(`${workstation.origin}/#/study/${study}`);
  await waitReady(page, "cell-0");
  await page.waitForTimeout(3_000);
  await shoot("study-stack");
  await shootPresentation(page, shoot);
  await page.getByTestId("mpr").click();
  for (const id of ["cell-0", "cell-1", "cell-2", "cell-3"]) await waitReady(page, id);
  for (const id of ["cell-2", "cell-1", "cell-0"]) {
    await page.locator(`[data-cell-id="${id}"] .viewport-picture`).click({ position: { x: 60, y: 200 } });
    await page.keyboard.press("2");
  }
  await page.getByTestId("tab-findings").click();
  await page.getByTestId("finding").first().click();
  await page.waitForTimeout(settleMs);
  await shoot("study-mpr");
  await shootVolume(page, settleMs, shoot);
  await page.getByTestId("tab-ai").click();
  await shoot("study-ai");
  const { findings } = await workstation.ask<{ findings: Finding[] }>(`/api/studies/${study}/findings`);
  const best = findings.find(({ status }) => status === "proposed");
  if (best)
    await workstation.ask(`/api/findings/${best.id}/decision`, {
      method: "POST",
      body: JSON.stringify({ decision: "accepted", by: "Reader" }),
    });
  await page.getByTestId("tab-report").click();
  await page.getByTestId("report-sign").waitFor();
  await page.waitForTimeout(1_500);
  await shoot("study-report");
  await shootLinking(page, workstation, study, shoot);
  await shootImage(page, workstation, study, shoot);
  await shootMeasure(page, workstation, study, shoot);
  const { studies } = await workstation.ask<{ studies: { studyInstanceUid: string; modalities: string[] }[] }>("/api/studies");
  const wrist = studies.find(({ modalities }) => modalities.includes("DX"));
  if (!wrist) return;
  await page.goto(`${workstation.origin}/#/study/${wrist.studyInstanceUid}`);
  await waitReady(page, "cell-0");
  await page.waitForTimeout(1_500);
  await shoot("study-wrist");
}

mkdirSync(directory, { recursive: true });
if ((await buildRenderer()) === 0) {
  // Each language starts from the demo patient as it was made: a draft keeps the language it was begun in.
  const fresh = mkdtempSync(join(tmpdir(), "screens-"));
  const made = await serveWorkstation({ demo: true, dataDirectory: join(fresh, "made"), onArrival: true });
  await demoReady(made);
  await made.stop();
  const disc = join(fresh, "DISC");
  writeObjects(disc);
  for (const language of ["en", "zh-CN"] as const) {
    cpSync(join(fresh, "made"), join(fresh, language), { recursive: true });
    const workstation = await serveWorkstation({ demo: true, dataDirectory: join(fresh, language), onArrival: true });
    await takeScreens(workstation, language, disc);
    await workstation.stop();
  }
  rmSync(fresh, { recursive: true, force: true });
  process.stdout.write(`screens: ${directory}\n`);
}
