import type { Page } from "playwright-core";
import { picture } from "../../renderer/e2e/screen.ts";

/** Slabs with their faces, the presets of a volume rendering, one of them without the table, and the clip box. The planes must be open. */
export async function shootVolume(page: Page, settleMs: number, shoot: (name: string) => Promise<void>): Promise<void> {
  await picture(page, "cell-2").click({ position: { x: 60, y: 200 } });
  await page.keyboard.press("Alt+m");
  await picture(page, "cell-0").click({ position: { x: 60, y: 200 } });
  await page.keyboard.press("Alt+m");
  await page.getByTestId("slab-menu-cell-0").click();
  await shoot("volume-slab");
  await page.keyboard.press("Escape");
  await page.getByTestId("volume-presets-cell-3").click();
  await page.waitForTimeout(settleMs);
  await shoot("volume-presets");
  await page.getByTestId("volume-preset-skin").click();
  await page.getByTestId("volume-table").click();
  await page.getByTestId("volume-clip").click();
  await page.waitForTimeout(settleMs);
  await shoot("volume-clip");
  await page.getByTestId("volume-clip").click();
  await page.getByTestId("volume-presets-cell-3").click();
  await page.getByTestId("volume-preset-airways").click();
  await page.waitForTimeout(settleMs);
  await shoot("volume-airways");
}
