import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasTool } from "../../src/testing/environment.ts";
import { openBrowser, openPage, type ServedWorkstation, serveWorkstation } from "./workstation.ts";

describe.skipIf(!hasTool("chromium"))("the language", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    workstation = await serveWorkstation({ demo: false });
    browser = await openBrowser("software");
    ({ page } = await openPage(browser, workstation.url));
    await page.getByTestId("worklist-screen").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
  });

  it("is switched live, kept for the next start, and leaves no key on the screen", async () => {
    const settings = () => workstation.ask<{ language: string }>("/api/settings");
    const before = (await settings()).language;
    const first = await page.locator("body").innerText();
    await page.getByTestId("switch-language").click();
    await page.waitForFunction((text) => document.body.innerText !== text, first);
    expect((await settings()).language).not.toBe(before);
    const second = await page.locator("body").innerText();
    const [chinese, english] = before === "zh-CN" ? [first, second] : [second, first];
    expect(chinese).toMatch(/[\u4e00-\u9fff]/);
    expect(english).not.toMatch(/worklist\.|common\.|[\u4e00-\u9fff]{6,}/);
    await page.reload();
    await page.getByTestId("worklist-screen").waitFor();
    await page.waitForFunction((text) => document.body.innerText.includes(text), second.slice(0, 12));
  });
});
