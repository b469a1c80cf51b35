import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";

/** Key images in their list, what is on the screen kept as a presentation state, and shown by it. */
export async function shootPresentation(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  const cell = await waitReady(page, "cell-0");
  await cell.click({ position: { x: 300, y: 300 } });
  if ((await cell.getByTestId("key-image-mark").count()) === 0) await page.keyboard.press("k");
  await cell.getByTestId("key-image-mark").waitFor();
  await page.getByTestId("tab-key-images").click();
  await page.getByTestId("key-image").first().waitFor();
  await shoot("key-images");
  await page.keyboard.press("i");
  await page.keyboard.press("Control+s");
  await page.getByTestId("save-presentation").waitFor();
  await shoot("presentation-save");
  await page.getByTestId("presentation-keep").click();
  await page.getByTestId("save-presentation").waitFor({ state: "detached" });
  await cell.getByTestId("presentation-menu").click();
  await page.locator('[data-testid^="presentation-2."]').first().click();
  await cell.locator('[data-note="presentation"]').waitFor();
  await shoot("presentation-applied");
  await cell.getByTestId("presentation-menu").click();
  await page.getByTestId("presentation-none").click();
  await page.getByTestId("tab-findings").click();
}
