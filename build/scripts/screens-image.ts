import type { Page } from "playwright-core";
import { waitReady } from "../../renderer/e2e/screen.ts";
import type { ServedWorkstation } from "../../renderer/e2e/workstation.ts";
import { openAnew } from "./screens-open.ts";

/** Pictures of what is done to one image: the glass, colours, typed sizes, cine, presets, the screen's size, the way out. */
export async function shootImage(
  page: Page,
  workstation: ServedWorkstation,
  study: string,
  shoot: (name: string) => Promise<void>,
): Promise<void> {
  await openAnew(page, workstation, study);
  const cell = await waitReady(page, "cell-0");
  await cell.locator('[data-line="zoom"]').click();
  await shoot("image-size");
  await page.keyboard.press("Escape");
  await cell.click({ position: { x: 40, y: 300 } });
  await page.getByTestId("window-menu").click();
  await page.getByTestId("colour-map").selectOption("HOT_IRON");
  await shoot("image-window-menu");
  await page.keyboard.press("Escape");
  await cell.click({ position: { x: 40, y: 300 } });
  await shoot("image-colours");
  await page.keyboard.press("Space");
  await page.keyboard.press("c");
  await cell.getByTestId("cine-settings").click();
  await shoot("image-cine");
  await cell.getByTestId("cine-settings").click();
  await page.keyboard.press("c");
  await page.keyboard.press("m");
  const box = await cell.boundingBox();
  await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) * 0.45, (box?.y ?? 0) + (box?.height ?? 0) * 0.5);
  await page.getByTestId("magnifier").first().waitFor();
  await page.keyboard.press("Control+e");
  await page.getByTestId("export-dialog").waitFor();
  await page.getByTestId("export-identity").check();
  await shoot("image-export");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.getByTestId("window-menu").click();
  await page.getByTestId("window-presets-edit").click();
  await page.getByTestId("window-presets-dialog").waitFor();
  await shoot("image-presets");
  await page.keyboard.press("Escape");
}
