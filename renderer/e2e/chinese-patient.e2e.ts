import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildChineseInstance } from "../../src/testing/chinese-instance.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { openBrowser, openPage, type ServedWorkstation, serveWorkstation } from "./workstation.ts";

/** Where to put screenshots to be looked at, if anywhere. */
const screensDirectory = process.env.HOUNSFIELD_E2E_SCREENS;

const patients = [
  { patientName: "Wang^XiaoDong=王^小东=", studyDescription: "胸部CT平扫", charset: "GB18030", patientId: "H2601" },
  { patientName: "单^雪梅", studyDescription: "头颅CT", charset: "none", patientId: "H2602" },
  { patientName: "Li^Ming=李^明=", studyDescription: "腹部CT增强", charset: "GB18030", patientId: "H2603" },
] as const;

describe.skipIf(!hasTool("chromium"))("a Chinese patient", () => {
  let workstation: ServedWorkstation;
  let browser: Browser;
  let page: Page;
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hounsfield-chinese-"));
    for (const [at, patient] of patients.entries()) {
      const uid = `2.25.${at + 1}`;
      const uids = { studyInstanceUid: uid, seriesInstanceUid: `${uid}.1`, size: 64 };
      for (const slice of [1, 2]) {
        const bytes = buildChineseInstance({ ...patient, ...uids, sopInstanceUid: `${uid}.1.${slice}`, instanceNumber: slice });
        writeFileSync(join(folder, `${at}-${slice}.dcm`), bytes);
      }
    }
    // The same identifier once more, with other pixels.
    const again = { ...patients[0], studyInstanceUid: "2.25.1", seriesInstanceUid: "2.25.1.1", sopInstanceUid: "2.25.1.1.2" };
    writeFileSync(join(folder, "0-2-again.dcm"), buildChineseInstance({ ...again, instanceNumber: 2, size: 64, value: 60 }));
    workstation = await serveWorkstation({ demo: false });
    await workstation.ask("/api/settings", {
      method: "PUT",
      body: JSON.stringify({ language: "zh-CN", readerName: "", destination: { kind: "embedded" } }),
    });
    browser = await openBrowser("software");
    ({ page } = await openPage(browser, workstation.url, { width: 1440, height: 900 }, "zh-CN"));
    await page.getByTestId("worklist-screen").waitFor();
    await workstation.ask("/api/imports", { method: "POST", body: JSON.stringify({ path: folder }) });
    await row("2.25.3").waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await workstation?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const row = (uid: string): Locator => page.locator(`[data-testid="study-row"][data-study-uid="${uid}"]`);
  const search = () => page.getByRole("searchbox").first();
  const shownNames = () => page.locator(".study-name").allInnerTexts();
  async function shoot(name: string): Promise<void> {
    if (screensDirectory === undefined) return;
    mkdirSync(screensDirectory, { recursive: true });
    await page.screenshot({ path: join(screensDirectory, `${name}.png`) });
  }

  it("is shown by its characters, and a name whose encoding the file did not say is marked as guessed", async () => {
    expect(await row("2.25.1").locator(".study-name").innerText()).toBe("王小东");
    expect(await row("2.25.1").innerText()).toContain("胸部CT平扫");
    expect(await row("2.25.2").locator(".study-name").innerText()).toBe("单雪梅");
    expect(await row("2.25.2").innerText()).toContain("头颅CT");
    expect(await row("2.25.2").getByTestId("name-guessed").innerText()).toBe("推测");
    await row("2.25.2").click();
    await page.getByTestId("study-preview").getByText("姓名为推测").first().waitFor();
    expect(await row("2.25.1").getByTestId("name-guessed").count()).toBe(0);
    await shoot("worklist-zh");
  });

  it.each([
    ["王小东", "王小东"],
    ["小东", "王小东"],
    ["wangxiaodong", "王小东"],
    ["xiao dong", "王小东"],
    ["wxd", "王小东"],
    ["shanxuemei", "单雪梅"],
    ["danxue", "单雪梅"],
    ["sxm", "单雪梅"],
    ["liming", "李明"],
  ])("is found by %s", async (typed, name) => {
    await search().fill("nobody");
    await page.getByTestId("worklist-none-found").waitFor();
    await search().fill(typed);
    await page.waitForFunction(
      (wanted) => [...document.querySelectorAll(".study-name")].map((each) => each.textContent).join() === wanted,
      name,
    );
    expect(await shownNames()).toEqual([name]);
  });

  it("is marked where two versions of an image came, and the reader chooses which is shown", async () => {
    await search().fill("");
    await row("2.25.1").waitFor();
    await row("2.25.1").click();
    expect(await row("2.25.1").getByTestId("study-conflicts").innerText()).toBe("1");
    await page.getByTestId("study-preview").getByText("1 幅有冲突").first().waitFor();
    await page.getByTestId("study-menu").click();
    await page.getByTestId("menu-versions").click();
    const versions = page.getByTestId("version");
    await versions.nth(1).waitFor();
    expect(await versions.count()).toBe(2);
    await page.getByTestId("version-compare").click();
    await page.getByTestId("version-difference").waitFor();
    expect(await page.getByTestId("version-difference").innerText()).toContain("像素不同");
    await shoot("versions-zh");
    const before = await versions.nth(0).locator("code").innerText();
    await page.getByTestId("version-show").click();
    await page.waitForFunction(
      (hash) => document.querySelector('[data-testid="version"][data-shown="true"] code')?.textContent !== hash,
      before,
    );
    await page.getByTestId("dialog-close").click();
  });

  it("is pinned in the list, and removed only after what would be lost is said and a reason given", async () => {
    await row("2.25.2").click();
    await row("2.25.2").getByTestId("study-pin").click();
    await page.locator('[data-study-uid="2.25.2"] .study-pin-set').waitFor();
    await row("2.25.3").click();
    await page.getByTestId("study-menu").click();
    await page.getByTestId("menu-remove").click();
    expect(await page.getByTestId("remove-only-here").innerText()).toContain("2 幅影像中有 2 幅");
    await shoot("remove-zh");
    expect(await page.getByTestId("remove-confirm").getAttribute("aria-disabled")).toBe("true");
    await page.getByTestId("remove-reason").fill("导入错误");
    await page.getByTestId("remove-confirm").click();
    await row("2.25.3").waitFor({ state: "detached" });
  });

  it("lies in an archive that says how full and how whole it is", async () => {
    await page.getByTestId("open-settings").click();
    await page.getByTestId("open-archive").click();
    await page.getByTestId("archive-verify").click();
    await page.getByTestId("archive-clean").waitFor();
    expect(await page.getByTestId("archive-removals").innerText()).toContain("李明");
    await page.getByTestId("quota-gigabytes").click();
    await page.getByTestId("quota-value").fill("200");
    await page.getByTestId("quota-apply").click();
    await page.waitForFunction(() => document.querySelector('[data-testid="archive-used"]')?.textContent?.includes("200"));
    await shoot("archive-zh");
    await page.getByTestId("archive-rebuild").click();
    await page.waitForFunction(() => document.body.innerText.includes("索引已重建"));
    await page.getByTestId("dialog-close").click();
    expect(await shownNames()).toEqual(expect.arrayContaining(["王小东", "单雪梅"]));
    await page.locator('[data-study-uid="2.25.2"] .study-pin-set').waitFor();
  });

  it("is read in English by the same marks", async () => {
    await page.getByTestId("switch-language").click();
    await page.waitForFunction(() => document.body.innerText.includes("Guessed"));
    expect(await row("2.25.1").locator(".study-name").innerText()).toBe("Wang, XiaoDong");
    await row("2.25.2").click();
    await shoot("worklist-en");
    await page.getByTestId("study-menu").click();
    await shoot("menu-en");
    await page.keyboard.press("Escape");
    await page.getByTestId("open-settings").click();
    await page.getByTestId("open-archive").click();
    await page.getByTestId("archive-last-verified").waitFor();
    await shoot("archive-en");
    await page.getByTestId("dialog-close").click();
    await row("2.25.1").click();
    await page.getByTestId("study-menu").click();
    await page.getByTestId("menu-remove").click();
    await page.getByTestId("remove-only-here").waitFor();
    await shoot("remove-en");
  });
});
