import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Analysis } from "../../src/contract/index.ts";
import type { Finding } from "../../src/findings/index.ts";
import { hasTool } from "../../src/testing/environment.ts";
import { chest, chestFiles } from "./chest-series.ts";
import { type Desk, openDesk } from "./desk.ts";
import { changed, picture, waitReady } from "./screen.ts";

describe.skipIf(!hasTool("chromium"))("the focus", () => {
  let desk: Desk;
  let page: Page;

  beforeAll(async () => {
    desk = await openDesk();
    page = desk.page;
    await desk.openStudy();
    await desk.measure();
  });
  afterAll(async () => await desk?.stop());

  it("reach every button of the toolbar by one stop of Tab and the arrows, and hear why one is off", async () => {
    await page.getByTestId("back").focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Home");
    expect(await desk.focused()).toBe("tool-window-level");
    await page.keyboard.press("End");
    const last = await desk.focused();
    expect(last).not.toBe("tool-window-level");
    await page.keyboard.press("ArrowRight");
    expect(await desk.focused()).toBe("tool-window-level");
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowRight");
    expect(await desk.focused()).toBe("tool-crosshair");
    await page.locator('[role="tooltip"]').getByText("open MPR first").waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest('[data-testid="toolbar"]'))).toBeNull();
    await desk.blur();
  });

  it("reach the images again once a menu is closed, and the button where it was opened by key", async () => {
    const cell = picture(page, "cell-0");
    await page.keyboard.press("Space");
    const resting = await cell.getAttribute("data-zoom");
    for (const leave of [
      () => page.keyboard.press("Escape"),
      () => page.getByTestId("layout-1x1").click(),
      () => page.getByTestId("layout-menu").click(),
    ]) {
      await page.keyboard.press("+");
      await changed(cell, "data-zoom", resting);
      await page.getByTestId("layout-menu").click();
      await page.getByTestId("layout-1x1").waitFor();
      await leave();
      await page.getByTestId("layout-1x1").waitFor({ state: "detached" });
      await page.keyboard.press("Space");
      await vi.waitFor(async () => expect(await cell.getAttribute("data-zoom")).toBe(resting), 30_000);
    }
    await page.getByTestId("layout-menu").focus();
    await page.keyboard.press("Enter");
    await page.getByTestId("layout-1x1").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("layout-1x1").waitFor({ state: "detached" });
    expect(await desk.focused()).toBe("layout-menu");
    await page.keyboard.press("d");
    await vi.waitFor(async () => expect(await desk.tool()).toBe("tool-length"), 30_000);
    await page.keyboard.press("w");
    await desk.blur();
  });

  it("keep the focus whatever arrives", async () => {
    await page.getByTestId("tab-report").click();
    const field = page.getByTestId("report-section-impression");
    await field.focus();
    await page.keyboard.type("a");
    await desk.arrive();
    const { findings } = await desk.workstation.ask<{ findings: Finding[] }>(`/api/studies/${desk.study}/findings`);
    await desk.workstation.ask(`/api/findings/${findings[0]?.id}`, { method: "DELETE" }).catch(() => undefined);
    await vi.waitFor(async () => expect(await page.getByTestId("tab-findings").innerText()).not.toMatch(/\d/));
    await page.keyboard.type("b");
    expect(await field.inputValue()).toBe("ab");
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await field.fill("");
    await page.getByTestId("tab-findings").click();
    await desk.measure();
  });

  it("keep the focus while a model runs, when it ends and when what it found arrives", async () => {
    await desk.takeIn(chestFiles());
    await page.goto(`${desk.workstation.origin}/#/study/${chest.studyInstanceUid}`);
    await page.locator(`[data-testid="study-screen"][data-study-uid="${chest.studyInstanceUid}"]`).waitFor();
    await waitReady(page, "cell-0");
    const proposals = () => page.getByTestId("tab-findings").innerText();
    // On the button that began it, which cannot be pressed while the model runs.
    await page.getByTestId("tab-ai").click();
    await page.getByTestId("ai-run").focus();
    await page.keyboard.press("Enter");
    await page.locator('[data-testid="analysis"][data-state="done"]').waitFor();
    await vi.waitFor(async () => expect(await proposals()).toMatch(/1/));
    expect(await desk.focused()).toBe("ai-run");
    // In a field that is typed into; what the first run proposed is decided by then, so that the second one's is told from it.
    const { findings } = await desk.workstation.ask<{ findings: Finding[] }>(`/api/studies/${chest.studyInstanceUid}/findings`);
    for (const { id } of findings) {
      const body = JSON.stringify({ decision: "rejected", by: "Reader" });
      await desk.workstation.ask(`/api/findings/${id}/decision`, { method: "POST", body });
    }
    await vi.waitFor(async () => expect(await proposals()).not.toMatch(/\d/));
    await page.getByTestId("tab-report").click();
    const field = page.getByTestId("report-section-impression");
    await field.focus();
    await page.keyboard.type("a");
    const { modelId } = await lastAnalysis();
    const asked = JSON.stringify({ seriesInstanceUid: chest.seriesInstanceUid, modelId });
    await desk.workstation.ask("/api/analyses", { method: "POST", body: asked });
    await page.keyboard.type("b");
    await vi.waitFor(async () => expect((await lastAnalysis()).state).toBe("done"));
    await vi.waitFor(async () => expect(await proposals()).toMatch(/\d/));
    await page.keyboard.type("c");
    expect(await field.inputValue()).toBe("abc");
    expect(await desk.focused()).toBe("report-section-impression");
    await page.getByTestId("tab-findings").click();
    await desk.blur();
  });

  async function lastAnalysis(): Promise<Analysis> {
    const path = `/api/analyses?studyInstanceUid=${chest.studyInstanceUid}`;
    const { analyses } = await desk.workstation.ask<{ analyses: Analysis[] }>(path);
    return analyses[0] as Analysis;
  }

  /** Goes on by Tab until the control is reached, through rings that are seen; forwards or backwards. */
  async function tabTo(testId: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    for (let step = 0; step < 120; step++) {
      await page.keyboard.press(key);
      const [name, ring] = await page.evaluate(() => {
        const focused = document.activeElement ?? document.body;
        // A field says it by the box that it lies in, a row by its cells.
        const isSeen = [focused, focused.closest(".field-box"), focused.querySelector(":scope > td")].some((one) => {
          if (one === null) return false;
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
          return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1) || boxShadow.startsWith("rgb");
        });
        return [
          focused.getAttribute("data-testid") ?? "",
          isSeen || focused === document.body ? "" : focused.outerHTML.slice(0, 120),
        ] as const;
      });
      expect(ring).toBe("");
      if (name === testId) return;
    }
    throw new Error(`${testId} was not reached.`);
  }

  it("goes from the worklist to a signed report and back by keys alone, and stays where is typed while it is delivered", async () => {
    await page.goto(`${desk.workstation.origin}/#/`);
    await page.locator(`[data-testid="study-row"][data-study-uid="${desk.study}"]`).click();
    await desk.blur();
    await tabTo("study-row");
    await page.keyboard.press("Enter");
    await page.locator('.viewport-picture[data-state="ready"]').first().waitFor();
    await tabTo("tab-findings");
    await page.keyboard.press("End");
    await vi.waitFor(async () => expect(await desk.focused()).toBe("tab-report"));
    await page.getByTestId("report-section-impression").waitFor();
    await tabTo("report-section-impression");
    await page.keyboard.type("Nothing else.");
    await page.getByTestId("report-saved").waitFor();
    await tabTo("report-sign");
    await page.keyboard.press("Enter");
    await page.getByTestId("sign-dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("sign-dialog").waitFor({ state: "detached" });
    await vi.waitFor(async () => expect(await desk.focused()).toBe("report-sign"));
    await page.keyboard.press("Enter");
    await page.getByTestId("sign-dialog").waitFor();
    await vi.waitFor(async () => expect(await desk.focused()).toBe("sign-name"));
    await page.keyboard.type("Reader");
    await page.keyboard.press("Enter");
    await page.getByTestId("signed-report").waitFor();
    await page.getByTestId("report-again").waitFor();
    await tabTo("report-again");
    await page.keyboard.press("Enter");
    await page.getByTestId("report-section-impression").waitFor();
    await tabTo("report-section-impression");
    await page.keyboard.type("a");
    await vi.waitFor(async () => {
      const { items } = await desk.workstation.ask<{ items: { state: string }[] }>("/api/outbox");
      expect(items.every(({ state }) => state === "delivered") && items.length).toBeGreaterThan(0);
    });
    await page.keyboard.type("b");
    expect(await desk.focused()).toBe("report-section-impression");
    expect(await page.getByTestId("report-section-impression").inputValue()).toMatch(/^ab/);
    await tabTo("back", "Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByTestId("worklist-screen").waitFor();
  });

  it("made the page complain of nothing", () => expect(desk.complaints).toEqual([]));
});
